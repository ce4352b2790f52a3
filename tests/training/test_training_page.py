"""The network's page: a form that works without scripts, pictures by the server, and what is wrong said beside it."""

import re

import pytest
from flask.testing import FlaskClient

from app.training import training_page
from app.training.training_page import BUDGET
from app.training.training_race import FIRST, parse_race_of_trainings
from optimizers.networks import rate_table, rules
from tests.addresses import asked

SMALL = "epochs=1&seeds=2&network.width=4"


def test_the_page_trains_its_first_rules_at_their_best_rates(client: FlaskClient) -> None:
    text = client.get(f"/training?{SMALL}").text

    for name in FIRST:
        assert re.search(rf'value="{name}" autocomplete="off" checked', text)
        assert f'name="{name}.lr"' in text
    assert text.count('class="mean opt-') == 4 * len(FIRST)
    assert "Under way" not in text


def test_the_address_of_a_page_gives_it_again() -> None:
    query = f"optimizer=adam&adam.lr=0.02&optimizer=muon&{SMALL}&schedule=cosine&schedule.period=43&seed=7&look=adam"
    race = parse_race_of_trainings(asked(query))

    assert parse_race_of_trainings(asked(race.query())) == race
    assert (race.look, race.common.seed, race.common.task.width) == ("adam", 7, 4)


def test_a_form_without_scripts_sends_other_rules_rates_and_idle_fields_along() -> None:
    every = "&".join(f"{name}.lr=0.01" for name in rules.catalogue())
    race = parse_race_of_trainings(asked(f"{every}&optimizer=adam&schedule=constant&schedule.period=30&{SMALL}&look="))

    assert [type(run.rule).id for run in race.runs] == ["adam"]
    assert race.common.schedule is None


def test_a_blank_rate_is_the_rules_best() -> None:
    race = parse_race_of_trainings(asked(f"optimizer=adagrad&adagrad.lr=&{SMALL}"))

    assert race.runs[0].rule == rate_table.at_rate("adagrad", rate_table.kept()["adagrad"].rate)


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("optimizer=newton", "optimizer", "trains no network"),
        ("optimizer=adam&optimizer=adam", "optimizer", "takes up to 6 different"),
        ("&".join(f"optimizer={name}" for name in [*rules.catalogue()][:7]), "optimizer", "takes up to 6"),
        ("optimizer=adam&adam.lr=70", "adam.lr", "takes a number from"),
        ("epochs=0", "epochs", "takes a whole number from 1"),
        ("seeds=10&network.width=256", "epochs", "takes at most 15"),
        ("colour=red", "colour", "is not a parameter"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: FlaskClient, query: str, field: str, says: str) -> None:
    response = client.get(f"/training?{query}")

    assert response.status_code == 400
    assert says in response.text
    assert f'href="#field-{field}"' in response.text


def test_a_page_that_is_not_done_says_how_far_it_is_and_comes_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_page, "BUDGET", 0.0)
    text = client.get("/training?optimizer=soap&epochs=150&seeds=3&network.width=16").text

    assert "Under way: after" in text
    assert re.search(r'<a class="without-scripts" href="/training\?[^"]*optimizer=soap[^"]*">Go on</a>', text)
    assert 'data-whole="no"' in text
    assert BUDGET < 10, "else the server breaks it off"


def test_a_network_that_blew_up_leaves_a_page(client: FlaskClient) -> None:
    query = "optimizer=momentum&momentum.lr=10&loss.weight_decay=0.1&epochs=8&seeds=2&network.width=8&loss.batch_size=8"
    text = client.get(f"/training?{query}").text

    assert "nan" not in re.sub(r"data-\w+|[Ff]inance", "", text.lower()).replace("dominant", "")
    assert "diverged" in text


def test_a_page_with_commas_leads_to_the_page_with_points(client: FlaskClient) -> None:
    response = client.get("/training?optimizer=adam&adam.lr=0,02&look=adam")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("/training?optimizer=adam&adam.lr=0.02&look=adam")
