"""The server's curves: finite, in the field, and ending where the scores do."""

import numpy as np

from app.training.training_charts import HIGH, WIDE, charts, updates_told
from optimizers.networks.training import Task, TrainingRun
from optimizers.rules.adam import Adam
from optimizers.rules.momentum import Momentum

RUN = TrainingRun(Adam(lr=0.01), Task(width=4, epochs=2, seeds=2))


def points(text: str) -> np.ndarray:
    return np.array([[float(each) for each in point.split(",")] for point in text.split()])


def test_curves_go_from_the_start_to_the_end_of_the_field() -> None:
    for chart in charts([(RUN, RUN.trained())]):
        curve = points(chart.curves[0].points)
        assert curve[0, 0] == 0
        assert curve[-1, 0] == WIDE
        assert (np.diff(curve[:, 0]) > 0).all()
        assert ((curve[:, 1] >= -1) & (curve[:, 1] <= HIGH + 1)).all()


def test_the_band_holds_the_mean() -> None:
    for chart in charts([(RUN, RUN.trained())]):
        mean, band = points(chart.curves[0].points), points(chart.curves[0].band)
        count = len(mean)
        edges = np.sort(np.stack([band[:count, 1], band[count:][::-1, 1]]), axis=0)
        assert (mean[:, 1] >= edges[0] - 0.2).all()
        assert (mean[:, 1] <= edges[1] + 0.2).all()


def test_a_curve_ends_where_a_seed_diverges() -> None:
    run = TrainingRun(Momentum(lr=10.0, momentum=0.999), Task(width=8, epochs=12, seeds=2, weight_decay=0.1))
    for chart in charts([(run, run.trained())]):
        curve = points(chart.curves[0].points)
        assert np.isfinite(curve).all()
        assert curve[-1, 0] < WIDE


def test_marks_along_the_foot_rise_from_0_to_the_last_update() -> None:
    for updates in (1, 43, 860, 26940):
        marks = [each.at for each in updates_told(updates)]
        assert marks == sorted(marks)
        assert (marks[0], marks[-1]) == (0, WIDE)
