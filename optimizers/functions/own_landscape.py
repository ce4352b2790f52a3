"""One's own landscape: a function that somebody typed, with everything that a built-in landscape has."""

import math
from functools import lru_cache
from typing import Any, ClassVar, Final

import numpy as np

from optimizers.arithmetic import Number
from optimizers.functions.breaks import breaks
from optimizers.functions.graph import Graph
from optimizers.functions.jets import jet
from optimizers.functions.lows import Function, Relief, minima, relief
from optimizers.functions.parsing import parse
from optimizers.functions.programs import Program, program
from optimizers.functions.trees import FormulaError
from optimizers.functions.typesetting import latex
from optimizers.landscape import Landscape, Minimum, Point, View
from optimizers.numbers import digits, plain, setting

SQUARES: Final = tuple(View(-half, half, -half, half) for half in (1.0, 2.0, 5.0, 10.0))
"""The views among which one is found: the smallest that holds the lowest minimum of the largest with room around it."""
ROOM: Final = 0.8
KEPT: Final = 128
SHARE: Final = 1e-6
"""Of the spread of f over the view: the tolerance."""
WIDE: Final = 30.0
"""From this ratio of heights on, levels are spaced by their logarithm."""
OWN: Final = "own"
"""The id of every such landscape."""
FORMULA, VIEW = "landscape.f", "landscape.view"
"""What addresses call the function, and the rectangle over which it is shown."""


class OwnLandscape(Landscape):
    """f(x, y) as typed; its subclasses are made by `own_landscape`, one for a formula and a view."""

    id = OWN
    name = "Your own function"
    teaches = "What the rules do on a function of your choice."
    lowest_named = "lowest minimum found in the view"
    formula: ClassVar[str]
    chosen_view: ClassVar[View | None]
    remarks: ClassVar[tuple[str, ...]]
    """What is said of kinks, gaps and minima."""
    view: ClassVar[View]
    minima: ClassVar[tuple[Minimum, ...]]
    has_kinks: ClassVar[bool]
    _f: ClassVar[Program]
    _gradient: ClassVar[Program]
    _hessian: ClassVar[Program]

    def f(self, theta: Number) -> Number:
        return type(self)._f(*theta)[0]

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = type(self)._gradient(*theta)
        return x, y

    @classmethod
    def fields(cls) -> dict[str, str]:
        """What an address says of it."""
        view = {VIEW: ",".join(map(plain, cls.chosen_view))} if cls.chosen_view else {}
        return {FORMULA: cls.formula} | view

    @property
    def curvature(self) -> float:
        """As everywhere; infinite, which gives no limit, also where the ground is flat to second order."""
        curvature = super().curvature
        return curvature if curvature > 0 and not self.has_kinks else math.inf

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        xx, xy, yy = type(self)._hessian(*theta)
        return xx, xy, yy


@lru_cache(KEPT)
def own_landscape(formula: str, view: View | None = None) -> type[OwnLandscape]:
    """The landscape of a formula, over a view or over one that is found. Raises FormulaError."""
    tree, graph = parse(formula), Graph()
    written = jet(tree, graph)
    computed = Function(*(program(graph, part) for part in (written[:1], written[1:3], written[3:])))
    with np.errstate(all="ignore"):
        shown = view or _found(computed)
        seen = relief(computed, shown)
        lows = minima(computed, shown, seen)
        broken = tuple(breaks(graph, written.f, shown))
    if graph.value(written.x) == graph.value(written.y) == 0:
        raise FormulaError(0, "This function is the same everywhere: it needs an x or a y.")
    if seen.share_without_value == 1:
        raise FormulaError(0, "This function has no value anywhere in the view.")
    has_kinks = any(node.operation == "sign" for node in graph.nodes)
    names: dict[str, Any] = {
        "formula": formula,
        "chosen_view": view,
        "latex": latex(tree),
        "view": shown,
        "minima": lows,
        "start": _start(seen, shown, lows),
        "tolerance": SHARE * seen.spread,
        "log_levels": _is_wide(seen, lows),
        "is_quadratic": bool(lows) and not has_kinks and all(graph.value(node) is not None for node in written[3:]),
        "has_kinks": has_kinks,
        "remarks": (*broken, *_remarks(seen, lows)),
        "_f": staticmethod(computed.f),
        "_gradient": staticmethod(computed.gradient),
        "_hessian": staticmethod(computed.hessian),
    }
    return type("OwnLandscape", (OwnLandscape,), names)


def _found(computed: Function) -> View:
    largest = SQUARES[-1]
    lows = minima(computed, largest, relief(computed, largest))
    for view in SQUARES if lows else ():
        if max(abs(lows[0].x), abs(lows[0].y)) < ROOM * view.right and _has_values(computed, view):
            return view
    return next((view for view in SQUARES[1:] if _has_values(computed, view)), SQUARES[1])


def _has_values(computed: Function, view: View) -> bool:
    return relief(computed, view).share_without_value < 0.5


def _start(seen: Relief, view: View, lows: tuple[Minimum, ...]) -> Point:
    """A place of the grid where f has a value: seven tenths of the way to a corner, unless a minimum is near."""
    wanted = view.centre.x - 0.72 * (view.right - view.left) / 2, view.centre.y + 0.6 * (view.top - view.bottom) / 2
    away = np.hypot(seen.x - wanted[0], seen.y - wanted[1])
    for each in lows:
        away = away + np.where(np.hypot(seen.x - each.x, seen.y - each.y) < 0.3 * view.radius, view.radius, 0.0)
    at = np.unravel_index(np.argmin(np.where(np.isfinite(seen.heights), away, np.inf)), away.shape)
    return Point(float(f"{seen.x[at]:.6g}"), float(f"{seen.y[at]:.6g}"))


def _is_wide(seen: Relief, lows: tuple[Minimum, ...]) -> bool:
    if not lows:
        return False
    low, middle, high = np.nanquantile(seen.heights, (0.05, 0.5, 0.95)) - lows[0].f
    return bool(low > 0 and high / low > WIDE * 3 and middle / low > WIDE / 3)


def _remarks(seen: Relief, lows: tuple[Minimum, ...]) -> tuple[str, ...]:
    told = []
    if seen.share_without_value:
        told.append(f"It has no value in {max(1, round(100 * seen.share_without_value))} % of the view.")
    if not lows:
        return (*told, "No minimum was found in the view: no run is called converged, and the lowest loss is the best.")
    lowest = [each for each in lows if each.is_global]
    more = f", and {len(lowest) - 1} as low" if len(lowest) > 1 else ""
    more += f"; {len(lows) - len(lowest)} more lie higher" if len(lows) > len(lowest) else ""
    at = ", ".join(setting(float(f"{each:.4g}") if abs(each) > 1e-9 else 0.0) for each in lowest[0][:2])
    told.append(f"The lowest minimum found in the view: f = {digits(lowest[0].f)} at ({at}){more}.")
    return tuple(told)
