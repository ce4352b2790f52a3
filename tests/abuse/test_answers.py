"""Answers that are late, foreign, doubled, forged or unreadable, and pages that might say too much."""

import dataclasses
import itertools
import re
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, render_template
from sqlalchemy import delete, event, func, select, update

from app.accounts import newcomers
from app.accounts.rate_limits import Limit
from app.attempts import reading
from app.clock import present
from app.models import Attempt, AttemptItem, Bucket, Grade, Learner, Response, ResponseChoice, Status
from app.taking import question_page, quiz_taking
from quizzes import bank, draw
from quizzes.questions import Resolved
from tests.abuse.conftest import NewTaker
from tests.abuse.evidence import rows
from tests.takers import Taker, hidden_key

QUIZZES = [quiz.id for quiz in bank.load().quizzes]


def numeric_attempt(taker: Taker, kind: str = "numeric") -> tuple[str, int]:
    """An attempt that stands at a question of this kind, and its slot."""
    for _ in range(40):
        attempt = taker.start()
        for slot in range(1, taker.size(attempt) + 1):
            if taker.item(attempt, slot).resolved.kind == kind:
                return attempt, slot
            taker.answer(attempt, slot)
    raise AssertionError(f"no {kind} question came")


def test_a_visitor_who_never_answers_leaves_no_row(taker: NewTaker) -> None:
    somebody = taker()
    for path in (
        "/",
        "/quizzes",
        "/quizzes/adam",
        "/quizzes/final",
        "/quizzes/practice",
        "/me",
        "/sign-in",
        "/sign-up",
    ):
        page = somebody.get(path)
        assert page.status == 200, path
        assert "Set-Cookie" not in page.headers
    assert set(rows(somebody).values()) == {0}


def test_a_visitor_who_starts_and_never_answers_leaves_no_row_after_a_day(taker: NewTaker) -> None:
    silent, typing, answering = taker(), taker(), taker()
    for somebody in (silent, typing, answering):
        attempt = somebody.start("final")
    answering.answer(attempt, 1)
    typed = typing.get("/quizzes/final").text
    begun = re.search(r"/attempts/[\w-]+", typed)
    assert begun
    assert typing.put(f"{begun[0]}/items/1/draft", {"draft": "1", "number": "1"}).status == 204
    with silent.database.write() as session:
        session.execute(update(Learner).values(seen_at=present() - timedelta(hours=25)))
        session.execute(delete(Bucket))  # a while has gone by
    taker().start("final")
    for somebody, gone in ((silent, True), (typing, False), (answering, False)):
        assert ("Go on where you were" not in somebody.get("/quizzes/final").text) is gone
    assert rows(silent)["learner"] == rows(silent)["browser"] == rows(silent)["attempt"] == 3


def test_visitors_who_start_and_forget_their_cookie_are_slowed_down(
    taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newcomers, "VISITORS", Limit(2, timedelta(hours=1)))
    known = taker()
    known.start()
    taker().start("adam")
    before = rows(known)
    assert taker().post("/quizzes/adam/attempts").status == 429
    assert rows(known) == before
    known.start("momentum")


def test_a_visitor_who_starts_again_and_again_is_slowed_down(taker: NewTaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz_taking, "STARTS", Limit(2, timedelta(hours=1)))
    somebody = taker()
    for _ in range(2):
        somebody.post(f"/attempts/{somebody.start()}/submission")
    assert somebody.post("/quizzes/adam/attempts").status == 429


