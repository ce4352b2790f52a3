"""Small pictures of curves: the schedules, the ideas that come before the lessons, and where Adam goes wrong."""

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from app.lessons.introduction import IntroductionLandscape
from app.single_flight import made_once
from optimizers import schedules
from optimizers.arithmetic import Array
from optimizers.forgetting import play
from optimizers.iris import PETAL_LENGTH, PETAL_WIDTH
from optimizers.landscape import Point
from optimizers.rule import FirstOrderRule, Rule
from optimizers.rules.adam import Adam
from optimizers.rules.amsgrad import AMSGrad
from optimizers.schedule import Schedule, TimedSchedule

WIDTH, HEIGHT = 200, 60
"""Of a schedule's picture, in units of its own."""
STEPS: Final = 240
"""How many steps it shows."""
WIDE, HIGH = 300.0, 130.0
"""Of an idea's picture."""
FLOOR, CEILING = 0.55, 1.1
"""The heights between which the land is cut."""
SAMPLES: Final = 81
FLOWERS: Final = range(0, 150, 10)
"""Whose losses are drawn one by one."""
SLOPES: Final = (0.1, 0.7)
"""The slopes of the line that are tried."""
CHORD: Final = (0.12, 0.8)
"""Between which shares of the way the chords are drawn."""
MOST_PARAMETERS: Final = 10


class ScheduleCurve(NamedTuple):
    """A schedule and the points of its curve: the factor by step, 1 at the top."""

    schedule: type[Schedule]
    points: str


@cache
def curves() -> tuple[ScheduleCurve, ...]:
    """One for each schedule that looks at the clock alone; what watches the loss has no curve of its own."""
    found = (each for each in schedules.catalogue().values() if issubclass(each, TimedSchedule))
    return tuple(ScheduleCurve(each, _factors(each())) for each in found)


def _factors(schedule: TimedSchedule) -> str:
    factors = np.fromiter(schedule.factors(STEPS), float)
    return _joined(np.linspace(0, WIDTH, STEPS), HEIGHT * (1 - factors))


class Track(NamedTuple):
    """A rule on the example on which Adam forgets: its curve, x by cycle, and where it ends."""

    rule: type[Rule]
    curve: str
    ends: float


class Forgetting(NamedTuple):
    """Adam and AMSGrad on that example, at the same settings."""

    tracks: tuple[Track, ...]
    rate: float
    beta2: float
    cycles: int


@made_once
def forgetting() -> Forgetting:
    rate, beta2, cycles = 0.02, 0.99, 500
    tracks = (_track(kind(lr=rate, beta2=beta2), cycles) for kind in (Adam, AMSGrad))
    return Forgetting(tuple(tracks), rate, beta2, cycles)


def _track(rule: FirstOrderRule[Any], cycles: int) -> Track:
    x = play(rule, cycles).x
    return Track(type(rule), _joined(np.linspace(0, WIDE, cycles + 1), HIGH * (1 - x) / 2), float(x[-1]))


class Slice(NamedTuple):
    """The land cut along one axis: the curve, its tangent at the point, the point, and the slope there."""

    axis: str
    curve: str
    tangent: str
    at: tuple[float, float]
    slope: float


class Average(NamedTuple):
    """Each example's loss by the line's slope, their mean, and where that is lowest."""

    each: tuple[str, ...]
    mean: str
    lowest: tuple[float, float]
    best: float


class Chord(NamedTuple):
    """A curve and the straight line between two of its points; whether the curve keeps under it."""

    curve: str
    chord: str
    keeps_under: bool


class Odds(NamedTuple):
    """For so many parameters, the chance that tossed coins all say up, and the height of its bar."""

    parameters: int
    chance: float
    height: float


