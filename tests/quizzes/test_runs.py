"""Run queries of the banks, read as the site reads them."""

from urllib.parse import parse_qsl

import numpy as np
import pytest
from werkzeug.datastructures import MultiDict

from app import forms
from quizzes import bank
from quizzes.runs import RunError, landscape_query, parse_run
from tests.quizzes.variety import resolved


def presets() -> set[str]:
    """Every run that a page opens, replays or lets the learner set."""
    shown = {each.shown.run for each in resolved()} | {run for each in resolved() for run in each.key.replays}
    notes = {note.run for each in resolved() for note in each.key.notes}
    links = {each.key.show for each in resolved()} | {each.show for each in bank.load().misconceptions}
    return {query for query in shown | notes | links if query}


def test_the_site_reads_every_preset_and_computes_the_same_path() -> None:
    for query in presets():
        site = forms.parse_run(MultiDict(parse_qsl(query))).descend()
        here = parse_run(query).descend()
        np.testing.assert_array_equal(site.points, here.points)


@pytest.mark.parametrize(
    "query",
    [
        "landscape=bowl", "optimizer=sgd&landscape=bowl", "optimizer=adam&landscape=hill", "optimizer=adam",
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