def test_a_repeated_idempotency_key_adds_no_row(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    form, key = somebody.right(attempt, 1), hidden_key(somebody.get(f"/attempts/{attempt}"))
    first = somebody.answer(attempt, 1, form, key)
    before = rows(somebody)
    second = somebody.answer(attempt, 1, form, key)
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert rows(somebody) == before


def test_a_stale_tab_is_refused_and_shown_the_present_state(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    right, wrong = somebody.right(attempt, 1), somebody.wrong(attempt, 1)
    somebody.answer(attempt, 1, right, "the-first-tab")
    before = rows(somebody)
    page = somebody.answer(attempt, 1, wrong, "the-second-tab")
    assert page.status == 409
    assert "answered before" in page.text
    assert "★" in page.text
    assert rows(somebody) == before


def test_an_answer_to_a_closed_attempt_is_refused_and_shown_the_result(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    form = somebody.right(attempt, 1)
    somebody.post(f"/attempts/{attempt}/submission")
    page = somebody.answer(attempt, 1, form)
    assert page.status == 409
    assert "0/4" in page.text


def test_an_older_draft_never_replaces_a_newer_one(taker: NewTaker) -> None:
    somebody = taker()
    attempt, slot = numeric_attempt(somebody)
    path = f"/attempts/{attempt}/items/{slot}/draft"
    answers = [
        somebody.put(path, {"draft": number, "number": text}).status for number, text in ((2, "new"), (1, "old"))
    ]
    assert answers == [204, 409]
    page = somebody.get(f"/attempts/{attempt}")
    assert 'value="new"' in page.text
    assert 'value="old"' not in page.text


def test_answers_after_the_due_time_are_refused_whatever_the_browser_s_clock_says(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    with somebody.database.write() as session:
        session.execute(update(Attempt).values(deadline=present() - timedelta(seconds=1)))
    form = somebody.right(attempt, 1)
    path = f"/attempts/{attempt}/items/1/responses"
    headers = {"Origin": "http://localhost", "Date": "Thu, 01 Jan 1970 00:00:00 GMT"}
    page = somebody.browser.ask("POST", path, form, headers)
    assert page.status == 409
    assert "time had run out" in page.text
    with somebody.database.read() as session:
        assert session.scalar(select(func.count(Response.id))) == 0
        assert session.scalar(select(Attempt.status)) is Status.EXPIRED


def test_an_option_from_elsewhere_is_refused_and_nothing_is_written(taker: NewTaker) -> None:
    somebody, other = taker(), taker()
    attempt, slot = numeric_attempt(somebody, "single")
    foreign, there = numeric_attempt(other, "single")
    stranger = other.right(foreign, there)
    before = rows(somebody)
    for choice in (*stranger["choice"], "0", "no-such-option", ""):
        page = somebody.answer(attempt, slot, {"choice": choice})
        assert page.status == 400
        assert 'role="alert"' in page.text
    for path in (f"/attempts/{attempt}/items/99/responses", f"/attempts/nobody/items/{slot}/responses"):
        assert somebody.post(path, {"choice": "x"}).status == 404
    assert rows(somebody) == before


def test_unanswered_questions_stay_in_the_denominator(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    somebody.post(f"/attempts/{attempt}/submission")
    page = somebody.get(f"/attempts/{attempt}").text
    assert "1/4" in page
    assert page.count("Not answered") == 3


def test_a_score_weight_seed_or_owner_sent_by_the_client_is_ignored(taker: NewTaker) -> None:
    somebody, other = taker(), taker()
    other.start()
    forged = {
        "score": "4", "points": "4", "fraction": "1", "weight": "9", "seed": "1", "learner_id": "1", "out_of": "1",
        "owner": "1", "number": "77",
    }  # fmt: skip
    attempt = somebody.start(**forged)
    somebody.answer(attempt, 1, {**somebody.wrong(attempt, 1), **{k: v for k, v in forged.items() if k != "number"}})
    with somebody.database.read() as session:
        made = session.scalars(select(Attempt).where(Attempt.public_id == attempt)).one()
        assert (made.out_of, made.number) == (4, 1)
        assert made.points < 1
        assert made.seed != 1
        assert made.learner_id != session.scalar(select(func.min(Learner.id)))


@pytest.mark.parametrize("quiz", QUIZZES)
def test_before_an_answer_the_page_is_a_function_of_what_may_be_shown(app: Flask, quiz: str) -> None:
    """The same page with another key, other explanations and another id is the same page, byte for byte."""
    attempt = reading.AttemptState(
        1, "p", quiz, 1, None, 1, Status.OPEN, present(), None, None, False, 0.0, 1,
        (reading.SlotState(1, quiz, "q", False, None, None),),
    )  # fmt: skip
    with app.test_request_context("/"):
        app.jinja_env.globals["fresh_key"] = lambda: "k"
        for resolved in (each for seed in range(4) for each in draw.draw(quiz, str(seed))):
            other = dataclasses.replace(
                resolved,
                question="another",
                version="00",
                objective="other",
                key=dataclasses.replace(
                    resolved.key, because="?", right=(), notes=(), number=None, place=None, slips=()
                ),
            )
            pages = [_page(attempt, each) for each in (resolved, other)]
            assert pages[0] == pages[1]
            assert all(_plain(text) not in _plain(pages[0]) for text in resolved.key.texts)


def _page(attempt: reading.AttemptState, resolved: Resolved) -> str:
    item = reading.Item(1, resolved, None, None, None, None, None, None, 0)
    page = question_page.blank(attempt, item)
    return render_template("taking/quizzes/question.html", page=page, receipt=None, now=present())


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|\$[^$]*\$", " ", html).split())


def test_a_path_question_names_no_rule_in_its_picture(taker: NewTaker) -> None:
    somebody = taker()
    attempt, _ = numeric_attempt(somebody, "path")
    page = somebody.get(f"/attempts/{attempt}").text
    (picture,) = re.findall(r"<figure class=\"stage quiz-picture\">.*?</figure>", page, re.DOTALL)
    for name in ("descent", "momentum", "nesterov", "adagrad", "adadelta", "adam", "opt-"):
        assert name not in picture.lower()


def test_the_size_of_a_receipt_does_not_depend_on_which_option_is_right(taker: NewTaker) -> None:
    somebody = taker()
    sizes = set()
    for choose in (Taker.right, Taker.wrong):
        attempt, slot = numeric_attempt(somebody, "single")
        page = somebody.answer(attempt, slot, choose(somebody, attempt, slot))
        sizes.add((page.status, len(page.text.replace(str(slot), "1")), tuple(sorted(page.headers.keys()))))
        somebody.post(f"/attempts/{attempt}/submission")
    assert len(sizes) == 1


def test_questions_and_solutions_cannot_be_fetched_out_of_order(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    assert somebody.get(f"/attempts/{attempt}/items/1").location.endswith(f"/attempts/{attempt}")
    for slot in (0, 2, 3, 99):
        assert somebody.get(f"/attempts/{attempt}/items/{slot}").status == 404
        assert somebody.answer(attempt, slot, {"choice": "x"}).status == 404
        assert somebody.put(f"/attempts/{attempt}/items/{slot}/draft", {"draft": "1"}).status in (404, 409)
    export = somebody.get("/me/export.json").text
    later = somebody.item(attempt, 2).resolved
    assert later.shown.stem not in export
    assert later.question not in export
    first = somebody.item(attempt, 1).resolved
    assert first.question not in export
    assert first.key.because not in export


def test_another_learner_s_attempt_is_not_there_to_read_save_submit_or_review(taker: NewTaker) -> None:
    somebody, other, account = taker(), taker(), taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    other.start()
    account.sign_up("ada@example.org")
    before = rows(somebody)
    for stranger in (other, account, taker()):
        assert stranger.get(f"/attempts/{attempt}").status == 404
        assert stranger.get(f"/attempts/{attempt}/items/1").status == 404
        refused = 404 if stranger.browser.token else 401  # whatever attempt somebody without a cookie names
        assert stranger.answer(attempt, 2, {"choice": "x"}).status == refused
        assert stranger.put(f"/attempts/{attempt}/items/2/draft", {"draft": "1", "number": "1"}).status == refused
        assert stranger.post(f"/attempts/{attempt}/submission").status == refused
    assert rows(somebody) == before


UNREADABLE = [
    "NaN", "inf", "-Infinity", "1e999", "1,500", "1,5.0", "三", "½", "", " ", "0x10", "1_000", "1e", "--1", "1 2",
    "__import__('os')", "().__class__", "9**9**9", "9" * 10_000, "1+1", "\x01", "1\n2",
]  # fmt: skip


def test_a_typed_answer_that_is_no_number_is_refused_in_bounded_time(client_taker: Taker) -> None:
    attempt, slot = numeric_attempt(client_taker)
    for text in UNREADABLE:
        began = time.thread_time()
        page = client_taker.answer(attempt, slot, {"number": text})
        assert time.thread_time() - began < 5, text
        assert page.status == 400, text
        assert 'id="field-number-error"' in page.text
    with client_taker.database.read() as session:
        given = select(func.count(Response.id)).join(AttemptItem).where(AttemptItem.slot == slot)
        assert session.scalar(given.join(Attempt).where(Attempt.public_id == attempt)) == 0


def test_every_usual_spelling_of_a_number_is_read(client_taker: Taker) -> None:
    for text in ("1.5", " 1.5 ", "+1.5", "15e-1", "1.5e+0", "1.50000", "1,5", "１.５", "١٫٥", "3/2", "15×10⁻¹"):
        attempt, slot = numeric_attempt(client_taker)
        assert client_taker.answer(attempt, slot, {"number": text}).status == 303
        answer = client_taker.item(attempt, slot).answer
        assert answer is not None
        assert answer.numbers == (1.5,)
        client_taker.post(f"/attempts/{attempt}/submission")


def test_script_and_latex_in_a_draft_are_inert(taker: NewTaker) -> None:
    somebody = taker()
    attempt, slot = numeric_attempt(somebody)
    nasty = '"><script>alert(1)</script>$\\href{javascript:x}{y}$'
    assert somebody.put(f"/attempts/{attempt}/items/{slot}/draft", {"draft": "1", "number": nasty}).status == 204
    page = somebody.get(f"/attempts/{attempt}").text
    assert "<script>alert" not in page
    assert "<script>alert" not in somebody.answer(attempt, slot, {"number": nasty}).text


def test_what_is_recorded_of_an_answer_holds_numbers_and_option_ids_alone(taker: NewTaker) -> None:
    """So nothing that a learner types can reach an instructor's page."""
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1, {**somebody.right(attempt, 1), "note": "<script>", "kind": "<script>"})
    with somebody.database.read() as session:
        assert "script" not in str(session.scalars(select(Response.value)).all())


def test_an_oversized_body_or_draft_is_refused_cheaply(taker: NewTaker) -> None:
    """Counted in calls of functions, once the page of a refusal has been made for the first time."""
    somebody = taker()
    attempt = somebody.start()

    def refused() -> None:
        assert somebody.answer(attempt, 1, {"choice": "x" * 300_000}).status == 413
        assert somebody.answer(attempt, 1, {f"f{n}": "x" for n in range(5000)}).status in (413, 400)
        assert somebody.put(f"/attempts/{attempt}/items/1/draft", {"draft": "1", "number": "9" * 5000}).status == 400

    refused()
    assert calls(refused) < 200_000


def calls(act: Callable[[], None]) -> int:
    """How many functions are called meanwhile, in this thread."""
    counted = itertools.count()
    sys.setprofile(lambda _frame, event, _argument: next(counted) if event == "call" else None)
    try:
        act()
    finally:
        sys.setprofile(None)
    return next(counted)


def test_pages_of_a_quiz_take_few_statements(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    done = somebody.start("momentum")
    somebody.finish(done)
    statements: list[str] = []
    event.listen(
        somebody.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]), named=False
    )
    most = {f"/attempts/{attempt}": 4, f"/attempts/{attempt}/items/1": 4, f"/attempts/{done}": 6, "/quizzes/adam": 4}
    for path, few in most.items():  # a result also says what may be begun next
        statements.clear()
        assert somebody.get(path).status == 200
        assert len([each for each in statements if each.startswith("SELECT")]) <= few, path


def test_choices_are_kept_by_their_place_in_the_bank(taker: NewTaker) -> None:
    somebody = taker()
    attempt, slot = numeric_attempt(somebody, "single")
    somebody.answer(attempt, slot, somebody.wrong(attempt, slot))
    resolved = somebody.item(attempt, slot).resolved
    wrong = {note.source for note in resolved.key.notes if note.option not in resolved.key.right}
    with somebody.database.read() as session:
        of_slot = select(ResponseChoice.option).join(Response).join(AttemptItem).join(Attempt)
        chosen = session.scalars(of_slot.where(Attempt.public_id == attempt, AttemptItem.slot == slot)).all()
        assert set(chosen) <= wrong
        assert len(chosen) == 1
        assert session.scalar(select(func.count(Grade.id)))
