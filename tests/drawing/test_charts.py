"""The charts: Plotly's own library accepts them, and they hold the core's numbers."""

import base64
import hashlib
import json
from typing import Any

import brotli
import numpy as np
import orjson
import plotly.graph_objects as go
import plotly.offline
import pytest
from flask.testing import FlaskClient

from app import paths
from app.drawing import charts
from app.drawing.charts import Chart
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from optimizers import rules, schedules
from optimizers.arithmetic import Array
from optimizers.descent import Descent, descend
from optimizers.landscapes.ravine import Ravine

VENDORED = paths.STATIC / "vendor/plotly"


def descent(query: str) -> Descent:
    return parse_run(query_args(query)).descend()


def values(typed: dict[str, Any]) -> Array:
    return np.frombuffer(base64.b64decode(typed["bdata"]), dtype="<" + typed["dtype"])


@pytest.mark.parametrize("chart", Chart)
@pytest.mark.parametrize("rule", rules.catalogue())
def test_plotly_accepts_every_chart_of_every_rule(chart: Chart, rule: str) -> None:
    run = descend(rules.catalogue()[rule](), Ravine(), Ravine.start, 30)
    plain = orjson.loads(charts.document(chart, [run]))
    figure = go.Figure(plain)
    assert len(figure.data) == len(plain["data"])
    assert figure.layout.meta["caption"]


@pytest.mark.parametrize("schedule", schedules.catalogue())
def test_plotly_accepts_every_schedule(schedule: str) -> None:
    run = descent(f"optimizer=adam&schedule={schedule}&steps=50")
    plain = charts.schedule([run]).plain()
    assert len(go.Figure(plain).data) == len(plain["data"]) > 0


def test_the_loss_chart_holds_the_distance_to_the_lowest_value() -> None:
    run = descent("optimizer=adam&landscape=himmelblau&lr=0.1")
    (trace,) = charts.loss([run]).plain()["data"]
    assert np.array_equal(values(trace["y"]), run.losses - run.landscape.lowest)


def test_a_saddle_has_no_lowest_value_and_no_logarithm() -> None:
    plain = charts.loss([descent("optimizer=momentum&landscape=saddle&start=1,0.1")]).plain()
    assert plain["layout"]["meta"]["scales"] == ["linear"]
    assert plain["layout"]["yaxis"]["title"]["text"] == "f"


def test_effective_rates_are_the_cores() -> None:
    run = descent("optimizer=adagrad&lr=0.5&steps=20")
    assert run.rates is not None
    traces = charts.rates(run).plain()["data"]
    assert np.array_equal([values(trace["y"]) for trace in traces], run.rates)


def test_a_rule_without_rates_of_its_own_shows_the_scheduled_learning_rate() -> None:
    run = descent("optimizer=gradient_descent&lr=0.01&schedule=cosine&steps=40")
    (trace,) = charts.rates(run).plain()["data"]
    assert values(trace["y"]) == pytest.approx(0.01 * run.factors)


def test_moments_show_every_quantity_in_both_coordinates() -> None:
    run = descent("optimizer=adam&steps=10")
    names = [trace["name"] for trace in charts.moments(run).plain()["data"]]
    spoken = ("m", "v", "corrected m", "corrected v")
    assert names == [f"{name} along {axis}" for name in spoken for axis in "xy"]


@pytest.mark.parametrize("chart", [Chart.RATES, Chart.MOMENTS])
@pytest.mark.parametrize("rule", rules.catalogue())
def test_no_two_curves_of_one_rule_are_told_apart_by_colour_alone(chart: Chart, rule: str) -> None:
    run = descend(rules.catalogue()[rule](), Ravine(), Ravine.start, 10)
    drawn = orjson.loads(charts.document(chart, [run]))["data"]
    dashes = [trace["line"].get("dash") for trace in drawn]
    assert len(set(dashes)) == len(dashes)
    if chart is Chart.MOMENTS:
        assert len(drawn) == sum(2 if np.ndim(each) == 2 else 1 for each in run.state)


def test_one_spike_does_not_flatten_the_other_curves() -> None:
    figure = charts.moments(descent("optimizer=adam&lr=0.1&landscape=ravine"))
    assert figure.heights is not None
    low, high = figure.heights
    heights = sorted(float(np.ptp(line.values)) for line in figure.lines)
    assert heights[-2] <= high - low <= 1.2 * heights[-2] < heights[-1] / 4
    assert "out of the picture" in figure.caption
    assert figure.plain()["layout"]["yaxis"]["range"] == (low, high)
    assert charts.moments(descent("optimizer=nesterov&lr=0.01&landscape=ravine")).heights is None


def test_captions_say_what_the_curves_do() -> None:
    caption = charts.loss([descent("optimizer=gradient_descent&lr=0.01")]).caption
    assert caption.startswith("Gradient descent: from 42.1 to ")


def test_a_run_that_diverges_is_drawn_up_to_its_last_finite_value() -> None:
    run = descent("optimizer=gradient_descent&lr=0.03")
    (trace,) = charts.loss([run]).plain()["data"]
    assert np.isfinite(values(trace["y"])).all()


def test_the_api_answers_with_a_figure(client: FlaskClient) -> None:
    answer = client.get("/api/figures/rates?optimizer=adam&steps=20")
    assert answer.status_code == 200
    go.Figure(answer.json)


def test_the_api_names_the_fields_that_are_wrong(client: FlaskClient) -> None:
    answer = client.get("/api/figures/loss?optimizer=adam&lr=nan")
    assert answer.status_code == 400
    assert answer.json is not None
    assert [error["field"] for error in answer.json["errors"]] == ["lr"]


def test_the_bundled_plotly_is_the_version_that_checks_the_figures() -> None:
    version = plotly.offline.get_plotlyjs_version()
    wanted = json.loads((VENDORED / "package.json").read_text())["devDependencies"]["plotly.js"]
    assert wanted == version
    assert all((VENDORED / f"{part}-{version}.min.js").is_file() for part in ("charts", "plane", "space"))
    assert f'VERSION = "{version}"' in (paths.STATIC / "drawing/plotly.js").read_text()


def test_what_is_bundled_of_plotly_is_what_its_checksums_say() -> None:
    files = {path.name: path.read_bytes() for path in VENDORED.glob("*.min.js")}
    lines = [line.split() for line in (VENDORED / "SHA256").read_text().splitlines()]
    told = {name: checksum for checksum, name in lines}
    assert told == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    assert all(brotli.decompress((VENDORED / f"{name}.br").read_bytes()) == body for name, body in files.items())
    assert (VENDORED / "LICENSE").is_file()
