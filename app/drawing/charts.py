"""Charts of descents as Plotly figures, each with a caption that says in words what it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import cycle
from typing import Any, Final

import numpy as np
import orjson

from app.drawing.typed_arrays import typed_array
from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.numbers import digits

Plain = dict[str, Any]
"""A figure as Plotly takes it: `data` and `layout`, their arrays as base64."""

DASHES = (
    ("solid", "2px,3px"),
    ("16px,4px", "2px,7px"),
    ("10px,3px,2px,3px", "2px,2px,2px,8px"),
    ("22px,3px,2px,3px,2px,3px", "2px,2px,2px,2px,2px,9px"),
    ("6px,3px", "3px,5px"),
    ("16px,3px,6px,3px", "3px,2px,3px,9px"),
    ("20px,9px", "3px,12px"),
)
"""Of each quantity in a chart along x, and, made of dots, along y: so that no two are told apart by colour alone."""
ROUNDING: Final = -16.0
"""The power of ten under which a distance to f* says nothing: a logarithmic axis ends here."""
MANY: Final = 4
SPIKE: Final = 5
"""A curve so many times as high as all of that many others together flattens them."""
MARKS: Final = {"hat": "corrected", "max": "largest"}
"""What a letter's mark says, as the code spells it."""
DECADES: Final = 6
"""At most about so many labels on a logarithmic axis."""


class Axis(Enum):
    """Which scales an axis may be switched to; the first is the one it opens with."""

    LINEAR = ("linear",)
    LOG = ("log", "linear")
    EITHER = ("linear", "log")


@dataclass(frozen=True)
class Curve:
    """One curve: its values step by step, shape (n,), from step `first`; `look` is the CSS class that colours it."""

    name: str
    look: str
    values: Array
    first: int = 0
    dash: str | None = None

    def plain(self) -> Plain:
        return {
            "type": "scatter",
            "mode": "lines",
            "name": self.name,
            "x0": self.first,
            "dx": 1,
            "y": typed_array(self.values, "f8"),
            "line": {"width": 2, "shape": "linear"} | ({"dash": self.dash} if self.dash else {}),
            "meta": {"look": self.look},
            "hovertemplate": f"{self.name}<br>step %{{x}}: %{{y:.4~g}}<extra></extra>",
        }


@dataclass(frozen=True, eq=False)
class RangeBand:
    """From the lowest to the highest of several runs at each step, both of shape (n+1,); `look` as of a curve."""

    low: Array
    high: Array
    look: str

    def plain(self) -> tuple[Plain, Plain]:
        """Its edges as two traces without a line, the second filled down to the first."""
        edge = {"type": "scatter", "mode": "lines", "x0": 0, "dx": 1, "hoverinfo": "skip", "opacity": 0.35}
        look = {"line": {"width": 0}, "meta": {"look": self.look, "band": True}, "name": ""}
        high = edge | look | {"y": typed_array(self.high, "f8"), "fill": "tonexty"}
        return edge | look | {"y": typed_array(self.low, "f8")}, high


@dataclass(frozen=True)
class Figure:
    """Curves over the steps 0 … `steps`, the name of what is drawn upwards, and a caption in words."""

    lines: tuple[Curve, ...]
    steps: int
    quantity: str
    axis: Axis
    caption: str
    heights: tuple[float, float] | None = None
    """What the axis shows upwards, where that is not everything."""
    changed: int | None = None
    """After which step a learning rate was changed, if that is to be marked."""
    bands: tuple[RangeBand, ...] = ()
    """Drawn under the lines."""

    def plain(self) -> Plain:
        """What Plotly draws. Colours are left to the page: each trace names its CSS class under meta.look."""
        under = [trace for band in self.bands for trace in band.plain()]
        return {"data": [*under, *(line.plain() for line in self.lines)], "layout": self._layout()}

    def _layout(self) -> Plain:
        scales = list(self.axis.value)
        return {
            "xaxis": {"title": {"text": "step"}, "range": [0, max(self.steps, 1)]},
            "yaxis": {
                "title": {"text": self.quantity},
                "type": scales[0],
                "exponentformat": "power",
                **({"range": self.heights} if self.heights else {}),
            },
            "showlegend": False,
            **({} if self.changed is None else {"shapes": [_mark(self.changed)]}),
            "meta": {"scales": scales, "caption": self.caption, "steps": self.steps, "log": self._log_axis()},
        }

    def _log_axis(self) -> Plain:
        """The range, and the distance between labels, in powers of ten; nothing where that is best left to Plotly."""
        drawn = [line.values[np.isfinite(line.values) & (line.values > 0)] for line in self.lines]
        powers = np.log10(np.concatenate(drawn)) if self.lines else np.empty(0)
        if powers.size == 0 or np.ptp(powers) < 1.5:
            return {}
        low, high = max(float(powers.min()), ROUNDING), float(powers.max())
        edge = 0.03 * (high - low)
        return {"range": [low - edge, high + edge], "dtick": max(round((high - low) / DECADES), 1)}


def _mark(step: int) -> Plain:
    """An upright line, of a grey that can be seen by day and by night."""
    line = {"color": "#7d878c", "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": step, "x1": step, "yref": "paper", "y0": 0, "y1": 1, "line": line}


class Chart(Enum):
    """The charts that a page may ask for."""

    LOSS = "loss"
    RATES = "rates"
    MOMENTS = "moments"
    SCHEDULE = "schedule"


def document(
    chart: Chart, descents: Sequence[Descent], changed: int | None = None, bands: tuple[RangeBand, ...] = ()
) -> bytes:
    """A chart of these runs as JSON; effective rates and moments are those of the first. changed, bands: see Figure."""
    match chart:
        case Chart.LOSS:
            figure = loss(descents)
        case Chart.RATES:
            figure = rates(descents[0])
        case Chart.MOMENTS:
            figure = moments(descents[0])
        case Chart.SCHEDULE:
            figure = schedule(descents)
    return orjson.dumps(replace(figure, changed=changed, bands=bands).plain())


