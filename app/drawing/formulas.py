"""LaTeX to MathML: each known symbol carries its class, and a formula can be read with one step's numbers in it."""

import itertools
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markupsafe import Markup

from optimizers.descent import Descent
from optimizers.numbers import digits, setting
from optimizers.rule import Rule, Symbol

COORDINATES = ("x", "y")

_TOKEN = re.compile(r"\\text\{[^}]*\}|\\[A-Za-z]+|\\.|[^\s\\]")
_PLACE = re.compile(r'<mrow class="(val [^"]*)"><mn>0</mn></mrow>')
_SLOT = re.compile(r'(<mn class="val val-(\w+) (before|after)( paren| power)?[^"]*">)0</mn>')
"""What rules name the quantities that they keep; settings have longer names."""
_XMLNS = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_SIGN = re.compile(r"(<mo[^>]*>(?!&#x00029;|&#x0005D;)[^<]*</mo>)<mo>&#x02212;</mo>")
"""A minus right after another operator: a sign, which stands closer to its number than a difference's minus."""
_BETWEEN_TERMS = {"=", "+", "−", "≈", "<", ">", "≤", "≥"}
_GAPS = {"1em", "2em"}
"""As wide as `\\quad` and `\\qquad`, which part one formula from the next."""
LONG = 14
"""Letters and signs: a formula with more of them may be broken over lines."""
_BARE = {"{", "(", "[", r"\left", r"\gets", "="}


class FormulaLine(NamedTuple):
    """One line of a formula with numbers in it: what is assigned, and the two sides as MathML."""

    name: str
    mathml: Markup


class _Piece(NamedTuple):
    """A stretch of LaTeX: some tokens, and the symbol that they spell, if any."""

    tokens: tuple[str, ...]
    symbol: Symbol | None


@cache
def formula(latex: str, symbols: tuple[Symbol, ...] = (), *, display: bool = False) -> Markup:
    """MathML for `latex`; every symbol in it is an element of class "sym sym-<name> idea-<idea>"."""
    marked = "".join(_marked(piece) for piece in _pieces(latex, symbols))
    return _mathml(marked, display)


@cache
def templates(rule: type[Rule]) -> tuple[FormulaLine, ...]:
    """The rule's formula, a line each, with each number an <mn class="val val-<name> before|after [paren|power]">."""
    glossary = rule.glossary()
    assigned: set[str] = set()
    lines = []
    for latex in rule.formula:
        left, _, right = latex.partition(r"\gets")
        name = next((piece.symbol.name for piece in _pieces(left, glossary) if piece.symbol), "")
        lines.append(FormulaLine(name, _places(_numbered(left, right, name, glossary, assigned))))
        assigned.add(name)
    return tuple(lines)


@cache
def spoken(rule: type[Rule]) -> frozenset[str]:
    """The names of the symbols that occur in the rule's formula."""
    glossary = rule.glossary()
    return frozenset(piece.symbol.name for line in rule.formula for piece in _pieces(line, glossary) if piece.symbol)


def numbers(descent: Descent, step: int, coordinate: int) -> tuple[FormulaLine, ...]:
    """The formula of `descent.rule` with the values of step `step` (from 1) in one coordinate (0 for x, 1 for y)."""
    value = values(descent, step, coordinate)

    def filled(place: re.Match[str]) -> str:
        opening, name, when, around = place.groups("")
        return f"{opening}{shown(*value(name, when == 'after'), around.strip())}</mn>"

    of = COORDINATES[coordinate]
    return tuple(
        FormulaLine(line.name, Markup(_SLOT.sub(filled, str(line.mathml)).replace("<mi>□</mi>", f"<mi>{of}</mi>")))
        for line in templates(descent.rule.__class__)
    )


def values(descent: Descent, step: int, coordinate: int) -> Callable[[str, bool], tuple[float, bool]]:
    """What a symbol stands for at a step, before or after it is assigned; and whether it was set, not measured."""
    given = {each.name: float(getattr(descent.rule, each.name)) for each in descent.rule.hyperparameters()}
    if "lr" in given:
        given["lr"] *= float(descent.factors[step - 1])
    given["t"] = step
    state: dict[str, Any] = descent.state._asdict() | {"theta": descent.points}

    def value(name: str, after: bool) -> tuple[float, bool]:
        if name in given:
            return given[name], True
        if name == "g":
            return float(descent.gradients[coordinate, step - 1]), False
        return float(state[name][coordinate, step - 1 + after]), False

    return value


def shown(value: float, is_setting: bool, place: str = "") -> str:
    """A number as a formula shows it: in parentheses where its sign would meet another, or its power of ten a power."""
    text = setting(value) if is_setting else digits(value)
    in_parentheses = (place and value < 0) or (place == "power" and "×" in text)
    return f"({text})" if in_parentheses else text


