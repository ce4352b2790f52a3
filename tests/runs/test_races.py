"""Races: equal budgets, honest counts, and addresses that restore them."""

from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.drawing.charts import Chart
from app.errors import FieldErrors
from app.lessons.lesson_page import query_args
from app.playground import race_document
from app.runs.address import parse_run
from app.runs.races import MOST, Race, Rates, apart, parse_race
from optimizers import landscapes, rules, schedules
from optimizers.changes import Change
from optimizers.descent import Descent
from optimizers.numbers import typed
from optimizers.outcomes import Kind
from optimizers.rules.momentum import Momentum
from optimizers.run import Run
from optimizers.tuning import best_rate
from tests.sampling import examples

EVERY_PAIR = "optimizer=gradient_descent&optimizer=momentum&optimizer=adam"


def race(query: str) -> Race:
    return parse_race(query_args(query))


def refusal(query: str) -> set[str]:
    with pytest.raises(FieldErrors) as refused:
        race(query)
    return {error.field for error in refused.value.errors}


@pytest.mark.parametrize("rule", rules.catalogue())
@pytest.mark.parametrize("landscape", ["rosenbrock", "beale", "saddle"])
def test_no_racer_asks_for_more_gradients_than_the_budget(rule: str, landscape: str) -> None:
    (result,) = race(f"optimizer={rule}&landscape={landscape}&gradients=60&rates=own").results()
    assert result.descent.evaluations.gradient <= 60
    assert result.spent.gradient <= result.descent.evaluations.gradient


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "adam"])
def test_a_first_order_rule_uses_the_whole_budget(rule: str) -> None:
    (result,) = race(f"optimizer={rule}&gradients=77&rates=same&lr=0.001").results()
    assert result.descent.evaluations == (0, 77, 0)


def test_all_racers_start_at_the_same_place() -> None:
    results = race(f"{EVERY_PAIR}&landscape=booth&start=1,-2").results()
    assert {tuple(result.descent.points[:, 0]) for result in results} == {(1.0, -2.0)}


def test_the_best_rate_is_the_sweeps() -> None:
    run = parse_run(query_args("optimizer=adam&landscape=beale"))
    (result,) = race("optimizer=adam&landscape=beale").results()
    found = best_rate(run.rule, run.landscape, run.start, 200)
    assert found is not None
    assert (result.rate, result.best, result.swept) == (found.rate, found, True)
    assert result.tuned == f"best; {found.low:.2g} to {found.high:.2g} do nearly as well"


def test_where_runs_diverge_at_every_rate_that_is_said_instead_of_a_best_one() -> None:
    (result,) = race("optimizer=momentum&landscape=goldstein_price").results()
    assert (result.best, result.tuned) == (None, "every rate diverges")
    assert result.rate == 1e-4
    assert result.descent.outcome.kind is Kind.DIVERGED


def test_racers_on_sampled_data_are_ranked_by_how_low_they_hover() -> None:
    found = race("optimizer=gradient_descent&optimizer=adagrad&optimizer=adam&landscape=rare_feature").results()
    levels = [each.descent.outcome.level for each in found]
    assert all(each.mark.startswith("hovers ") for each in found)
    assert levels[0] is not None
    assert levels[0] > 2 * max(level or 0 for level in levels[1:])


def test_the_best_rate_under_a_schedule_is_found_under_that_schedule() -> None:
    query = "optimizer=gradient_descent&landscape=ravine&schedule=exponential"
    best, *rest = (race(f"{query}&rates={rates}").results()[0] for rates in ("best", "same&lr=0.001", "own"))
    assert all(best.loss <= other.loss or other.descent.outcome.kind is Kind.DIVERGED for other in rest)


def test_the_same_rate_is_everybodys() -> None:
    results = race(f"{EVERY_PAIR}&rates=same&lr=0.004").results()
    assert {result.rate for result in results} == {0.004}


def test_each_racer_keeps_its_own_settings() -> None:
    results = race("optimizer=momentum&optimizer=adam&rates=own&momentum.momentum=0.5&adam.lr=0.3").results()
    assert results[0].run.rule == Momentum(momentum=0.5)
    assert results[1].rate == 0.3


def test_racers_come_in_the_catalogues_order_whatever_the_addresss() -> None:
    assert race("optimizer=adam&optimizer=momentum") == race("optimizer=momentum&optimizer=adam")


def test_an_arrival_is_counted_up_to_the_step_that_arrived() -> None:
    (result,) = race("optimizer=gradient_descent&landscape=bowl&rates=own&gradient_descent.lr=0.5").results()
    assert result.descent.outcome.kind is Kind.CONVERGED
    assert result.spent.gradient == result.descent.outcome.step < result.descent.evaluations.gradient


def test_newton_pays_in_hessians() -> None:
    (result,) = race("optimizer=newton&landscape=rosenbrock").results()
    assert result.spent.hessian > 0


