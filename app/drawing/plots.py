"""Plotly figures of a landscape: contour lines in the plane, the surface in space. Paths and colours are the page's."""

import math
from enum import Enum
from typing import Any, Final

import numpy as np
import orjson

from app.drawing.contours import level_heights
from app.drawing.draping import clearest_turn, height
from app.drawing.pictures import round_numbers
from app.drawing.relief import Surface, surface_seen
from app.drawing.typed_arrays import typed_array
from optimizers.arithmetic import Array
from optimizers.landscape import Landscape, Minimum, View
from optimizers.numbers import setting

Plain = dict[str, Any]
"""A figure as Plotly takes it: `data` and `layout`, their arrays as base64."""

GRID: Final = 101
"""Points along each side of the view where the plane's contour lines are computed."""
FAR: Final = 1.95
"""How far the eye is from the middle of the space, in half sides of the view."""
TALL: Final = 0.42
"""How tall the range of f stands, in longer sides of the view."""
TICKS: Final = 5
RAISED: Final = 0.035
"""How far over the surface a mark stands, so that it does not sink into it, as a share of the range."""


class Plot(Enum):
    """Where a run is plotted."""

    PLANE = "plane"
    SPACE = "space"


def document(plot: Plot, landscape: Landscape) -> bytes:
    return orjson.dumps(plane(landscape) if plot is Plot.PLANE else space(landscape), option=orjson.OPT_SERIALIZE_NUMPY)


def plane(landscape: Landscape) -> Plain:
    """The map's own contour lines: z counts them, so that they are evenly spaced for Plotly; and the minima."""
    view, heights = landscape.view, level_heights(landscape)
    x, y = np.linspace(view.left, view.right, GRID), np.linspace(view.bottom, view.top, GRID)
    f = np.asarray(landscape.f(np.stack(np.meshgrid(x, y))))
    contour = {
        "type": "contour",
        "x": _typed(x),
        "y": _typed(y),
        "z": _typed(level_numbers(f, heights)),
        "autocontour": False,
        "contours": {"start": 0, "end": len(heights) - 1, "size": 1, "coloring": "fill"},
        "zmin": -1,
        "zmax": len(heights),
        "line": {"width": 1, "smoothing": 0},
        "showscale": False,
        "hoverinfo": "skip",
        "meta": {"part": "ground"},
    }
    axes = {"xaxis": _axis("x", view.left, view.right), "yaxis": _axis("y", view.bottom, view.top)}
    axes["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
    axes["xaxis"] |= {"constrain": "domain"}
    return {"data": [contour, _minima(landscape)], "layout": {**axes, "showlegend": False}}


def level_numbers(f: Array, heights: Array) -> Array:
    """How many of the lines lie under a point, with the share of the way to the next; from −1 at the lowest point."""
    edges = np.concatenate([[min(float(f.min()), heights[0])], heights, [max(float(f.max()), heights[-1])]])
    return np.interp(f, edges, np.arange(-1, len(heights) + 1))


def space(landscape: Landscape) -> Plain:
    """The surface of the relief, as the relief bends it, seen from where hills hide the least; and the minima on it."""
    surface = surface_seen(landscape, clearest_turn(landscape))
    view, heights = landscape.view, level_heights(landscape)
    drawn = {
        "type": "surface",
        "x": _typed(surface.x[0]),
        "y": _typed(surface.y[::-1, 0]),
        "z": _typed(surface.heights[::-1]),
        "surfacecolor": _typed(level_numbers(surface.f[::-1], heights)),
        "cmin": -1,
        "cmax": len(heights),
        "showscale": False,
        "hoverinfo": "skip",
        "contours": {axis: {"highlight": False} for axis in "xyz"}
        | {"z": {"show": True, "start": 0, "end": 1, "size": 1 / len(heights), "highlight": False, "width": 1}},
        "lighting": {"ambient": 0.75, "diffuse": 0.55, "specular": 0.03, "roughness": 0.9},
        "meta": {"part": "ground"},
    }
    return {
        "data": [drawn, _minima_on(surface, landscape)],
        "layout": {"scene": _scene(surface, view), "showlegend": False},
    }


def _scene(surface: Surface, view: View) -> Plain:
    side = surface.side
    marks = [f for f in _marks(surface) if 0 <= float(surface.lifted(np.array(f))) <= 1]
    height = {
        "title": {"text": "f"},
        "range": [Surface.FLOOR, 1.02],
        "tickvals": [float(surface.lifted(np.array(f))) for f in marks],
        "ticktext": [setting(f) for f in marks],
    }
    return {
        "xaxis": {"title": {"text": "x"}, "range": [view.left, view.right], "nticks": TICKS},
        "yaxis": {"title": {"text": "y"}, "range": [view.bottom, view.top], "nticks": TICKS},
        "zaxis": height,
        "aspectmode": "manual",
        "aspectratio": {"x": (view.right - view.left) / side, "y": (view.top - view.bottom) / side, "z": TALL},
        "camera": {"eye": _eye(surface), "center": {"x": 0, "y": 0, "z": -0.1}},
        "dragmode": "orbit",
    }


def _eye(surface: Surface) -> Plain:
    """On the side from which the relief is drawn, and as steeply above the surface, so that it shows as much."""
    across, up, rise = surface.sight
    flat = math.hypot(across, up)
    low = math.atan2(rise * surface.side * TALL, flat)
    return {"x": FAR * math.cos(low) * across / flat, "y": FAR * math.cos(low) * up / flat, "z": FAR * math.sin(low)}


def _marks(surface: Surface) -> list[float]:
    """Round values of f; powers of ten where heights are bent."""
    if not surface.bend:
        return round_numbers(surface.low, surface.high)
    highest = math.floor(math.log10(surface.high - surface.low))
    return [
        10.0**power for power in range(highest, highest - 2 * TICKS, -1) if surface.bend * 10.0**power > surface.high
    ]


def _axis(name: str, low: float, high: float) -> Plain:
    return {"title": {"text": name}, "range": [low, high], "nticks": TICKS}


def _minima(landscape: Landscape) -> Plain:
    shown = _seen(landscape)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [each.x for each in shown],
        "y": [each.y for each in shown],
        "marker": {"symbol": ["star" if each.is_global else "circle-open" for each in shown], "size": 12},
        **_told(shown),
    }


def _minima_on(surface: Surface, landscape: Landscape) -> Plain:
    """As they stand on the surface that is drawn; space has no stars."""
    shown = _seen(landscape)
    x, y = np.array([each.x for each in shown]), np.array([each.y for each in shown])
    return {
        "type": "scatter3d",
        "mode": "markers",
        "x": x.tolist(),
        "y": y.tolist(),
        "z": (height(surface, x, y) + RAISED).tolist(),
        "marker": {"symbol": ["diamond" if each.is_global else "circle-open" for each in shown], "size": 6},
        **_told(shown),
    }


def _seen(landscape: Landscape) -> list[Minimum]:
    return [each for each in landscape.minima if landscape.view.holds(each.x, each.y)]


def _told(shown: list[Minimum]) -> Plain:
    return {
        "text": [f"{'lowest point' if each.is_global else 'a minimum'}<br>f = {setting(each.f)}" for each in shown],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"part": "minima"},
    }


def _typed(values: Array) -> Plain:
    """As Plotly's typed array: float64, or float32 for a grid, which is only looked at. Its shape is a text."""
    told = typed_array(values, "f8" if values.ndim == 1 else "f4")
    return told | ({"shape": ", ".join(map(str, told["shape"]))} if "shape" in told else {})
