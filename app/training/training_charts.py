"""The curves of trainings as the server draws them: a line for each rule, and a band for its seeds."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from optimizers.networks.digits import TEST, Floats
from optimizers.networks.training import Record, TrainingRun

WIDE, HIGH = 400.0, 220.0
"""The field of a chart, in units of its own."""
SHARES: Final = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
"""The shares of right answers that have a line."""


class ChartTick(NamedTuple):
    """A line across the field, and what is written at its end."""

    at: float
    text: str


class TrainingCurve(NamedTuple):
    """One rule's curve: the mean of its seeds as points, and the band from the lowest to the highest as a path."""

    rule: str
    points: str
    band: str


@dataclass(frozen=True)
class TrainingChart:
    """A chart: what it shows, its lines across, its curves, and what each ends at, in words."""

    title: str
    is_better: str
    heights: tuple[ChartTick, ...]
    curves: tuple[TrainingCurve, ...]


class Along(NamedTuple):
    """Where an update stands along the chart, from 0 to WIDE: by the square root, since most happens at first."""

    updates: int

    def of(self, update: Floats | float) -> Floats:
        return np.asarray(WIDE * np.sqrt(np.asarray(update, float) / self.updates))


Runs = Sequence[tuple[TrainingRun, Record]]


def charts(runs: Runs) -> tuple[TrainingChart, ...]:
    """Loss and share of right answers, on images that are trained on and on others."""
    lowest = min(_lowest(record) for _, record in runs)
    losses = tuple(ChartTick(float(_height_of_loss(each, lowest)), f"{each:g}") for each in _powers(lowest))
    shares = tuple(ChartTick(float(_height_of_share(each)), f"{100 * each:g} %") for each in SHARES)

    def height(loss: Floats) -> Floats:
        return _height_of_loss(loss, lowest)

    return (
        _chart("Training loss", "lower is better", losses, runs, lambda record: record.training.loss, height),
        _chart("Test loss", "lower is better", losses, runs, lambda record: record.test.loss, height),
        _chart("Training images right", "of 450", shares, runs, lambda r: r.training.accuracy, _height_of_share),
        _chart("Test images right", "of 450", shares, runs, lambda r: r.test.accuracy, _height_of_share),
    )


def updates_told(updates: int) -> tuple[ChartTick, ...]:
    """The marks along the foot of each chart."""
    marks = [0, *(rounded for share in (0.05, 0.25, 0.55) if (rounded := _rounded(share * updates))), updates]
    return tuple(ChartTick(float(Along(updates).of(each)), f"{each:,}") for each in marks)


def _rounded(updates: float) -> int:
    """To one digit."""
    return int(float(f"{updates:.1g}"))


def _chart(
    title: str,
    is_better: str,
    heights: tuple[ChartTick, ...],
    runs: Runs,
    chosen: Callable[[Record], Floats],
    height: Callable[[Floats], Floats],
) -> TrainingChart:
    curves = (_curve(run, record, chosen(record), height) for run, record in runs)
    return TrainingChart(title, is_better, heights, tuple(curves))


def _curve(run: TrainingRun, record: Record, scores: Floats, height: Callable[[Floats], Floats]) -> TrainingCurve:
    """Up to the update at which the first of its seeds diverged."""
    count = int((np.isfinite(scores) & np.isfinite(record.test.loss)).all(axis=1).cumprod().sum())
    along = Along(run.updates).of(np.array(record.at[:count], float))
    low, high = (height(edge(scores[:count], axis=1)) for edge in (np.min, np.max))
    band = [*zip(along, low, strict=True), *reversed([*zip(along, high, strict=True)])]
    return TrainingCurve(
        type(run.rule).id, joined(zip(along, height(scores[:count].mean(axis=1)), strict=True)), joined(band)
    )


def joined(points: Iterable[tuple[float, float]]) -> str:
    """Points as SVG has them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _height_of_share(share: Floats | float) -> Floats:
    """0.99 at the top, 0 at the foot, by the logarithm of what is wrong; all right stands above, at half an image."""
    wrong = np.maximum(1 - np.asarray(share, float), 0.5 / TEST)
    return np.asarray(HIGH * (1 - np.log(wrong) / math.log(0.5 / TEST)))


def _height_of_loss(loss: Floats | float, lowest: float) -> Floats:
    top, foot = math.log(10), math.log(lowest)
    return np.asarray(HIGH * (top - np.log(np.clip(np.asarray(loss, float), lowest, 10))) / (top - foot))


def _lowest(record: Record) -> float:
    losses = np.concatenate([record.training.loss, record.test.loss])
    return float(np.clip(np.nanmin(losses[np.isfinite(losses)], initial=1.0), 1e-5, 0.5)) * 0.8


def _powers(lowest: float) -> list[float]:
    return [10.0**power for power in range(-5, 2) if 10.0**power >= lowest]
