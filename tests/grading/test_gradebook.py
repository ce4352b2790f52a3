"""The gradebook against the raw records, under every policy, on both databases."""

from datetime import UTC, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, select, update

from app.grading import gradebook
from app.grading.gradebook import GradebookQuery
from app.models import Attempt, Counting, Learner, Membership, Policy, PolicyException, Role, Status
from quizzes import bank
from tests.demo_classes import CLOSE, NOW, Class, RawAttempt, counted, members, raw


def tried(of: Class) -> dict[tuple[int, str], list[RawAttempt]]:
    found: dict[tuple[int, str], list[RawAttempt]] = {}
    for attempt in sorted(raw(of), key=lambda each: each.number):
        found.setdefault((attempt.learner, attempt.quiz), []).append(attempt)
    return found


def expected(attempts: list[RawAttempt], counting: Counting) -> float:
    shares = np.array([each.total / each.out_of for each in attempts])
    match counting:
        case Counting.BEST:
            return float(shares.max())
        case Counting.FIRST:
            return float(shares[0])
        case Counting.LAST:
            return float(shares[-1])
    return float(shares.mean())


@pytest.mark.parametrize("counting", Counting)
def test_each_cell_is_what_the_policy_says_of_the_raw_records(demo: Class, counting: Counting) -> None:
    ids = {learner.public_id: number for number, learner in members(demo).items()}
    attempts = tried(demo)

    with demo.database.read() as session:
        session.execute(update(Policy).values(counting=counting))  # read() forgets it afterwards
        book = gradebook.page(session, demo.section_id, GradebookQuery(), NOW)

    assert book.total == len(book.lines) == len(ids)
    for line in book.lines:
        for cell in line.cells:
            own = attempts.get((ids[line.learner], cell.quiz), [])
            assert cell.tries == len(own)
            if own:
                assert cell.share == pytest.approx(expected(own, counting), abs=CLOSE)
                assert cell.attempt in {each.public_id for each in own}
            else:
                assert cell.share is None


def test_the_book_is_one_statement_whatever_is_wanted(demo: Class) -> None:
    for query in (
        GradebookQuery(),
        GradebookQuery("overall", True),
        GradebookQuery(needs_help=True),
        GradebookQuery("final"),
        GradebookQuery("active"),
        GradebookQuery(text="a"),
    ):
        with demo.database.read() as session, counted(demo.database) as statements:
            gradebook.page(session, demo.section_id, query, NOW)
        assert len(statements) == 1


def test_lines_come_in_the_order_that_is_asked_for_and_blanks_last(demo: Class) -> None:
    for column in ("overall", *gradebook.quizzes(bank.load())):
        for descending in (False, True):
            with demo.database.read() as session:
                lines = gradebook.page(session, demo.section_id, GradebookQuery(column, descending), NOW).lines
            place = -1 if column == "overall" else gradebook.quizzes(bank.load()).index(column)
            values = [line.overall if place < 0 else line.cells[place].share for line in lines]
            there = [value for value in values if value is not None]
            assert there == sorted(there, reverse=descending)
            assert values[len(there) :] == [None] * (len(values) - len(there))


def test_those_who_need_help_are_found_by_the_database_as_by_the_page(demo: Class) -> None:
    with demo.database.read() as session:
        everybody = gradebook.page(session, demo.section_id, GradebookQuery(), NOW).lines
        found = gradebook.page(session, demo.section_id, GradebookQuery(needs_help=True), NOW)

    assert {line.learner for line in found.lines} == {line.learner for line in everybody if line.reasons}
    assert 0 < found.total < len(everybody)


def test_overdue_counts_a_learners_own_exception(demo: Class) -> None:
    with demo.database.read() as session:
        line = next(
            each for each in gradebook.page(session, demo.section_id, GradebookQuery(), NOW).lines if each.overdue
        )
        missing = next(cell.quiz for cell in line.cells if cell.attempt is None and cell.quiz != bank.FINAL)
        learner_id = session.scalars(select(Learner.id).where(Learner.public_id == line.learner)).one()
        later = NOW + timedelta(days=3)
        values = {"due_at": later, "extra_minutes": 0, "extra_attempts": 0}
        session.add(PolicyException(section_id=demo.section_id, learner_id=learner_id, quiz=missing, **values))
        session.flush()
        again = gradebook.page(session, demo.section_id, GradebookQuery(text=line.name), NOW).lines[0]

    assert again.overdue == line.overdue - 1