def _numbered(left: str, right: str, name: str, glossary: tuple[Symbol, ...], assigned: Iterable[str]) -> str:
    """LaTeX: the assigned symbol, the right side with places for numbers, and what comes out."""
    target = "".join(_marked(piece) for piece in _pieces(left, glossary))
    target += "" if "_" in left else "_{□}"
    (result,) = (symbol for symbol in glossary if symbol.name == name)
    with_places = "".join(_with_places(right, glossary, set(assigned)))
    return rf"{target} = {with_places} = {_place(result, after=True)}"


def _with_places(latex: str, glossary: tuple[Symbol, ...], assigned: set[str]) -> Iterable[str]:
    pieces = [*_pieces(latex, glossary), _Piece(("",), None)]
    last = "{"
    for piece, following in itertools.pairwise(pieces):
        if piece.symbol is None:
            yield r"\times " if piece.tokens[0] == r"\," else _written(piece.tokens)
        else:
            around = "power" if following.tokens[0] == "^" else "" if last in _BARE else "paren"
            yield _place(piece.symbol, piece.symbol.name in assigned, around)
        last = piece.tokens[-1]


def _place(symbol: Symbol, after: bool, around: str = "") -> str:
    when = "after" if after else "before"
    classes = ("val", f"val-{symbol.name}", when, around, _colour(symbol))
    return rf"\class{{{' '.join(filter(None, classes))}}}{{0}}"


def _colour(symbol: Symbol) -> str:
    return f"idea-{symbol.idea}" if symbol.idea else ""


def _places(latex: str) -> Markup:
    return _breakable(_PLACE.sub(r'<mn class="\1">0</mn>', str(_mathml(latex, True))))


@cache
def pieces(latex: str) -> tuple[Markup, ...]:
    """A formula in running text: whole where it is short, else its terms, between which a line may be broken."""
    whole = formula(latex)
    is_short = len("".join(ElementTree.fromstring(whole).itertext())) <= LONG
    return (whole,) if is_short else tuple(_by_terms(str(whole), '<math display="inline">'))


def _breakable(mathml: str) -> Markup:
    """The same line as one <math> for each term: browsers break a line between them, and never within one."""
    return Markup("<wbr>").join(_by_terms(mathml, '<math displaystyle="true" display="inline">'))


def _by_terms(mathml: str, opening: str) -> Iterable[Markup]:
    root = ElementTree.fromstring(mathml.replace(_XMLNS, ""))
    terms = [ElementTree.Element("mrow")]
    for element, is_first in _terms(root[0]):
        if is_first:
            if element.tag == "mo":
                element.set("form", "infix")
            terms.append(ElementTree.Element("mrow"))
        terms[-1].append(element)
    return (Markup(f"{opening}{ElementTree.tostring(term, 'unicode')}</math>") for term in terms)


def _terms(row: ElementTree.Element) -> Iterable[tuple[ElementTree.Element, bool]]:
    """The elements of a row, and whether a term begins there: at its sign, but for the first =, or after a gap."""
    depth, last, is_apart = 0, "=", False
    for index, element in enumerate(row):
        sign = (element.text or "") if element.tag == "mo" else ""
        depth += (sign == "(") - (sign == ")")
        is_signed = index > 1 and sign in _BETWEEN_TERMS and last not in _BETWEEN_TERMS
        yield element, depth == 0 and (is_signed or is_apart)
        last, is_apart = sign, element.tag == "mspace" and element.get("width") in _GAPS


def _pieces(latex: str, symbols: tuple[Symbol, ...]) -> list[_Piece]:
    """The tokens of `latex`, those that spell a symbol (the longest that fits) taken together."""
    tokens = _TOKEN.findall(latex)
    spelled = [(tuple(_TOKEN.findall(each.latex)), each) for each in symbols if each.latex]
    spelled.sort(key=lambda pair: -len(pair[0]))
    pieces, at = [], 0
    while at < len(tokens):
        here = ((spelling, each) for spelling, each in spelled if tuple(tokens[at : at + len(spelling)]) == spelling)
        spelling, symbol = next(here, ((tokens[at],), None))
        pieces.append(_Piece(spelling, symbol))
        at += len(spelling)
    return pieces


def _marked(piece: _Piece) -> str:
    if piece.symbol is None:
        return _written(piece.tokens)
    classes = f"sym sym-{piece.symbol.name} {_colour(piece.symbol)}".strip()
    return rf"\class{{{classes}}}{{{_written(piece.tokens)}}}"


def _written(tokens: Iterable[str]) -> str:
    return "".join(f"{token} " if token.startswith("\\") else token for token in tokens)


def _mathml(latex: str, display: bool) -> Markup:
    mathml = _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', convert(latex))
    return Markup(mathml.replace("<math ", '<math displaystyle="true" ', 1) if display else mathml)
