"""Work on the challenges: solved by form, a better solution noted, no other; exported and deleted with the rest."""

import re
from html import unescape
from urllib.parse import urlsplit

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.challenges.tasks import Challenge, catalogue
from app.models import Milestone
from app.taking import challenge_work
from tests.takers import NewTaker, Taker

ASKED = catalogue()[0]
BEST = dict(ASKED.best)["lr"]


def hand_in(taker: Taker, rate: float | str, slug: str = ASKED.slug) -> str:
    answer = taker.post(f"/challenges/{slug}", {"lr": str(rate)})
    assert answer.status == 303
    return unescape(taker.get(answer.location).text)


def noted(taker: Taker) -> list[str]:
    with taker.database.read() as session:
        return [*session.scalars(select(Milestone.subject).order_by(Milestone.reached_at, Milestone.subject))]


def test_a_solution_is_told_with_the_par_and_kept_as_the_best(new_taker: NewTaker) -> None:
    somebody = new_taker()
    assert "Solved: 74" in hand_in(somebody, BEST)
    assert noted(somebody) == [f"{ASKED.slug} 74"]
    assert "solved, your best" in somebody.get("/challenges").text
    assert "Your best so far" in somebody.get(f"/challenges/{ASKED.slug}").text


def test_only_a_better_solution_is_noted(new_taker: NewTaker) -> None:
    somebody = new_taker()
    for rate in (0.085, BEST, 0.09, BEST, 0.085):
        hand_in(somebody, rate)
    scores = [float(each.rpartition(" ")[2]) for each in noted(somebody)]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)


def test_a_try_that_fails_leaves_no_trace_and_says_what_is_missed(new_taker: NewTaker) -> None:
    somebody = new_taker()
    assert "Not yet." in hand_in(somebody, 0.01)
    assert somebody.browser.token is None


def test_improvements_are_kept_up_to_a_bound(new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge_work, "MOST", 1)
    somebody = new_taker()
    hand_in(somebody, 0.085)
    hand_in(somebody, BEST)
    assert len(noted(somebody)) == 1


def test_it_is_exported(new_taker: NewTaker) -> None:
    somebody = new_taker()
    hand_in(somebody, BEST)
    kept = orjson.loads(somebody.get("/me/export.json").text)["milestones"]
    assert [(each["page"], each["experiment"]) for each in kept] == [("challenges", f"{ASKED.slug} 74")]


@pytest.mark.parametrize("asked", catalogue(), ids=lambda asked: asked.slug)
def test_every_challenge_has_a_page_that_begins_it(client: FlaskClient, asked: Challenge) -> None:
    text = unescape(client.get(f"/challenges/{asked.slug}").text)
    assert asked.title in text
    assert len(re.findall(r'data-low="', text)) == len(asked.controls)
    assert (' class="lowest"' in text) is (asked.sort.value != "hidden" and "saddle" not in asked.run)


def test_what_is_wrong_is_said_beside_its_field(client: FlaskClient) -> None:
    answer = client.post(f"/challenges/{ASKED.slug}", data={"lr": "<b>9" + "9" * 5000})
    place = urlsplit(answer.headers["Location"])
    assert answer.status_code == 303
    told = client.get(f"{place.path}?{place.query}")
    assert told.status_code == 400
    assert 'id="field-lr-error"' in told.text
    assert "<b>9" not in told.text


def test_an_unknown_challenge_is_not_found(client: FlaskClient) -> None:
    assert client.get("/challenges/nowhere").status_code == 404
    assert client.post("/challenges/nowhere").status_code == 404
