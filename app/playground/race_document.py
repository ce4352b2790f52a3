"""A race's results on their way out: as a document for programs, and as a table to keep."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson

from app.drawing import charts
from app.drawing.typed_arrays import typed_array
from app.playground.repeats import SEEDS, repeats
from app.runs import documents
from app.runs.races import Race, RacerResult
from optimizers.counting import Evaluations
from optimizers.numbers import plain

COLUMNS = (
    "optimizer",
    "learning_rate",
    "learning_rate_from",
    "outcome",
    "outcome_step",
    "steps",
    "final_f",
    "final_x",
    "final_y",
    "good_rates_from",
    "good_rates_to",
    "level",
    *(f"{kind}_{what}" for kind in ("evaluations", "evaluations_to_arrive") for what in Evaluations._fields),
)


def document(race: Race) -> bytes:
    """The race as JSON: each racer's settings, result and path, the points as float32 of shape (2, n+1) in base64."""
    return orjson.dumps(
        {
            "landscape": type(race.common.landscape).id,
            "start": [*race.common.start],
            "gradients": race.gradients,
            "rates": race.rates.value,
            "query": race.query(),
            "racers": [_racer(result) for result in race.results()],
        },
        option=orjson.OPT_SERIALIZE_NUMPY,
    )


def steps(race: Race) -> bytes:
    """Each racer's points, losses and gradients in full, for a plot that tells them."""
    descents = [result.descent for result in race.results()]
    return documents.encoded(
        [{"points": each.points, "losses": each.losses, "gradients": each.gradients} for each in descents]
    )


def chart(race: Race, kind: charts.Chart) -> bytes:
    """The race's losses or schedule as a Plotly figure."""
    changed = race.change.step if race.change else None
    results = race.results()
    bands = tuple(_bands(results)) if kind is charts.Chart.LOSS else ()
    return charts.document(kind, tuple(result.descent for result in results), changed, bands)


def _bands(results: tuple[RacerResult, ...]) -> Iterator[charts.RangeBand]:
    """Of each racer on sampled data, how far apart its losses are over several seeds."""
    for result in results:
        if several := repeats(result.run):
            yield charts.RangeBand(several.low, several.high, charts.look(result.descent))


def table(race: Race) -> str:
    """The results as CSV, a racer a line, numbers in full."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows(_row(result, race) for result in race.results())
    return lines.getvalue()


def _racer(result: RacerResult) -> dict[str, Any]:
    return {
        "optimizer": result.run.rule.id,
        "hyperparameters": {
            each.name: getattr(result.run.rule, each.name) for each in result.run.rule.hyperparameters()
        },
        "learning_rate_from": "sweep" if result.swept else "address",
        "good_rates": None if result.best is None else [result.best.low, result.best.high],
        "steps": result.steps,
        "points": typed_array(result.descent.points, "f4"),
        "final_f": result.loss,
        "outcome": documents.outcome(result.descent.outcome),
        "evaluations": result.descent.evaluations._asdict(),
        "evaluations_to_arrive": result.spent._asdict(),
        "repeats": _repeats(result),
    }


def _repeats(result: RacerResult) -> dict[str, Any] | None:
    several = repeats(result.run)
    return None if several is None else {"seeds": SEEDS, "levels": list(several.levels)}


def _good_rates(result: RacerResult) -> tuple[float | None, float | None]:
    return (None, None) if result.best is None else (result.best.low, result.best.high)


def _row(result: RacerResult, race: Race) -> tuple[str, ...]:
    outcome = result.descent.outcome
    x, y = result.descent.points[:, -1]
    return (
        result.run.rule.id,
        "" if result.rate is None else plain(result.rate),
        "sweep" if result.swept else race.rates.value,
        outcome.kind.value,
        str(outcome.step),
        str(result.steps),
        *(plain(value) for value in (result.loss, x, y)),
        *("" if value is None else plain(value) for value in (*_good_rates(result), outcome.level)),
        *(str(count) for count in (*result.descent.evaluations, *result.spent)),
    )
