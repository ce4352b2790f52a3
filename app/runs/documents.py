"""What the API answers: runs, sweeps, contours and the catalogues as bytes of JSON."""

import math
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import orjson

from app.drawing.contours import Frame, levels
from app.drawing.draping import clearest_turn
from app.drawing.formulas import formula
from app.drawing.relief import TURNS, turned
from app.drawing.typed_arrays import typed_array
from optimizers import landscapes, maps, rules, schedules
from optimizers.descent import Descent
from optimizers.functions.own_landscape import OwnLandscape
from optimizers.landscape import Landscape, Point
from optimizers.minibatch import SampledLandscape
from optimizers.outcomes import Outcome
from optimizers.parameters import Parameter
from optimizers.rule import Rule
from optimizers.run import Run, prefixed
from optimizers.schedule import Schedule

JSON = dict[str, Any]
"""An object on its way out; nothing inside the site reads one."""


class Numbers(StrEnum):
    """How a trajectory has the numbers of its steps: as lists, or as typed arrays of four or eight bytes a number."""

    LISTS = "lists"
    FLOAT32 = "f4"
    FLOAT64 = "f8"


def trajectory(run: Run, numbers: Numbers = Numbers.LISTS) -> bytes:
    """The whole run: points of shape (2, n+1), losses (n+1,), gradients (2, n), and the rest as `schemas` says."""
    descent = run.descend()
    return encoded(
        {
            "optimizer": type(run.rule).id,
            "landscape": type(run.landscape).id,
            "hyperparameters": values(run.rule),
            "start": run.start,
            "steps": run.steps,
            **_steps(descent, numbers),
            "state": _state(descent),
            "parts": [{"name": part.name, "value": part.value} for part in descent.parts],
            "rates": descent.rates,
            "factors": None if run.schedule is None and run.change is None else descent.factors,
            "evaluations": descent.evaluations._asdict(),
            "outcome": outcome(descent.outcome),
        }
    )


def sweep(run: Run, over: str) -> bytes:
    """The run at every tick of one hyper-parameter: points as little-endian float32 in base64, shape (B, 2, n+1)."""
    swept = maps.sweep(run.rule, run.landscape, run.start, run.steps, over, schedule=run.schedule, seed=run.seed)
    return encoded(
        {
            "optimizer": type(run.rule).id,
            "landscape": type(run.landscape).id,
            "over": over,
            "steps": run.steps,
            "ticks": swept.ticks,
            "points": typed_array(swept.points, "f4"),
            "losses": swept.losses,
            "outcomes": [
                {"kind": kind.value, "step": step, "level": level}
                for (kind, step), level in zip(swept.outcomes, swept.levels.tolist(), strict=True)
            ],
        }
    )


def contours(landscape: Landscape) -> bytes:
    """The landscape's levels as SVG paths in stage units, whose longer side is 1,000 and whose Y points down."""
    frame = Frame(landscape.view)
    return encoded(
        {
            "view": landscape.view,
            "width": frame.width,
            "height": frame.height,
            "levels": [level._asdict() for level in levels(landscape)],
            "minima": landscape.minima,
        }
    )


def point(landscape: Landscape, at: Point) -> bytes:
    """What the landscape is at one point: f, its gradient, and how steep that is."""
    theta = (float(at.x), float(at.y))
    gradient = [float(each) for each in landscape.gradient(theta)]
    return encoded({"at": at, "f": float(landscape.f(theta)), "gradient": gradient, "slope": math.hypot(*gradient)})


def relief(landscape: Landscape, turn: int | None) -> bytes:
    """The landscape in relief from one side: strokes from back to front, and how a point gets into the picture."""
    side = clearest_turn(landscape) if turn is None else turn
    drawn = turned(landscape, side)
    surface = drawn.surface
    return encoded(
        {
            "turn": side,
            "turns": TURNS,
            "width": drawn.width,
            "height": drawn.height,
            "strokes": drawn.strokes,
            "sides": drawn.sides,
            "view": landscape.view,
            "heights": typed_array(surface.heights, "f4"),
            "mapping": surface.mapping,
            "sight": surface.sight,
            "minima": [(*spot, is_global) for spot, is_global in surface.minima],
        }
    )


