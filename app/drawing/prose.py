"""Words with letters and formulas in them, and runs named so that no two have the same name."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from app.drawing.formulas import pieces
from optimizers.descent import Descent
from optimizers.numbers import numeral
from optimizers.parameters import Parameter
from quizzes.shapes import segments

_GREEK = re.compile("[α-ωΔ]+")
_CLOSING = re.compile(r"[\w.,;:!?)’”]*")
_TERM = re.compile(r"\S+(?: [−+=<≤≈·×] \S+)+")
_SHORT = 20
"""Letters of a term that fits the narrowest phone's line whole."""


def prose(text: str) -> Markup:
    """A question's text with its formulas; what ends a word or a phrase after a formula stays on its line."""
    drawn: list[Markup] = []
    after_formula = False
    for part in segments(text):
        rest = part.text
        if after_formula and (sign := _closing(rest)):
            drawn[-1] = Markup('<span class="unbroken">{}{}</span>').format(drawn[-1], sign)
            rest = rest[len(sign) :]
        drawn += _broken(rest) if part.is_formula else [lettered(rest)]
        after_formula = part.is_formula
    return Markup().join(drawn)


def _broken(latex: str) -> list[Markup]:
    """The formula's pieces, with a place between them where a line may end."""
    first, *others = pieces(latex)
    return [first, *(part for each in others for part in (Markup("<wbr>"), each))]


def lettered(text: str) -> Markup:
    """Plain words in which Greek letters lean, as they do in the formulas; a short term stays on one line."""
    whole = _TERM.sub(lambda term: _unbroken(term[0]), text)
    return Markup(_GREEK.sub(r"<var>\g<0></var>", str(escape(whole))))


def told_apart(descents: Sequence[Descent]) -> tuple[str, ...]:
    """Each run's rule as prose, with the settings that set it apart from the other runs of the same rule."""
    return tuple(", ".join([type(each.rule).name, *_differences(each, descents)]) for each in descents)


def _unbroken(term: str) -> str:
    return term.replace(" ", "\u00a0") if len(term) <= _SHORT else term


def _closing(text: str) -> str:
    found = _CLOSING.match(text)
    return found.group() if found else ""


def _differences(run: Descent, runs: Sequence[Descent]) -> list[str]:
    alike = [each.rule for each in runs if type(each.rule) is type(run.rule)]
    declared: tuple[Parameter, ...] = type(run.rule).hyperparameters()
    differing = [each for each in declared if len({getattr(rule, each.name) for rule in alike}) > 1]
    return [f"${each.symbol} = {numeral(getattr(run.rule, each.name))}$" for each in differing]
