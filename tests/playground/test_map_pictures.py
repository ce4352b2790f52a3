"""Pictures of maps: every cell once, in the look of its outcome, and the marks where they belong."""

import re
from typing import Any

import numpy as np
import pytest

from app.playground.map_pictures import found, map_picture
from optimizers.cells.axes import basin_map, settings_map
from optimizers.cells.tally import KINDS
from optimizers.run import Run
from tests.optimizers.cells.random_maps import LANDSCAPES, RULES

RUN = re.compile(r"M(\d+),(\d+)h(\d+)v1h-(\d+)z")


def run(rule: str, landscape: str, **settings: float) -> Run:
    kind: Any = LANDSCAPES[landscape]
    return Run(RULES[rule](**settings), kind(), kind.start, 80, 0, None)


MAPS = [
    basin_map(run("momentum", "himmelblau", lr=0.01), 24),
    basin_map(run("gradient_descent", "six_hump_camel", lr=0.05), 25),
    settings_map(run("momentum", "ravine"), "lr", "momentum", 24),
    settings_map(run("adam", "regression"), "lr", "loss.batch_size", 8),
]


@pytest.mark.parametrize("drawn", MAPS, ids=range(len(MAPS)))
def test_each_cell_is_drawn_once_and_as_what_it_is(drawn: Any) -> None:
    rows, columns = drawn.shape
    times, kinds = np.zeros(drawn.shape, dtype=int), found(drawn).kinds
    for look in map_picture(drawn).looks:
        for x, y, width, back in (map(int, each) for each in RUN.findall(look.d)):
            cells = np.s_[rows - 1 - y, x : x + width]
            assert width == back
            assert x + width <= columns
            times[cells] += 1
            said = {KINDS[kind].value for kind in kinds[cells].tolist()}
            assert said == {look.tone.split()[0].replace("arrived", "converged")}
    assert (times == 1).all()


def test_the_limit_and_the_present_run_lie_where_their_values_are() -> None:
    drawn = settings_map(run("momentum", "ravine", lr=0.038, momentum=0.9), "lr", "momentum", 200)
    picture = map_picture(drawn)
    assert picture.here is not None
    line = [tuple(map(float, point.split(","))) for point in picture.limit.split()]
    x, y = picture.here
    nearest = min(line, key=lambda point: abs(point[1] - y))

    assert picture.limit_words == "2(1+γ)/λ"
    assert abs(nearest[0] - x) < 5, "2(1+γ)/λ is 0.038 at γ = 0.9 and κ = 100"


def test_axes_have_round_numbers() -> None:
    picture = map_picture(MAPS[2])

    assert [tick.text for tick in picture.across] == ["0.0001", "0.001", "0.01", "0.1", "1", "10"]
    assert [tick.text for tick in picture.up] == ["0", "0.9", "0.99", "0.999"]