def function(landscape: type[OwnLandscape]) -> bytes:
    """How one's own function was read, and what there is to say of it."""
    return encoded(
        {
            "f": landscape.formula,
            "latex": landscape.latex,
            "mathml": str(formula(landscape.latex)),
            "view": landscape.view,
            "minima": landscape.minima,
            "start": landscape.start,
            "tolerance": landscape.tolerance,
            "remarks": landscape.remarks,
        }
    )


def example_gradients(landscape: Landscape, at: Point) -> bytes:
    """The gradient of each example's own loss at a point, one list for each coordinate; empty where there are none."""
    return encoded(landscape.example_gradients(at) if isinstance(landscape, SampledLandscape) else ((), ()))


def optimizers_catalogue() -> bytes:
    return encoded([_rule(rule) for rule in rules.catalogue().values()])


def landscapes_catalogue() -> bytes:
    return encoded([_landscape(landscape) for landscape in landscapes.catalogue().values()])


def schedules_catalogue() -> bytes:
    return encoded([_schedule(schedule) for schedule in schedules.catalogue().values()])


def outcome(told: Outcome) -> JSON:
    """How a run ended, as the API says it."""
    return told._asdict() | {"kind": told.kind.value}


def values(of: Rule) -> JSON:
    """A rule's hyper-parameters by name."""
    return {each.name: getattr(of, each.name) for each in type(of).hyperparameters()}


def _rule(rule: type[Rule]) -> JSON:
    return {
        "id": rule.id,
        "name": rule.name,
        "year": rule.year,
        "source": rule.source,
        "formula": rule.formula,
        "symbols": [symbol._asdict() for symbol in rule.glossary()],
        "memory": rule.memory,
        "hyperparameters": [_parameter(each, each.name) for each in rule.hyperparameters()],
    }


def _landscape(landscape: type[Landscape]) -> JSON:
    usual = landscape()
    return {
        "id": landscape.id,
        "name": landscape.name,
        "f": landscape.latex,
        "teaches": landscape.teaches,
        "view": usual.view,
        "minima": usual.minima,
        "start": landscape.start,
        "tolerance": landscape.tolerance,
        "parameters": [_parameter(each, prefixed(each)) for each in landscape.parameters()],
    }


def _schedule(schedule: type[Schedule]) -> JSON:
    return {
        "id": schedule.id,
        "name": schedule.name,
        "factor": schedule.latex,
        "source": schedule.source,
        "parameters": [_parameter(each, f"schedule.{each.name}") for each in schedule.parameters()],
    }


def _parameter(parameter: Parameter, name: str) -> JSON:
    return {
        "name": name,
        "symbol": parameter.symbol,
        "meaning": parameter.meaning,
        "default": parameter.default,
        "low": parameter.low,
        "high": parameter.high,
        "scale": parameter.scale.value,
    }


def _steps(descent: Descent, numbers: Numbers) -> JSON:
    """Where the run was at each step, and what it saw there."""
    told = {"points": descent.points, "losses": descent.losses, "gradients": descent.gradients, **_probes(descent)}
    if numbers is Numbers.LISTS:
        return told
    dtype: Literal["f4", "f8"] = "f4" if numbers is Numbers.FLOAT32 else "f8"
    with np.errstate(over="ignore"):  # what four bytes cannot hold is infinite there
        return {name: typed_array(values, dtype) for name, values in told.items()}


def _probes(descent: Descent) -> JSON:
    """Where the rule took its gradients, unless that was θ itself."""
    looks_elsewhere = descent.probes.size and not np.array_equal(
        descent.probes, descent.points[:, : descent.probes.shape[1]]
    )
    return {"probes": descent.probes} if looks_elsewhere else {}


def _state(descent: Descent) -> JSON:
    return dict(descent.state._asdict()) if hasattr(descent.state, "_asdict") else {}


def encoded(document: Any) -> bytes:
    """JSON in which what is not finite is null."""
    return orjson.dumps(document, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(value: Any) -> Any:
    """What the encoder itself does not take: a NamedTuple, or an array that is a view across another's memory."""
    if isinstance(value, tuple):
        return tuple(value)
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    raise TypeError(type(value).__name__)
