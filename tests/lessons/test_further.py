"""The pages beyond the six: found by being there, short, true, and led to."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.lessons import catalogue, further
from app.lessons.claims import Scene, run_of
from app.lessons.front_matter import FrontMatterError
from app.lessons.word_count import words
from app.playground.playground_page import further_rules
from optimizers import schedules
from optimizers.run import Run
from optimizers.schedule import TimedSchedule

PAGES = further.catalogue()
MOST = 250
"""Words of a page's own: its promise, its explanation and what it lets one try."""
WELL_FORMED = (further.FOLDER / "adamw.html").read_text("utf-8")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)


def test_there_is_a_page_for_each_address_that_is_relied_upon() -> None:
    assert [page.slug for page in PAGES] == ["schedules", "rmsprop", "adamw", "schedule-free", "second-order"]
    assert {page.slug for page in PAGES}.isdisjoint(lesson.slug for lesson in catalogue.catalogue())


def test_every_claim_of_every_page_holds() -> None:
    assert further.broken_claims() == ()


@pytest.mark.parametrize("slug", ["schedules", "schedule-free", "adamw"])
@pytest.mark.parametrize(("seed", "nudge"), [(0, 1.0), (2, 1.0), (3, 1.03), (1, 0.97)])
def test_what_a_page_says_of_sampled_data_holds_for_other_seeds_and_rates_beside_it(
    slug: str, seed: int, nudge: float
) -> None:
    page = further.further_page(slug)
    assert page is not None
    assert page.other is not None
    own, other = (_moved(run_of(query), seed, nudge) for query in (page.query, page.other))
    assert Scene(own, other, page.claims).broken() == ()


def _moved(run: Run, seed: int, nudge: float) -> Run:
    return replace(run, seed=seed, rule=replace(run.rule, lr=run.rule.lr * nudge))  # type: ignore[attr-defined, call-arg]


@each_page
def test_a_page_is_short(page: further.FurtherPage, client: FlaskClient) -> None:
    text = unescape(client.get(f"/further/{page.slug}").text)
    own = [re.search(r'<section class="explanation.*?</section>', text, re.DOTALL)]
    own.append(re.search(r'<section class="experiments.*?</section>', text, re.DOTALL))
    said = " ".join(found[0] for found in own if found)
    assert 60 < len(words(f"<main><p>{page.promise}</p>{said}</main>")) <= MOST


@each_page
def test_a_page_shows_its_runs_and_leads_on(page: further.FurtherPage, client: FlaskClient) -> None:
    text = client.get(f"/further/{page.slug}").text
    assert text.count('class="path whole') == 1
    assert text.count('class="path other') == (page.other is not None)
    assert 'href="/further"' in text
    for other in PAGES:
        assert (f'href="/further/{other.slug}"' in text) == (other is not page)


def test_the_list_and_the_site_lead_to_every_page(client: FlaskClient) -> None:
    listed, playground, home = (client.get(address).text for address in ("/further", "/playground", "/"))
    assert 'href="/further"' in home
    for page in PAGES:
        assert f'href="/further/{page.slug}"' in listed
        assert f'href="/further/{page.slug}"' in playground


def test_every_card_that_a_page_names_is_there_and_has_one_page() -> None:
    named = [card for page in PAGES for card in page.cards]
    assert len(named) == len(set(named))
    assert set(named) <= {rule.id for rule in further_rules()} | {"schedules"}


def test_other_addresses_lead_where_they_should(client: FlaskClient) -> None:
    assert client.get("/further/newton").status_code == 404
    moved = client.get("/further/adamw/")
    assert (moved.status_code, moved.location) in {
        (301, "/further/adamw"),
        (302, "/further/adamw"),
        (308, "/further/adamw"),
    }
    refused = client.get("/further/adamw?lr=-1")
    assert refused.status_code == 400
    assert "lr" in refused.text


def test_the_schedules_page_draws_every_curve(client: FlaskClient) -> None:
    text = client.get("/further/schedules").text
    for schedule in schedules.catalogue().values():
        assert (f"schedule={schedule.id}#" in text) == (
            issubclass(schedule, TimedSchedule) and schedule.id != "constant"
        ), schedule.id


@pytest.mark.parametrize(
    ("said", "instead", "field"),
    [
        ('optimizer = "adamw"', 'optimizer = "adamx"', "optimizer"),
        ('controls = ["lr"', 'controls = ["rho"', "controls"),
        ('kind = "position"', 'kind = "posture"', "claims"),
        ("loss.batch_size=10&lr=0.02&weight_decay=0.05", "loss.batch_size=ten", "runs"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_refused(said: str, instead: str, field: str) -> None:
    with pytest.raises(FrontMatterError) as refused:
        further.parse(WELL_FORMED.replace(said, instead), "adamw.html")
    assert refused.value.field == field


@each_page
def test_every_run_opens_from_its_link_without_scripts(client: FlaskClient, page: further.FurtherPage) -> None:
    text = client.get(f"/further/{page.slug}").get_data(as_text=True)
    links = {unescape(link) for link in re.findall(r'href="(/(?:further|lessons)/[^"#]+\?[^"#]+)#stage"', text)}
    runs = {query for each in page.experiments for query in (each.run, each.then) if query}
    assert links
    assert len(links) >= len(runs)
    assert {link: code for link in links if (code := client.get(link).status_code) != 200} == {}