def test_an_open_attempt_is_under_way_until_its_time_has_run_out(demo: Class) -> None:
    with demo.database.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.quiz == bank.FINAL).limit(1)).one()
        learner = session.get(Learner, attempt.learner_id)
        assert learner is not None
        still_open = {"status": Status.OPEN, "closed_at": None, "deadline": NOW + timedelta(hours=1)}
        session.execute(update(Attempt).where(Attempt.id == attempt.id).values(**still_open))
        going = gradebook.page(session, demo.section_id, GradebookQuery(text=learner.name), NOW).lines[0].cells[-1]
        ended = gradebook.page(session, demo.section_id, GradebookQuery(text=learner.name), NOW + timedelta(hours=2))

    assert (going.band, going.share) == ("going", None)
    assert ended.lines[0].cells[-1].finished


def test_pages_part_the_class_and_the_table_has_everybody(demo: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "PAGE", 5)
    seen: list[str] = []
    with demo.database.read() as session:
        pages = gradebook.page(session, demo.section_id, GradebookQuery(), NOW).pages
        for page in range(1, pages + 1):
            seen += [
                line.learner for line in gradebook.page(session, demo.section_id, GradebookQuery(page=page), NOW).lines
            ]
        beyond = gradebook.page(session, demo.section_id, GradebookQuery(page=99), NOW)
        table = [values[0] for values in gradebook.table(session, demo.section_id, GradebookQuery(), NOW, UTC)]

    names = {each.public_id: each.name for each in members(demo).values()}
    assert len(seen) == len(set(seen)) == len(names)
    assert table == [names[each] for each in seen]
    assert beyond.query.page == 1


def test_those_who_left_and_those_who_teach_have_no_line(demo: Class) -> None:
    with demo.database.read() as session:
        one = session.scalars(
            select(Membership).where(Membership.section_id == demo.section_id, Membership.role == Role.LEARNER).limit(1)
        ).one()
        session.execute(update(Membership).where(Membership.id == one.id).values(left_at=NOW))
        book = gradebook.page(session, demo.section_id, GradebookQuery(), NOW)

    assert book.total == len(members(demo)) - 1


def test_a_section_with_nobody_in_it_has_an_empty_book(demo: Class) -> None:
    with demo.database.read() as session:
        session.execute(delete(Membership))
        assert gradebook.page(session, demo.section_id, GradebookQuery("overall"), NOW) == gradebook.GradebookPage(
            (), 0, GradebookQuery("overall")
        )
        assert session.scalar(select(func.count()).select_from(Membership)) == 0


@pytest.mark.parametrize("args", [{"sort": "nonsense"}, {"page": "0"}, {"page": "1e9"}, {"page": "٣"}, {"help": "x"}])
def test_an_address_that_means_nothing_shows_the_first_page_by_name(args: dict[str, str]) -> None:
    assert GradebookQuery.read(args, bank.load()) == GradebookQuery()


def test_an_address_says_what_it_wants_and_nothing_else() -> None:
    query = GradebookQuery("overall", True, "an", True, 3)

    assert GradebookQuery.read(query.address(page=3), bank.load()) == query
    assert GradebookQuery().address() == {}


QUERIES = (
    GradebookQuery(),
    GradebookQuery("overall", True),
    GradebookQuery(needs_help=True),
    GradebookQuery("final"),
    GradebookQuery("active", True),
    GradebookQuery("adam", True, "a"),
)


@pytest.mark.parametrize("counting", Counting)
def test_the_table_for_a_spreadsheet_says_what_the_pages_say(
    demo: Class, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wanted, and where marks are excused and attempts are under way; scores are in percent there."""
    monkeypatch.setattr(gradebook, "PAGE", 1000)
    with demo.database.read() as session:
        session.execute(update(Policy).values(counting=counting))
        session.execute(update(Attempt).where(Attempt.id % 5 == 0).values(points=0, out_of=0))
        still_open = {"status": Status.OPEN, "closed_at": None, "deadline": NOW + timedelta(hours=1)}
        session.execute(update(Attempt).where(Attempt.id % 11 == 0, Attempt.number == 1).values(**still_open))
        for query in QUERIES:
            lines = gradebook.page(session, demo.section_id, query, NOW).lines
            table = [*gradebook.table(session, demo.section_id, query, NOW, UTC)]
            assert len(table) == len(lines) > 0
            for values, line in zip(table, lines, strict=True):
                assert len(values) == len(gradebook.headings(bank.load()))
                assert (*values[:2], *values[-3:-1]) == (line.name, line.email, len(line.shares), line.overdue)
                shares = [*(cell.share for cell in line.cells), line.overall]
                percents = [None if share is None else pytest.approx(100 * share, abs=CLOSE) for share in shares]
                assert [*values[2:-3]] == percents
                assert values[-1] == (line.active.strftime("%Y-%m-%d %H:%M") if line.active else None)
