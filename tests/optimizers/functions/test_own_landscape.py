"""One's own landscape: derivatives are exact, floats and arrays agree, and what is built in comes out the same."""

import math
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.descent import descend
from optimizers.functions.graph import Graph
from optimizers.functions.jets import jet
from optimizers.functions.own_landscape import OwnLandscape, own_landscape
from optimizers.functions.parsing import parse
from optimizers.functions.programs import program
from optimizers.functions.trees import FormulaError
from optimizers.landscape import View
from optimizers.outcomes import Kind
from tests.optimizers.functions.random_formulas import mutated, sound, worth
from tests.sampling import Sample

STEP = 1e-20
BUILT_IN = {
    "ravine": "½(x² + 100y²)",
    "rosenbrock": "(1-x)^2 + 100(y-x^2)^2",
    "himmelblau": "(x²+y-11)² + (x+y²-7)²",
    "booth": "(x+2y-7)² + (2x+y-5)²",
    "matyas": "0.26(x²+y²) - 0.48x y",
    "beale": "(1.5-x+x y)² + (2.25-x+x y²)² + (2.625-x+x y³)²",
    "three_hump_camel": "2x² - 1.05x⁴ + x⁶/6 + x y + y²",
    "styblinski_tang": "(x⁴-16x²+5x+y⁴-16y²+5y)/2",
}


def readable(seed: int, depth: int) -> Iterator[str]:
    dice = random.Random(seed)
    while True:
        typed = sound(dice, depth)
        try:
            parse(typed)
        except FormulaError:
            continue
        yield typed


def test_derivatives_are_exact(seed: int, sample: Sample) -> None:
    """The gradient against a complex step; the Hessian against differences of that."""
    dice, formulas, tried = random.Random(seed), readable(seed, 3), 0
    for _ in sample(range(1000), 150):
        tree, graph = parse(typed := next(formulas)), Graph()
        computed = program(graph, jet(tree, graph))
        x, y = dice.uniform(-1.5, 1.5), dice.uniform(-1.5, 1.5)
        try:
            expected = by_complex_steps(tree, x, y)
        except (ZeroDivisionError, ValueError, OverflowError):
            continue
        _, g_x, g_y, xx, xy, yy = computed(x, y)
        if not all(map(math.isfinite, (g_x, g_y, xx, xy, yy))):
            continue
        tried += 1
        assert (g_x, g_y) == pytest.approx(expected[:2], rel=1e-9, abs=1e-9), typed
        size = 1 + max(map(abs, expected))
        assert (xx, xy, yy) == pytest.approx(expected[2:], rel=1e-4, abs=1e-4 * size), typed
    assert tried > 0


def by_complex_steps(tree: Any, x: float, y: float) -> tuple[float, ...]:
    def gradient(x: float, y: float) -> tuple[float, float]:
        return worth(tree, complex(x, STEP), y).imag / STEP, worth(tree, x, complex(y, STEP)).imag / STEP

    if abs(complex(worth(tree, x, y)).imag) > 0:
        raise ValueError("a root or a logarithm of a negative number")
    h = 1e-6
    (east_x, east_y), (west_x, _), (_, north_y), (_, south_y) = (
        *(gradient(x + h, y), gradient(x - h, y)),
        *(gradient(x, y + h), gradient(x, y - h)),
    )
    xx = (east_x - west_x) / (2 * h)
    xy = (east_y - gradient(x - h, y)[1]) / (2 * h)
    return *gradient(x, y), xx, xy, (north_y - south_y) / (2 * h)


def test_floats_and_arrays_follow_one_convention(seed: int, sample: Sample) -> None:
    """At zeros, below them and where numbers overflow too."""
    formulas = readable(seed, 3)
    values = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e200, -1e200, 1e-200]
    x, y = np.array([(x, y) for x in values for y in values]).T
    for _ in sample(range(1000), 60):
        tree, graph = parse(typed := next(formulas)), Graph()
        computed = program(graph, jet(tree, graph))
        with np.errstate(all="ignore"):
            arrays = np.array(computed(x, y))
        for column, place in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
            alone = np.array(computed(*place), dtype=float)
            size = np.abs(alone[np.isfinite(alone)]).max(initial=1.0)
            told = f"{typed} at {place}"
            np.testing.assert_allclose(alone, arrays[:, column], rtol=1e-5, atol=1e-6 * size, err_msg=told)


