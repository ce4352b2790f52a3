"""Breaks: where a function has kinks, poles or slopes without end, found from what its operations are taken of."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.functions.graph import Graph
from optimizers.functions.programs import needed, program
from optimizers.landscape import View
from optimizers.numbers import setting

GRID: Final = 41
ROUNDS: Final = 8
CLOSER: Final = 0.25
"""How much of its rectangle each further look for a smallest value keeps."""
NOTHING: Final = 1e-9
"""Of the largest value on the first grid: what is smaller is taken for 0."""
AT_ZERO: Final = {
    "divide": "It has a pole",
    "ln": "It has a pole",
    "tan": "It has a pole",
    "sqrt": "It has a kink",
    "power": "It has a kink",
}
"""What an operation does where the last thing, or of a power the base, that it is taken of is 0."""
WHY: Final = {
    "divide": "a denominator is 0 there",
    "ln": "a logarithm is taken of 0 there",
    "tan": "a tangent has no value there",
    "sqrt": "a root is taken of 0 there",
    "power": "a power that is not whole is taken of 0 there",
}
KINKS: Final = "It has kinks, where a |…| is zero: there the slope of |…| is taken as 0."


class Near(NamedTuple):
    """Where something comes nearest to 0, and how near in units of its largest value."""

    x: float
    y: float
    share: float


def breaks(graph: Graph, root: int, view: View) -> Iterator[str]:
    """What is to be said of kinks and poles of the function that a node is, over a view; a sentence for each kind."""
    told = set[str]()
    within = needed(graph, (root,))
    if any(graph.nodes[node].operation == "abs" for node in within):
        yield KINKS
    for node in within:
        operation, of, _ = graph.nodes[node]
        if operation not in AT_ZERO or AT_ZERO[operation] in told:
            continue
        near = nearest(graph, _suspect(graph, operation, of), view)
        if near and near.share <= NOTHING:
            told.add(AT_ZERO[operation])
            place = f"({_place(near.x, view)}, {_place(near.y, view)})"
            yield f"{AT_ZERO[operation]}, for example at {place}: {WHY[operation]}."


def _suspect(graph: Graph, operation: str, of: tuple[int, ...]) -> int:
    """The node that must not be 0."""
    if operation == "tan":
        return graph.apply("cos", of[0])
    return of[1] if operation == "divide" else of[0]


def nearest(graph: Graph, node: int, view: View) -> Near | None:
    """Where in the view a node comes nearest to 0, looked for ever closer; None if it has no value anywhere."""
    if graph.value(node) is not None:
        return None
    of, largest, seen = program(graph, (node,)), 0.0, view
    for _ in range(ROUNDS * 2):
        x, y = np.meshgrid(np.linspace(seen.left, seen.right, GRID), np.linspace(seen.bottom, seen.top, GRID))
        sizes = _sizes(of(x, y)[0])
        if not np.isfinite(sizes).any():
            return None
        largest = largest or float(sizes[np.isfinite(sizes)].max())
        at = np.unravel_index(int(np.argmin(sizes)), sizes.shape)
        place = Near(float(x[at]), float(y[at]), float(sizes[at]) / (largest or 1.0))
        if place.share <= NOTHING:
            return place
        seen = _around(place, seen, view)
    return place


def _sizes(values: Array) -> Array:
    return np.where(np.isnan(values), np.inf, np.abs(values))


def _around(place: Near, seen: View, view: View) -> View:
    """A smaller rectangle about a place, inside the view."""
    across, up = (CLOSER * (high - low) / 2 for low, high in ((seen.left, seen.right), (seen.bottom, seen.top)))
    return View(
        max(view.left, place.x - across),
        min(view.right, place.x + across),
        max(view.bottom, place.y - up),
        min(view.top, place.y + up),
    )


def _place(value: float, view: View) -> str:
    return setting(0.0 if abs(value) < 1e-4 * view.radius else float(f"{value:.3g}"))
