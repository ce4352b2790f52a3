"""Reading formulas: what people write is read as they mean it, and nothing is guessed."""

import random

import pytest

from optimizers.functions.own_landscape import own_landscape
from optimizers.functions.parsing import parse
from optimizers.functions.trees import MOST_NODES, FormulaError, Tree
from optimizers.functions.typesetting import latex
from tests.optimizers.functions.random_formulas import mutated, sound, worth
from tests.sampling import Sample

READ = {
    "x^2 + 3y²": r"x^{2} + 3 \, y^{2}",
    "2x y": r"2 \, x \, y",
    "sin(pi x)": r"\sin\left(\pi \, x\right)",
    "|x|": r"\left|x\right|",
    "exp(-(x-1)^2)": r"\mathrm{e}^{-\left(x - 1\right)^{2}}",
    "½x² − ¼y⁴": r"\frac{1}{2} \, x^{2} - \frac{1}{4} \, y^{4}",
    "sin²x + cos^2 y": r"\sin^{2}\left(x\right) + \cos^{2}\left(y\right)",
    "sin 2πx cos y": r"\sin\left(2 \, \pi \, x\right) \, \cos\left(y\right)",
    "||x|-1| + 2|x||y|": r"\left|\left|x\right| - 1\right| + 2 \, \left|x\right| \, \left|y\right|",
    "√x + √(x²+y²)": r"\sqrt{x} + \sqrt{x^{2} + y^{2}}",
    "x**2 × y": r"x^{2} \, y",
    "xy": r"x \, y",
    "-x^2": r"-x^{2}",
    "2^-x": r"2^{-x}",
    "x^y^2": r"x^{y^{2}}",
    "x − (y − 1)": r"x - \left(y - 1\right)",
    "(x+1)(y-1)": r"\left(x + 1\right) \, \left(y - 1\right)",
    "x/2": r"\frac{x}{2}",
    "x⁻¹": r"x^{-1}",
    "log x": r"\ln\left(x\right)",
    "3·2x": r"3 \cdot 2 \, x",
    "[x+y]²": r"\left(x + y\right)^{2}",
    "e^(2x)": r"\mathrm{e}^{2 \, x}",
    ".5x": r".5 \, x",
}
REFUSED = {
    "": (0, "Write a function"),
    "   ": (0, "Write a function"),
    "x +": (3, "ends where"),
    "x + * y": (4, "Before *"),
    "(x": (2, "a ) is missing"),
    "|x": (2, "a | is missing"),
    "x)": (1, "no ("),
    "x|": (2, "a"),
    "0,5x": (1, "with a point"),
    "1e-3x": (1, "power of ten"),
    "1/2x": (3, "two ways"),
    "e^2x": (3, "two ways"),
    "sin x/2": (5, "two ways"),
    "sin x y": (6, "two ways"),
    "sin⁻¹ x": (3, "two ways"),
    "x2": (1, "sign is missing"),
    "2 3": (2, "sign is missing"),
    "foo(x)": (0, "foo is not known"),
    "x + z": (4, "z is not known"),
    "x = y": (2, "right-hand side"),
    "x^100": (2, "up to 64"),
    "x\u202e": (1, "RIGHT-TO-LEFT OVERRIDE"),
    "x\x00": (1, "invisible"),
    "x<b>": (1, "right-hand side"),
    "x.__class__": (1, "means nothing"),
    "sin": (3, "ends where"),
    "1.2.3": (3, "one decimal point"),
    "9" * 199: (0, "at most"),
}


@pytest.mark.parametrize("typed", READ)
def test_what_people_write_is_read_as_they_mean_it(typed: str) -> None:
    assert latex(parse(typed)) == READ[typed]


@pytest.mark.parametrize("typed", [each for each in REFUSED if len(each) < 100])
def test_what_cannot_be_read_is_refused_at_its_place(typed: str) -> None:
    at, words = REFUSED[typed]
    with pytest.raises(FormulaError) as refused:
        parse(typed)

    assert words in refused.value.message
    assert refused.value.at == at


@pytest.mark.parametrize(
    "typed", ["x" * 201, "x" * 10_000, "+".join("x" * 80), "(" * 17 + "x" + ")" * 17, "-" * 20 + "x"]
)
def test_length_parts_and_depth_are_bounded(typed: str) -> None:
    with pytest.raises(FormulaError, match="at most"):
        parse(typed)


def test_a_formula_of_as_many_parts_as_may_be_is_differentiated() -> None:
    terms = MOST_NODES // 4
    longest = "+".join(f"x^{power}" for power in range(2, 2 + terms))

    assert own_landscape(longest).latex.count("x") == terms


def test_whatever_is_typed_is_read_or_refused(seed: int, sample: Sample) -> None:
    dice = random.Random(seed)
    for typed in (mutated(dice) for _ in sample(range(100_000), 4_000)):
        refused, tree = reading(typed)
        if tree:
            latex(tree)
        if refused:
            assert 0 <= refused.at <= len(typed)
            assert refused.message.endswith(".")


def reading(typed: str) -> tuple[FormulaError | None, Tree | None]:
    try:
        return None, parse(typed)
    except FormulaError as refused:
        return refused, None


def test_products_and_powers_are_worth_what_they_say(seed: int, sample: Sample) -> None:
    dice = random.Random(seed)
    for _ in sample(range(1000), 100):
        a, b, x, y = (dice.randint(2, 9) for _ in "abxy")
        assert worth(parse(f"{a}x^{b} y - {a}/({b}x)"), x, y) == pytest.approx(a * x**b * y - a / (b * x))


def test_sound_formulas_are_read(seed: int, sample: Sample) -> None:
    dice = random.Random(seed)
    for typed in (sound(dice, 2) for _ in sample(range(5_000), 300)):
        assert latex(parse(typed)), typed
