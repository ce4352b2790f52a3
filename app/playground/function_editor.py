"""One's own function on the playground: what was typed, how it was read, what is wrong with it, and examples."""

from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.drawing.formulas import formula
from app.errors import FieldError
from app.runs.races import PREFIXES, Race
from optimizers.functions.own_landscape import FORMULA, OWN, VIEW, OwnLandscape, own_landscape
from optimizers.functions.parsing import parse
from optimizers.functions.trees import FormulaError
from optimizers.functions.typesetting import latex
from optimizers.numbers import setting

WRONG: Final = "is wrong at character "
"""How the core begins what it says of a formula."""


class Example(NamedTuple):
    """A function to start from, and what is to be seen on it."""

    formula: str
    shows: str
    view: str = ""


EXAMPLES: Final = (
    Example("x²/4 + y² + sin(3x)", "a wavy valley with lesser minima", "-4,4,-3,3"),
    Example("|x| + 3|y|", "kinks, at which no rate lets descent rest"),
    Example("(x² - 1)² + ½y² + 0.3x", "two wells, one deeper"),
    Example("ln(1 + x² + 20y²)", "a narrow funnel in a plain"),
    Example("sqrt(x² + y²)", "a cone: its slope never fades"),
    Example("½x² - ½y² + y⁴/8", "a saddle between two minima"),
)


class Pointed(NamedTuple):
    """A formula taken apart at the character where it is wrong."""

    before: str
    at: str
    after: str


@dataclass(frozen=True)
class FunctionEditor:
    """The fields for one's own function. landscape: what they gave, None where nobody can read it."""

    formula: str
    view: str
    landscape: type[OwnLandscape] | None
    pointed: Pointed | None
    errors: dict[str, str]

    @property
    def typeset(self) -> Markup:
        return formula(rf"f(x,y) = {self.landscape.latex}") if self.landscape else Markup("")

    @property
    def shown_over(self) -> str:
        """The rectangle in words, and whether somebody chose it."""
        if self.landscape is None:
            return ""
        left, right, bottom, top = map(setting, self.landscape.view)
        found = "" if self.landscape.chosen_view else ", as found"
        return f"Shown: x from {left} to {right}, y from {bottom} to {top}{found}."


def editor(race: Race, typed: MultiDict[str, str], errors: dict[str, str]) -> FunctionEditor | None:
    """The fields as an address gave them, or as the race has them; None where another landscape is chosen."""
    landscape = type(race.common.landscape)
    if typed.get("landscape", landscape.id) != OWN:
        return None
    if issubclass(landscape, OwnLandscape):
        fields = landscape.fields()
        return FunctionEditor(fields[FORMULA], fields.get(VIEW, ""), landscape, None, {})
    text = typed.get(FORMULA, "")
    own = {name: errors[name] for name in (FORMULA, VIEW) if name in errors}
    return FunctionEditor(text, typed.get(VIEW, ""), _read(text), _pointed(text), own)


def begun(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The address with the first example in it where it chooses a function of one's own and says nothing of one."""
    if args.get("landscape") != OWN or FORMULA in args:
        return args
    return MultiDict([*args.items(multi=True), *_fields(EXAMPLES[0])[1:]])


def without_function(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The address without its function, and without the start and the view that went with it."""
    gone = {"landscape", FORMULA, VIEW, "start"} if args.get("landscape") == OWN else set()
    return MultiDict((name, text) for name, text in args.items(multi=True) if name not in gone)


def worded(errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
    """What is wrong, where it is about the formula, as a sentence of its own."""
    return tuple(
        each._replace(message="At " + each.message.removeprefix("is wrong at ").replace(". ", ": ", 1))
        if each.field == FORMULA and each.message.startswith(WRONG)
        else each
        for each in errors
    )


def with_example(race: Race, example: Example) -> str:
    """The query of the same race on an example."""
    kept = [
        (name, text)
        for name, text in parse_qsl(race.query())
        if not name.startswith(tuple(PREFIXES[:2])) and name not in ("landscape", "start", "seed")
    ]
    return urlencode([*kept, *_fields(example)])


def _fields(example: Example) -> list[tuple[str, str]]:
    view = [(VIEW, example.view)] if example.view else []
    return [("landscape", OWN), (FORMULA, example.formula), *view]


def example_formula(example: Example) -> Markup:
    """An example, typeset."""
    return formula(latex(parse(example.formula)))


def _read(text: str) -> type[OwnLandscape] | None:
    try:
        return own_landscape(text)
    except FormulaError:
        return None


def _pointed(text: str) -> Pointed | None:
    """Where a formula is wrong; what cannot be printed is replaced, so that it does nothing."""
    try:
        own_landscape(text)
    except FormulaError as wrong:
        safe = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
        return Pointed(safe[: wrong.at], safe[wrong.at : wrong.at + 1], safe[wrong.at + 1 :][:60]) if text else None
    return None