@pytest.mark.parametrize("landscape_id", BUILT_IN)
@pytest.mark.parametrize("rule_id", ["momentum", "adam"])
def test_what_is_built_in_comes_out_the_same(landscape_id: str, rule_id: str) -> None:
    built_in: Any = landscapes.catalogue()[landscape_id]()
    typed = own_landscape(BUILT_IN[landscape_id], built_in.view)()
    rule: Any = rules.catalogue()[rule_id]
    first, second = (descend(rule(lr=1e-3), each, built_in.start, 100) for each in (built_in, typed))

    np.testing.assert_allclose(second.points, first.points, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(second.losses, first.losses, rtol=1e-7, atol=1e-9)
    assert {(round(each.x, 6), round(each.y, 6)) for each in typed.minima} == {
        (round(each.x, 6) + 0.0, round(each.y, 6) + 0.0) for each in built_in.minima
    }
    assert typed.lowest == pytest.approx(built_in.lowest, abs=1e-9)


def test_any_formula_can_be_descended(seed: int, sample: Sample) -> None:
    """Whatever can be read has a landscape, or a reason; and every rule goes down it to some end."""
    dice, chosen = random.Random(seed), [*rules.catalogue().values()]
    for typed in (mutated(dice) if dice.random() < 0.5 else sound(dice, 3) for _ in sample(range(2000), 80)):
        try:
            landscape = own_landscape(typed)
        except FormulaError:
            continue
        rule: Any = dice.choice(chosen)
        run = descend(rule(), landscape(), landscape.start, 30)
        assert np.isfinite(run.points[:, :-1]).all(), typed
        assert run.outcome.message


def test_a_view_is_found_that_holds_the_lowest_minimum() -> None:
    assert own_landscape("(x-3)² + y²").view == View(-5, 5, -5, 5)
    assert own_landscape("x² + y²").view == View(-1, 1, -1, 1)


def test_kinks_gaps_and_missing_minima_are_said() -> None:
    assert any("kinks" in each for each in own_landscape("|x| + y²").remarks)
    assert any("no value in 5" in each for each in own_landscape("ln x + y²").remarks)
    assert any("No minimum" in each for each in own_landscape("x - y").remarks)
    assert own_landscape("x² + y²").remarks == ("The lowest minimum found in the view: f = 0 at (0, 0).",)


@pytest.mark.parametrize("typed", ["x - y", "1/x", "x² - y²", "exp(-x²-y²)", "ln x", "x³"])
def test_without_a_minimum_nothing_is_called_converged(typed: str) -> None:
    landscape = own_landscape(typed)

    assert landscape.minima == ()
    for rule in rules.catalogue().values():
        assert descend(rule(), landscape(), landscape.start, 100).outcome.kind is not Kind.CONVERGED


@pytest.mark.parametrize(
    ("typed", "place"), [("|x| + |y - 1|", (0, 1)), ("√|x-½| + y²", (0.5, 0)), ("√(x²+y²)", (0, 0))]
)
def test_a_minimum_at_a_kink_is_found(typed: str, place: tuple[float, float]) -> None:
    lowest = own_landscape(typed).minima[0]

    assert (lowest.x, lowest.y) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize("typed", ["3", "x - x", "0x", "sin(1)"])
def test_a_function_that_is_the_same_everywhere_is_refused(typed: str) -> None:
    with pytest.raises(FormulaError, match="needs an x or a y"):
        own_landscape(typed)


def test_a_function_without_a_value_is_refused() -> None:
    with pytest.raises(FormulaError, match="no value"):
        own_landscape("ln(-1 - x²) + y")


def test_the_same_formula_is_the_same_landscape() -> None:
    assert own_landscape("x²+y²") is own_landscape("x²+y²")
    assert own_landscape("x²+y²")() == own_landscape("x²+y²")()
    assert issubclass(own_landscape("x²+y²"), OwnLandscape)
