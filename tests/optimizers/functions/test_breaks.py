"""Breaks: kinks and poles are found and said where they are, and not where there are none."""

import pytest

from optimizers.functions.breaks import breaks, nearest
from optimizers.functions.graph import Graph
from optimizers.functions.jets import jet
from optimizers.functions.parsing import parse
from optimizers.landscape import View

VIEW = View(-2, 2, -1, 3)
BROKEN = {
    "|x| + y²": "kinks, where a |…|",
    "sqrt(x² + y²)": "kink, for example at (0, 0): a root",
    "sqrt((x-0.37)² + (y-1.23)²)": "kink, for example at (0.37, 1.23)",
    "1/(x - 0.013) + y²": "pole, for example at (0.013",
    "1/(x² + y²)": "pole, for example at (0, 0): a denominator",
    "ln(x² + 3y²)": "pole, for example at (0, 0): a logarithm",
    "tan x + y²": "pole, for example at (−1.57",
    "x^1.5 + y²": "kink, for example at (0",
    "x⁻² + y": "pole, for example at (0",
}
SMOOTH = (
    "x² + y²",
    "1/(1 + x²) + y²",
    "sqrt(1 + x²) + y²",
    "sqrt(0.001 + x²)",
    "ln(1 + x² + y²)",
    "1/(x + 5) + y",
    "e^x",
)


def told(formula: str, view: View = VIEW) -> str:
    graph = Graph()
    return " ".join(breaks(graph, jet(parse(formula), graph).f, view))


@pytest.mark.parametrize("formula", BROKEN)
def test_a_break_is_said_with_a_place_where_it_is(formula: str) -> None:
    assert BROKEN[formula] in told(formula)


@pytest.mark.parametrize("formula", SMOOTH)
def test_a_function_without_breaks_has_none_said_of_it(formula: str) -> None:
    assert told(formula) == ""


def test_a_break_outside_the_view_is_none() -> None:
    assert told("1/(x - 5)", View(-1, 1, -1, 1)) == ""


def test_the_place_nearest_to_zero_is_found_within_the_view() -> None:
    graph = Graph()
    near = nearest(graph, jet(parse("(x - 1)² + (y - 2)² + 0.5"), graph).f, VIEW)
    assert near is not None
    assert (near.x, near.y) == pytest.approx((1, 2), abs=1e-3)
    assert nearest(graph, graph.number(0), VIEW) is None
