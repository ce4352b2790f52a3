"""Requests become runs; whatever is wrong is named, with what it takes, in bounded time."""

import contextlib
import logging
import time

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import FieldErrors
from app.runs.address import parse_run, parse_sweep
from optimizers import landscapes, rules, schedules
from tests.addresses import asked


def wrong(query: str) -> dict[str, str]:
    """What parse_run says of each field of a query."""
    with pytest.raises(FieldErrors) as caught:
        parse_run(asked(query))
    return dict(caught.value.errors)


def test_what_is_left_out_takes_its_default() -> None:
    run = parse_run(asked("optimizer=adam"))

    assert (run.rule, type(run.landscape).id, run.steps, run.seed, run.schedule) == (
        rules.catalogue()["adam"](),
        "ravine",
        200,
        0,
        None,
    )
    assert run.start == landscapes.catalogue()["ravine"].start


def test_every_setting_reaches_the_run() -> None:
    query = "optimizer=momentum&landscape=ravine&lr=.02&momentum=0.5&landscape.kappa=10&start=1,-2e-1&steps=7&seed=3"
    run = parse_run(asked(query))

    assert vars(run.rule) == {"lr": 0.02, "momentum": 0.5}
    assert vars(run.landscape) == {"kappa": 10}
    assert (run.start, run.steps, run.seed) == ((1, -0.2), 7, 3)


@given(data=st.data())
def test_the_canonical_query_describes_the_same_run(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([*rules.catalogue().values()]))
    landscape = data.draw(st.sampled_from([*landscapes.catalogue().values()]))
    schedule = data.draw(st.sampled_from([*schedules.catalogue().values()]))
    fields = {"optimizer": rule.id, "landscape": landscape.id, "schedule": schedule.id}
    for each in rule.hyperparameters():
        value = data.draw(st.floats(each.low, each.high))
        fields[each.name] = str(round(value)) if each.scale.is_whole else repr(value)

    run = parse_run(MultiDict(fields))

    assert parse_run(asked(run.query())) == run


@pytest.mark.parametrize(
    ("query", "field", "takes"),
    [
        ("", "optimizer", "is required; it takes one of gradient_descent, momentum"),
        ("optimizer=adm", "optimizer", "takes one of gradient_descent, momentum"),
        ("optimizer=adam&landscape=everest", "landscape", "takes one of bowl"),
        ("optimizer=adam&schedule=never", "schedule", "takes one of"),
        ("optimizer=adam&lr=11", "lr", "takes a number from 0.0001 to"),
        ("optimizer=adam&lr=NaN", "lr", "takes a number"),
        ("optimizer=adam&lr=inf", "lr", "takes a number"),
        ("optimizer=adam&lr=-inf", "lr", "takes a number"),
        ("optimizer=adam&lr=1e999", "lr", "takes a number"),
        ("optimizer=adam&lr=1,5", "lr", "takes a number"),
        ("optimizer=adam&lr=٠.١", "lr", "takes a number"),
        ("optimizer=adam&lr=０.1", "lr", "takes a number"),
        ("optimizer=adam&lr=1_0", "lr", "takes a number"),
        ("optimizer=adam&lr=0x1p-3", "lr", "takes a number"),
        ("optimizer=adam&lr=%20.1", "lr", "takes a number"),
        ("optimizer=adam&lr=.1%0A", "lr", "takes a number"),
        ("optimizer=adam&lr=.1%00", "lr", "takes a number"),
        ("optimizer=adam&lr=", "lr", "is empty; it takes a number"),
        ("optimizer=adam&lr=.1&lr=.1", "lr", "is given 2 times; it takes a number"),
        (
            "optimizer=adam&momentum=.9",
            "momentum",
            "is not a parameter of adam on ravine, which takes optimizer, lr, beta1",
        ),
        ("optimizer=adam&bias_correction=2", "bias_correction", "takes 0 or 1"),
        ("optimizer=adam&bias_correction=.5", "bias_correction", "takes 0 or 1"),
        ("optimizer=adam&steps=1000000000", "steps", "takes a whole number from 1 to 2000"),
        ("optimizer=adam&steps=2001", "steps", "takes a whole number from 1 to 2000"),
        ("optimizer=adam&steps=0", "steps", "takes a whole number from 1 to 2000"),
        ("optimizer=adam&steps=-5", "steps", "takes a whole number"),
        ("optimizer=adam&steps=10.0", "steps", "takes a whole number"),
        ("optimizer=adam&steps=²", "steps", "takes a whole number"),
        ("optimizer=adam&seed=9999999999", "seed", "takes a whole number"),
        ("optimizer=adam&start=1", "start", "takes two numbers x,y"),
        ("optimizer=adam&start=1,2,3", "start", "takes two numbers x,y"),
        ("optimizer=adam&start=,", "start", "takes two numbers x,y"),
        ("optimizer=adam&start=1;2", "start", "takes two numbers x,y"),
        ("optimizer=adam&start=nan,0", "start", "takes two numbers x,y"),
        ("optimizer=adam&start=1e300,0", "start", "with x from -20 to 20"),
        ("optimizer=adam&landscape.kappa=0", "landscape.kappa", "takes a number from 1 to 1000"),
        ("optimizer=adam&kappa=10", "kappa", "is not a parameter"),
        ("optimizer=adam&__class__=1", "__class__", "is not a parameter"),
    ],
)
def test_each_wrong_field_is_named_with_what_it_takes(query: str, field: str, takes: str) -> None:
    assert takes in wrong(query)[field]