@cache
def slices(terrain: IntroductionLandscape = IntroductionLandscape()) -> tuple[Slice, Slice]:  # noqa: B008
    """The page's landscape at the start of its walk, cut along x and along y."""
    start, view = terrain.start, terrain.view
    slope_x, slope_y = map(float, terrain.gradient(start))
    across, up = np.linspace(view.left, view.right, SAMPLES), np.linspace(view.bottom, view.top, SAMPLES)
    height = float(terrain.f(start))
    along_x = _slice("x", across, terrain.f((across, np.full(SAMPLES, start.y))), Point(start.x, height), slope_x)
    along_y = _slice("y", up, terrain.f((np.full(SAMPLES, start.x), up)), Point(start.y, height), slope_y)
    return along_x, along_y


def _slice(axis: str, places: Array, heights: Array, point: Point, slope: float) -> Slice:
    low, high = float(places[0]), float(places[-1])
    ends = np.array([max(point.x - 1.1, low), min(point.x + 1.1, high)])
    scale = WIDE / (high - low)

    def put(x: Array, f: Array) -> str:
        return _joined((x - low) * scale, HIGH * (CEILING - f) / (CEILING - FLOOR))

    at = (round((point.x - low) * scale, 1), round(HIGH * (CEILING - point.y) / (CEILING - FLOOR), 1))
    return Slice(axis, put(places, heights), put(ends, point.y + slope * (ends - point.x)), at, slope)


@cache
def average() -> Average:
    """A line through iris petals: its slope is tried, and it passes through the mean flower."""
    length, width = PETAL_LENGTH - PETAL_LENGTH.mean(), PETAL_WIDTH - PETAL_WIDTH.mean()
    tried = np.linspace(*SLOPES, SAMPLES)
    losses = (tried[:, None] * length - width) ** 2
    mean = losses.mean(axis=1)
    top = 4 * float(mean.max())
    across = (tried - SLOPES[0]) / (SLOPES[1] - SLOPES[0]) * WIDE
    best = int(mean.argmin())
    return Average(
        tuple(_joined(across, HIGH * (1 - losses[:, flower] / top)) for flower in FLOWERS),
        _joined(across, HIGH * (1 - mean / top)),
        (round(float(across[best]), 1), round(HIGH * (1 - float(mean[best]) / top), 1)),
        float(length @ width / (length @ length)),
    )


@cache
def chords() -> tuple[Chord, Chord]:
    """A convex curve and one that is not, each with a chord."""
    x = np.linspace(-1, 1, SAMPLES)
    return _chord(x, 0.1 + 0.8 * x**2), _chord(x, 0.5 + 0.35 * np.cos(2.2 * np.pi * x + 0.6) * (1 - 0.3 * x))


def _chord(x: Array, f: Array) -> Chord:
    first, last = (round(share * (SAMPLES - 1)) for share in CHORD)
    straight = np.interp(x[first : last + 1], x[[first, last]], f[[first, last]])
    across, up = (x + 1) / 2 * WIDE, HIGH * (1 - f)
    keeps_under = bool((f[first : last + 1] <= straight + 1e-12).all())
    return Chord(_joined(across, up), _joined(across[[first, last]], up[[first, last]]), keeps_under)


class IdeaPictures(NamedTuple):
    """What the page before the lessons draws beside its four further ideas."""

    slices: tuple[Slice, Slice]
    average: Average
    chords: tuple[Chord, Chord]
    odds: tuple[Odds, ...]


def ideas() -> IdeaPictures:
    return IdeaPictures(slices(), average(), chords(), odds())


@cache
def odds() -> tuple[Odds, ...]:
    """If at a place without slope a coin were tossed for each of n directions: how often all of them curve up."""
    counts = range(1, MOST_PARAMETERS + 1)
    return tuple(Odds(count, 0.5**count, round(HIGH * 0.5**count / 0.5 * 0.9, 1)) for count in counts)


def _joined(x: Array, y: Array) -> str:
    return " ".join(f"{across:.1f},{up:.1f}" for across, up in zip(x.tolist(), y.tolist(), strict=True))
