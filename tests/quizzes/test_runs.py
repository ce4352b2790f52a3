"""Run queries of the banks, read as the site reads them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from app.errors import FieldErrors
from app.runs import address
from optimizers import landscapes, rules, schedules
from optimizers.parameters import Parameter
from optimizers.run import Run
from quizzes import bank
from quizzes.runs import RunError, landscape_query, parse_landscape, parse_run
from tests.quizzes.variety import resolved


def _landscape_parameters() -> list[Parameter]:
    return [each for landscape in landscapes.catalogue().values() for each in landscape.parameters()]


def presets() -> set[str]:
    """Every run that a page opens, replays or lets the learner set."""
    shown = {each.shown.run for each in resolved()} | {run for each in resolved() for run in each.key.replays}
    notes = {note.run for each in resolved() for note in each.key.notes}
    links = {each.key.show for each in resolved()} | {each.show for each in bank.load().misconceptions}
    return {query for query in shown | notes | links if query}


def test_the_site_reads_every_preset_and_computes_the_same_path() -> None:
    for query in presets():
        np.testing.assert_array_equal(of_site(query).descend().points, parse_run(query).descend().points)


def of_site(query: str) -> Run:
    """What a view makes of an address with this query string."""
    return address.parse_run(Request(EnvironBuilder(query_string=query).get_environ()).args)


def assert_agreed(query: str) -> Run | None:
    """The run that both the site and the quizzes read in a query, or None if both refuse it."""
    try:
        run = of_site(query)
    except FieldErrors as refused:
        with pytest.raises(RunError) as caught:
            parse_run(query)
        return None if str(refused) in str(caught.value) else pytest.fail("they say different things")
    assert parse_run(query) == run
    return run


NUMBERS = st.one_of(
    st.floats(-10, 2000).map(repr), st.integers(-5, 3000).map(str), st.text(max_size=8),
    st.sampled_from(["", "1_0", "１", "1e999", "nan", ".5"]),
)  # fmt: skip
NAMED = {
    "optimizer": st.sampled_from([*rules.catalogue(), "sgd"]),
    "landscape": st.sampled_from([*landscapes.catalogue(), "hill"]),
    "schedule": st.sampled_from([*schedules.catalogue(), "hope"]),
    "start": st.one_of(NUMBERS, st.lists(NUMBERS, max_size=3).map(",".join)),
}
NAMES = sorted(
    {each.name for rule in rules.catalogue().values() for each in rule.hyperparameters()}
    | {f"{owner}.{each.name}" for owner in ("landscape", "loss") for each in _landscape_parameters()}
    | {f"schedule.{each.name}" for schedule in schedules.catalogue().values() for each in schedule.parameters()}
    | {"steps", "seed"}
)
PAIRS = st.one_of(
    st.sampled_from(sorted(NAMED)).flatmap(lambda name: NAMED[name].map(lambda text: (name, text))),
    st.tuples(st.sampled_from(NAMES), NUMBERS),
    st.tuples(st.text(max_size=6), st.text(max_size=6)),
)


@given(pairs=st.lists(PAIRS, max_size=6), is_named=st.booleans())
def test_the_site_and_the_quizzes_agree_on_every_address(pairs: list[tuple[str, str]], is_named: bool) -> None:
    assert_agreed("&".join([*(["optimizer=adam"] if is_named else []), *map("=".join, pairs)]))


@given(query=st.text(max_size=60))
@example("optimizer=adam&&lr=0.1")
@example("optimizer=adam&lr")
@example("optimizer=adam&lr=%ff")
@example("optimizer=adam;lr=0.1")
def test_they_agree_on_any_text_at_all(query: str) -> None:
    assert_agreed(query)


@pytest.mark.parametrize(
    "query",
    [
        "optimizer=lbfgs&landscape=bowl&history=2.5",
        "optimizer=adam&landscape=regression&loss.batch_size=10.5",
        "optimizer=adam&landscape=regression&landscape.batch_size=10",
        "optimizer=adam&landscape=bowl&bias_correction=0.5",
        "optimizer=adam&landscape=bowl&seed=-5",
        "optimizer=adam&landscape=bowl&steps=1_0",
        "optimizer=adam&landscape=bowl&lr=１",
        "optimizer=adam&landscape=bowl&start=1e6,0",
    ],
)
def test_what_the_quizzes_once_took_is_refused_by_both(query: str) -> None:
    assert assert_agreed(query) is None


def test_a_rule_alone_is_a_run_for_both() -> None:
    run = assert_agreed("optimizer=adam")
    assert run is not None
    assert type(run.landscape).id == "ravine"


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        ("landscape=ravine&landscape.kappa=100", "landscape=ravine&landscape.kappa=100"),
        ("landscape=ravine&loss.kappa=1_00", "landscape=ravine&landscape.kappa=100"),
        ("landscape=ravine&landscape.kappa=１e1", "landscape=ravine&landscape.kappa=10"),
        ("landscape=regression&landscape.batch_size=10", "landscape=regression&loss.batch_size=10"),
        ("landscape=regression&loss.batch_size=10.5", "landscape=regression&loss.batch_size=10"),
    ],
)
def test_a_picture_in_the_records_is_still_read(recorded: str, now: str) -> None:
    assert parse_landscape(recorded) == parse_landscape(now)


@pytest.mark.parametrize(
    "query",
    [
        "landscape=bowl", "optimizer=sgd&landscape=bowl", "optimizer=adam&landscape=hill",
        "optimizer=adam&landscape=bowl&lr=nan", "optimizer=adam&landscape=bowl&lr=1e999",
        "optimizer=adam&landscape=bowl&x=1",
        "optimizer=adam&landscape=bowl&lr=1&lr=1", "optimizer=adam&landscape=bowl&steps=0", "nonsense", "",
        "optimizer=adam&landscape=bowl&steps=1000000000", "optimizer=adam&landscape=bowl&start=1,2,3",
        "optimizer=adam&landscape=ravine&landscape.kappa=0.5", "optimizer=adam&landscape=bowl&schedule=hope",
    ],
)  # fmt: skip
def test_a_query_that_names_no_run_is_refused(query: str) -> None:
    with pytest.raises(RunError):
        parse_run(query)


def test_the_landscape_of_a_query_tells_nothing_of_the_rule() -> None:
    query = "optimizer=adam&landscape=ravine&landscape.kappa=20&lr=0.1&start=1,2&steps=30"
    assert landscape_query(query) == "landscape=ravine&landscape.kappa=20"