def test_all_wrong_fields_are_named_at_once() -> None:
    assert wrong("optimizer=adam&lr=x&steps=x&start=x&beta1=x").keys() == {"lr", "steps", "start", "beta1"}


def test_a_strange_name_is_shown_short_and_harmless() -> None:
    (name,) = wrong("optimizer=adam&" + "%07%1b[31m" + "a" * 500 + "=1")

    assert len(name) <= 41
    assert name.isprintable()


@given(query=st.text(max_size=300))
def test_any_text_at_all_is_a_run_or_named_errors(query: str) -> None:
    with contextlib.suppress(FieldErrors):
        assert parse_run(asked(f"optimizer=adam&{query}")).rule


@given(text=st.text(alphabet="0123456789.eE+-,", max_size=400))
def test_a_number_is_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(FieldErrors):
        assert vars(parse_run(MultiDict({"optimizer": "adam", "lr": text})).rule)["lr"] == float(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("query", "over"),
    [
        ("optimizer=adam", "beta1"),
        ("optimizer=adam", "landscape.kappa"),
        ("optimizer=adam&landscape=regression", "loss.batch_size"),
        ("optimizer=adam&schedule=cosine", "schedule.floor"),
        ("optimizer=adam", "steps"),
    ],
)
def test_a_sweep_names_anything_of_its_run_that_has_a_slider(query: str, over: str) -> None:
    run, named = parse_sweep(asked(f"{query}&over={over}"))
    assert named == over
    assert over in run.sliders()


@pytest.mark.parametrize(
    "over", ["beta1", "landscape.depth", "kappa", "loss.batch_size", "schedule.gamma", "start", "."]
)
def test_a_sweep_over_anything_else_is_told_what_there_is(over: str) -> None:
    with pytest.raises(FieldErrors, match=r"over: takes one of lr, momentum, landscape\.kappa, steps"):
        parse_sweep(asked(f"optimizer=momentum&over={over}"))


@pytest.mark.parametrize("rule", ["adam", "newton"])
def test_a_sweep_of_the_number_of_steps_is_as_long_as_a_run_can_be(rule: str) -> None:
    assert parse_sweep(asked(f"optimizer={rule}&over=steps&steps=7"))[0].steps == 2000


def test_a_sweep_that_would_keep_the_server_busy_for_seconds_is_refused() -> None:
    """Rules that see whole vectors are computed one run after the other."""
    assert parse_sweep(asked("optimizer=lbfgs&over=history&steps=500"))[0].steps == 500
    assert parse_sweep(asked("optimizer=adam&over=lr&steps=2000"))[0].steps == 2000
    assert parse_run(asked("optimizer=lbfgs&steps=2000")).steps == 2000
    for rule, over in (("lbfgs", "history"), ("newton", "damping")):
        with pytest.raises(FieldErrors, match="steps: takes a whole number from 1 to 500 in a sweep over"):
            parse_sweep(asked(f"optimizer={rule}&over={over}&steps=501"))


def test_the_api_answers_bad_input_with_a_problem_and_logs_nothing(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        response = client.get("/api/trajectory?optimizer=adam&lr=1e999&steps=1000000000&start=1,2,3&start=4&wrong=1")

    problem = response.get_json(force=True)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert {error["field"] for error in problem["errors"]} == {"lr", "steps", "start", "wrong"}
    assert caplog.records == []