def loss(descents: Sequence[Descent]) -> Figure:
    """The loss by step, a curve for each run: f − f*, which a logarithmic scale can show, or f where there is no f*."""
    bounded = all(np.isfinite(descent.landscape.lowest) for descent in descents)
    lines = tuple(Curve(type(run.rule).name, look(run), run.excess) for run in descents)
    return Figure(
        lines,
        max(run.losses.size - 1 for run in descents),
        "f − f*" if bounded else "f",
        Axis.LOG if bounded else Axis.LINEAR,
        " ".join(_fall(line) for line in lines),
    )


def rates(descent: Descent) -> Figure:
    """What the gradient is multiplied by in each coordinate, by step; the learning rate if the rule adds nothing."""
    steps = descent.factors.size
    if descent.rates is None:
        lines: tuple[Curve, ...] = (Curve("the learning rate", look(descent), _learning_rate(descent), first=1),)
    else:
        lines = tuple(_coordinates("rate", look(descent), descent.rates, first=1))
    return Figure(lines, steps, "effective rate", Axis.LOG, " ".join(_change(line) for line in lines))


def moments(descent: Descent) -> Figure:
    """The numbers that the rule remembers, each in both coordinates: x in lines and dashes, y in dots."""
    state = zip(descent.state._fields, descent.state, cycle(DASHES), strict=False)
    lines = tuple(
        line
        for name, values, dashes in state
        for line in _remembered(_spoken(name), _idea(descent, name), np.asarray(values, dtype=float), dashes)
    )
    caption = " ".join(_change(line) for line in lines) or "This rule remembers nothing between steps."
    heights = _heights(lines)
    if heights:
        caption += f" {_widest(lines).name} goes far out of the picture, which shows the others."
    return Figure(lines, descent.points.shape[1] - 1, "value", Axis.LINEAR, caption, heights)


def _heights(lines: Sequence[Curve]) -> tuple[float, float] | None:
    """A range for all curves but the widest, where that one would flatten the many others; else None."""
    if len(lines) < MANY:
        return None
    widest = _widest(lines)
    others = [line for line in lines if line is not widest]
    finite = np.concatenate([line.values[np.isfinite(line.values)] for line in others])
    low, high = float(finite.min()), float(finite.max())
    if not 0 < SPIKE * (high - low) < _width(widest):
        return None
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def _widest(lines: Sequence[Curve]) -> Curve:
    return max(lines, key=_width)


def _width(line: Curve) -> float:
    finite = line.values[np.isfinite(line.values)]
    return float(np.ptp(finite)) if finite.size else 0.0


def schedule(descents: Sequence[Descent]) -> Figure:
    """The factor that the schedule put on the learning rate at each step; a curve for each run where they differ."""
    longest = max(descents, key=lambda descent: descent.factors.size)
    shared = all(np.array_equal(run.factors, longest.factors[: run.factors.size]) for run in descents)
    if shared:
        lines: tuple[Curve, ...] = (Curve("factor", "idea-step", longest.factors, first=1),)
    else:
        lines = tuple(Curve(type(run.rule).name, look(run), run.factors, first=1) for run in descents)
    caption = " ".join(_change(line) for line in lines)
    return Figure(lines, longest.factors.size, "factor on the learning rate", Axis.LINEAR, caption)


def look(descent: Descent) -> str:
    """The CSS class that holds the colour and dash of the run's rule."""
    return f"opt-{type(descent.rule).id.replace('_', '-')}"


def _idea(descent: Descent, name: str) -> str:
    """The CSS class that holds the colour of a quantity's idea, or none."""
    ideas = {symbol.name: symbol.idea for symbol in type(descent.rule).glossary()}
    return f"idea-{ideas[name]}" if ideas.get(name) else ""


def _spoken(name: str) -> str:
    """What a rule keeps, as words beside a chart say it: a letter with a hat is the letter's corrected value."""
    letter, _, mark = name.partition("_")
    return f"{MARKS[mark]} {letter}" if mark in MARKS else name


def _coordinates(
    name: str, style: str, values: Array, first: int, dashes: tuple[str, str] = DASHES[0]
) -> Iterator[Curve]:
    for coordinate, dash, row in zip("xy", dashes, values, strict=True):
        yield Curve(f"{name} along {coordinate}", style, row, first, dash)


def _remembered(name: str, style: str, values: Array, dashes: tuple[str, str]) -> Iterator[Curve]:
    """A curve for each coordinate, or one where both share a number."""
    if values.ndim == 2:
        return _coordinates(name, style, values, 0, dashes)
    return iter((Curve(name, style, values, dash=dashes[0]),))


def _learning_rate(descent: Descent) -> Array:
    return np.asarray(getattr(descent.rule, "lr", 1.0) * descent.factors, dtype=float)


def _fall(line: Curve) -> str:
    finite = line.values[np.isfinite(line.values)]
    first, last, lowest = (digits(float(value), 3) for value in (finite[0], finite[-1], finite.min()))
    return f"{line.name}: from {first} to {last}, lowest {lowest} at step {int(finite.argmin())}."


def _change(line: Curve) -> str:
    finite = line.values[np.isfinite(line.values)]
    if finite.size == 0:
        return f"{line.name}: nothing to draw."
    first, last = digits(float(finite[0]), 3), digits(float(finite[-1]), 3)
    return f"{line.name}: {first} throughout." if np.ptp(finite) == 0 else f"{line.name}: from {first} to {last}."
