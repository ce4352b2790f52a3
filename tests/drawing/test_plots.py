"""Plotly figures of landscapes: Plotly's own library accepts them, and they show what the map and the relief show."""

import base64
import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient

from app.drawing.contours import level_heights
from app.drawing.draping import height, hidden
from app.drawing.plots import Plot, document, level_numbers
from app.drawing.relief import Surface, surface_seen
from optimizers import landscapes
from optimizers.arithmetic import Array
from optimizers.landscape import Landscape
from optimizers.landscapes.rosenbrock import Rosenbrock

POWERS = set("×⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Letters of a number that is told by a power of ten."""
LANDSCAPES = [each() for each in landscapes.catalogue().values()]


def figure(plot: Plot, landscape: Landscape) -> Any:
    return json.loads(document(plot, landscape))


def values(typed: dict[str, Any]) -> Array:
    flat = np.frombuffer(base64.b64decode(typed["bdata"]), dtype="<" + typed["dtype"])
    return flat.reshape([int(size) for size in typed["shape"].split(", ")]) if "shape" in typed else flat


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: type(each).id)
@pytest.mark.parametrize("plot", Plot)
def test_plotly_accepts_every_landscape(plot: Plot, landscape: Landscape) -> None:
    drawn = go.Figure(figure(plot, landscape))
    assert drawn.data[0].type == ("contour" if plot is Plot.PLANE else "surface")


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: type(each).id)
def test_the_plane_has_the_lines_of_the_map(landscape: Landscape) -> None:
    """Where f is at the k-th line's value, the drawn number is k, and between two lines it rises with f."""
    heights = level_heights(landscape)
    around = [heights[0] - 1, heights[-1] + 1]
    numbers = level_numbers(np.concatenate([heights, (heights[1:] + heights[:-1]) / 2, around]), heights)
    assert np.allclose(numbers[: heights.size], np.arange(heights.size))
    assert np.allclose(numbers[heights.size : -2], np.arange(heights.size - 1) + 0.5)
    lines = figure(Plot.PLANE, landscape)["data"][0]["contours"]
    assert [lines["start"], lines["end"], lines["size"]] == [0, heights.size - 1, 1]


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: type(each).id)
def test_space_tells_the_heights_at_which_its_marks_stand(landscape: Landscape) -> None:
    surface = surface_seen(landscape, 0)
    axis = figure(Plot.SPACE, landscape)["layout"]["scene"]["zaxis"]
    assert len(axis["tickvals"]) >= 3
    assert axis["tickvals"] == sorted(axis["tickvals"]) or axis["tickvals"] == sorted(axis["tickvals"], reverse=True)
    assert all(0 <= at <= 1 for at in axis["tickvals"])
    plain = [float(text.replace("−", "-")) for text in axis["ticktext"] if not set(text) & POWERS]
    told = [
        at for at, text in zip(axis["tickvals"], axis["ticktext"], strict=True) if not set(text) & set("×⁰¹²³⁴⁵⁶⁷⁸⁹")
    ]
    assert np.allclose(surface.lifted(np.array(plain)), told, atol=1e-6)


def test_the_surface_is_the_one_that_paths_are_laid_over() -> None:
    drawn = figure(Plot.SPACE, Rosenbrock())["data"][0]
    surface = surface_seen(Rosenbrock(), 0)
    assert np.allclose(values(drawn["z"]), surface.heights[::-1], atol=1e-6)
    assert np.array_equal(values(drawn["x"]), surface.x[0])
    assert np.array_equal(values(drawn["y"]), surface.y[::-1, 0])


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: type(each).id)
def test_space_marks_the_planes_minima_right_above_the_surface(landscape: Landscape) -> None:
    flat, tall = (figure(plot, landscape)["data"][1] for plot in Plot)
    assert [tall[name] for name in ("x", "y", "text", "meta")] == [flat[name] for name in ("x", "y", "text", "meta")]
    drawn = height(surface_seen(landscape, 0), np.array(tall["x"]), np.array(tall["y"]))
    assert np.all(np.array(tall["z"]) > drawn)
    assert np.allclose(tall["z"], drawn, atol=0.05)
    assert [each == "diamond" for each in tall["marker"]["symbol"]] == [
        each == "star" for each in flat["marker"]["symbol"]
    ]


def test_the_eye_sees_the_valley_of_rosenbrock() -> None:
    scene = figure(Plot.SPACE, Rosenbrock())["layout"]["scene"]
    eye, tall = scene["camera"]["eye"], scene["aspectratio"]["z"]
    surface = surface_seen(Rosenbrock(), 0)
    x = np.linspace(-1.2, 1.2, 50)

    class Seen(Surface):
        """The same surface, looked at from the eye of the plot."""

        def __init__(self) -> None:
            vars(self).update(vars(surface))

        @property
        def sight(self) -> tuple[float, float, float]:
            cell = float(self.x[0, 1] - self.x[0, 0])
            flat = float(np.hypot(eye["x"], eye["y"]))
            rise = eye["z"] / flat / tall * cell / self.side
            return eye["x"] / flat * cell, eye["y"] / flat * cell, rise

    lifted = surface.lifted(np.asarray(Rosenbrock().f(np.stack([x, x**2]))))
    assert np.count_nonzero(hidden(Seen(), x, x**2, lifted + 0.012)) == 0


@pytest.mark.parametrize("plot", Plot)
def test_the_site_gives_the_figures(client: FlaskClient, plot: Plot) -> None:
    answer = client.get(f"/api/plots/{plot.value}?landscape=ravine&landscape.kappa=5")
    assert answer.status_code == 200
    go.Figure(answer.json)
    refused = client.get(f"/api/plots/{plot.value}?landscape=atlantis")
    assert refused.status_code == 400