@pytest.mark.parametrize(
    "query",
    [
        "optimizer=adam",
        f"{EVERY_PAIR}&landscape=ravine&landscape.kappa=30&start=1,1&gradients=50&rates=same&lr=0.02",
        "optimizer=adam&adam.beta1=0.5&rates=own&adam.lr=0.25&schedule=exponential",
        "optimizer=adam&landscape=regression&loss.batch_size=4&seed=9&rates=own",
    ],
)
def test_a_races_query_gives_the_race_again(query: str) -> None:
    assert race(race(query).query()) == race(query)


@given(
    st.lists(st.sampled_from(list(rules.catalogue())), min_size=1, max_size=MOST, unique=True),
    st.sampled_from(list(landscapes.catalogue())),
    st.sampled_from(list(schedules.catalogue())),
    st.integers(1, 2000),
    st.sampled_from(list(Rates)),
)
@settings(max_examples=examples(60))
def test_any_race_can_be_linked_to(
    names: list[str], landscape: str, schedule: str, gradients: int, rates: Rates
) -> None:
    fields = [("optimizer", name) for name in names]
    fields += [("landscape", landscape), ("schedule", schedule), ("gradients", str(gradients)), ("rates", rates.value)]
    asked = parse_race(MultiDict(fields))
    assert parse_race(query_args(asked.query())) == asked


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("optimizer=sgd", {"optimizer"}),
        ("optimizer=adam&optimizer=adam", {"optimizer"}),
        ("&".join(f"optimizer={name}" for name in list(rules.catalogue())[: MOST + 1]), {"optimizer"}),
        ("optimizer=adam&gradients=2001", {"gradients"}),
        ("optimizer=adam&gradients=1e3", {"gradients"}),
        ("optimizer=adam&rates=fast", {"rates"}),
        ("optimizer=adam&rates=same&lr=inf", {"lr"}),
        ("optimizer=adam&lr=0.1", {"lr"}),
        ("optimizer=adam&landscape=moon", {"landscape"}),
        ("optimizer=adam&start=1,2,3", {"start"}),
        ("optimizer=adam&adam.beta1=2&adam.gamma=1", {"adam.beta1", "adam.gamma"}),
        ("optimizer=adam&momentum.momentum=0.5", {"momentum.momentum"}),
        ("optimizer=adam&steps=10", {"steps"}),
    ],
)
def test_every_wrong_field_is_named(query: str, fields: set[str]) -> None:
    assert refusal(query) == fields


def test_a_lenient_reading_passes_over_what_is_not_chosen() -> None:
    leftovers = "momentum.momentum=0.5&landscape.kappa=3&schedule.gamma=1&lr=7&start="
    query = f"optimizer=adam&landscape=booth&{leftovers}"
    assert parse_race(query_args(query), lenient=True) == race("optimizer=adam&landscape=booth")


@pytest.mark.parametrize("of", [lambda: race(EVERY_PAIR)])
def test_results_are_computed_once(of: Callable[[], Race]) -> None:
    assert of().results() is of().results()


@pytest.mark.parametrize(
    "field",
    [
        "landscape=bowl",
        "seed=3",
        "start=1,1",
        "schedule=cosine",
        "landscape.kappa=5",
        "loss.batch_size=1",
        "steps=5",
        "optimizer=newton",
        "gradients=9",
    ],
)
def test_no_racer_has_a_landscape_start_seed_schedule_or_budget_of_its_own(field: str) -> None:
    name, _, value = field.partition("=")
    assert refusal(f"optimizer=adam&optimizer=momentum&adam.{name}={value}") == {f"adam.{name}"}


@pytest.mark.parametrize(
    "query", ["landscape=two_wells", "landscape=rosenbrock", "landscape=regression&loss.batch_size=7&seed=4"]
)
def test_the_longest_run_within_a_budget_is_found_in_a_few_descents(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search by halves would repeat a long run a dozen times."""
    descents, descend = [], Run.descend

    def counting(run: Run) -> Descent:
        descents.append(run.steps)
        return descend(run)

    monkeypatch.setattr(Run, "descend", counting)
    result = race(f"optimizer=lbfgs&gradients=333&{query}").results()[0]
    monkeypatch.undo()
    assert len(descents) <= 6
    assert result.descent.evaluations.gradient <= 333
    if result.steps < 333:
        longer = replace(result.run, steps=result.steps + 1).descend()
        assert longer.evaluations.gradient > 333


@given(st.floats(1e-4, 10), st.floats(1.0001, 3))
def test_two_different_rates_are_told_apart(low: float, ratio: float) -> None:
    low, high = float(f"{low:.4g}"), float(f"{low * ratio:.4g}")
    one, other = apart(low, high)
    assert (one == other) == (low == high)
    assert typed(one) == pytest.approx(low, rel=0.06)
    assert typed(other) == pytest.approx(high, rel=0.06)


def test_a_change_in_mid_run_is_everybodys_who_has_a_rate_and_stays_in_the_address() -> None:
    changed = race("optimizer=momentum&optimizer=lbfgs&rates=same&lr=0.001&gradients=40&change=20:0.0005")
    assert [run.change for run in changed.runs] == [Change(20, 0.0005), None]
    assert race(changed.query()) == changed
    chart = orjson.loads(race_document.chart(changed, Chart.LOSS))
    assert chart["layout"]["shapes"][0]["x0"] == 20
