"""Item analysis from the database's counts, against NumPy over the raw records to 1e-9, on both databases."""

import itertools
from collections import Counter
from datetime import UTC

import numpy as np
import pytest

from app.classes import courses
from app.grading import class_overview, gradebook, item_analysis, item_charts, item_figures
from app.grading.gradebook import GradebookQuery
from app.grading.item_figures import Analysis, QuestionFigures
from quizzes import bank, statistics
from tests.demo_classes import CLOSE, NOW, Class, RawAttempt, counted, firsts, members

QUIZZES = ("gradient-descent", "momentum", "final")


def analysis(of: Class, quiz: str) -> Analysis:
    with of.database.read() as session:
        return item_analysis.analysis(session, of.section_id, quiz, UTC, NOW)


def pairs(attempts: list[RawAttempt], question: str) -> tuple[np.ndarray, np.ndarray]:
    """The marks of a question and the totals of their attempts."""
    found = [
        (item.mark, attempt.total)
        for attempt, item in itertools.chain.from_iterable(
            zip(itertools.repeat(attempt), attempt.items) for attempt in attempts
        )
        if item.question == question and item.mark is not None
    ]
    return np.array([mark for mark, _ in found]), np.array([total for _, total in found])


def close(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= CLOSE


@pytest.mark.parametrize("quiz", QUIZZES)
def test_every_question_has_the_figures_of_the_raw_records(demo: Class, quiz: str) -> None:
    attempts = firsts(demo, quiz)
    found = analysis(demo, quiz)

    assert {each.id for each in found.questions} == {item.question for each in attempts for item in each.items}
    for question in found.questions:
        marks, totals = pairs(attempts, question.id)
        rest = totals - marks
        spread = marks.size > 1 and np.ptp(marks) > 1e-9 and np.ptp(rest) > 1e-9
        r = float(np.corrcoef(marks, rest)[0, 1]) if spread else None
        most = np.cov(np.sort(marks), np.sort(rest))[0, 1] if spread else None
        efficiency = float(np.cov(marks, rest)[0, 1] / most) if most else None
        assert question.figures.attempts == marks.size
        assert close(question.figures.facility, float(marks.mean()))
        assert close(question.figures.discrimination, r)
        assert close(question.figures.efficiency, efficiency)


@pytest.mark.parametrize("quiz", QUIZZES)
def test_intervals_are_those_of_the_statistics_module(demo: Class, quiz: str) -> None:
    attempts = firsts(demo, quiz)

    for question in analysis(demo, quiz).questions:
        marks, totals = pairs(attempts, question.id)
        order = np.lexsort((totals, marks))
        assert question.figures.facility_interval == pytest.approx(statistics.mean_interval(marks[order]), abs=CLOSE)


@pytest.mark.parametrize("quiz", QUIZZES)
def test_the_quiz_as_a_whole_is_that_of_the_raw_records(demo: Class, quiz: str) -> None:
    attempts = firsts(demo, quiz)
    marks = np.array([[item.mark for item in sorted(each.items, key=lambda it: it.slot)] for each in attempts])
    shares = marks.sum(axis=1) / marks.shape[1]
    parts = marks.shape[1]
    alpha = parts / (parts - 1) * (1 - marks.var(axis=0, ddof=1).sum() / marks.sum(axis=1).var(ddof=1))

    whole = analysis(demo, quiz).whole

    assert whole.attempts == len(attempts)
    assert close(whole.mean, float(shares.mean()))
    assert close(whole.spread, float(shares.std(ddof=1)))
    assert close(whole.alpha, float(alpha))
    assert close(whole.error, float(marks.sum(axis=1).std(ddof=1) * np.sqrt(max(0.0, 1 - alpha))))


@pytest.mark.parametrize("quiz", QUIZZES)
def test_options_drew_those_who_chose_them(demo: Class, quiz: str) -> None:
    attempts = firsts(demo, quiz)
    for question in analysis(demo, quiz).questions:
        had = [(each, item) for each in attempts for item in each.items if item.question == question.id]
        by_place = {note.source: dict(question.shown.options)[note.option] for note in question.key.notes}
        for option in question.options:
            places = {place for place, text in by_place.items() if text == option.text}
            chose = [each.total for each, item in had if item.options & places]
            assert option.times == len(chose)
            assert close(option.mean_total, float(np.mean(chose)) if chose else None)
            assert close(option.share, len(chose) / len(had))


@pytest.mark.parametrize("quiz", QUIZZES)
def test_misconceptions_are_counted_over_learners_and_ranked(demo: Class, quiz: str) -> None:
    signs = [(each.learner, sign) for each in firsts(demo, quiz) for item in each.items for sign in item.misconceptions]
    times = Counter(sign for _, sign in signs)
    learners = Counter(sign for _, sign in set(signs))

    ideas = analysis(demo, quiz).ideas

    assert {each.figures.misconception: each.figures[1:] for each in ideas} == {
        sign: (learners[sign], times[sign]) for sign in times
    }
    assert [each.figures.learners for each in ideas] == sorted(learners.values(), reverse=True)


def test_the_overview_counts_each_learner_once_a_quiz(demo: Class) -> None:
    with demo.database.read() as session:
        overview = item_analysis.overview(session, demo.section_id, NOW)

    for summary in overview.quizzes:
        attempts = firsts(demo, summary.quiz)
        shares = [each.total / each.out_of for each in attempts]
        assert summary.learners == len(attempts)
        assert close(summary.mean, float(np.mean(shares)) if shares else None)


@pytest.mark.parametrize("quiz", QUIZZES)
def test_every_histogram_holds_every_attempt(demo: Class, quiz: str) -> None:
    attempts = firsts(demo, quiz)
    found = analysis(demo, quiz)
    minutes = Counter(min(int(each.seconds // 60), 30) for each in attempts)

    assert sum(each.times for each in found.scores) == len(attempts)
    assert [each.times for each in found.minutes] == [minutes[minute] for minute in range(max(minutes) + 1)]
    assert sum(each.times for each in found.days) >= len(attempts)


def test_a_page_takes_fewer_than_ten_statements(demo: Class) -> None:
    with counted(demo.database) as statements:
        analysis(demo, "final")

    assert len(statements) == 6


def test_few_attempts_are_never_called_suspicious(demo: Class) -> None:
    few = [each for quiz in QUIZZES for each in analysis(demo, quiz).questions if each.figures.attempts < 10]

    assert few
    assert not any(each.figures.suspicious for each in few)
    assert all("Too few attempts" in each.figures.words for each in few)


def test_a_question_that_the_able_get_wrong_is_suspicious_and_says_why() -> None:
    """Twenty attempts in which the mark falls as the rest rises."""
    marks = zip([1.0] * 10 + [0.0] * 10, range(20), strict=True)
    counts = tuple(sorted((mark, mark + rest, 1) for mark, rest in marks))

    figures = item_analysis._figures(counts)

    assert figures.suspicious
    assert "key" in figures.words


def test_a_quiz_that_nobody_took_has_nothing_to_say(demo: Class) -> None:
    with demo.database.read() as session:
        empty = item_analysis.analysis(session, -1, "final", UTC, NOW)

    assert not any((empty.questions, empty.ideas, empty.scores, empty.minutes, empty.days))
    assert empty.whole.mean is None
    assert item_charts.figures(empty) == ()


def test_every_chart_says_in_words_what_it_shows(demo: Class) -> None:
    drawn = item_charts.figures(analysis(demo, "momentum"))

    assert [each.id for each in drawn] == ["scores", "minutes", "days", "plane"]
    assert all(each.caption and each.plain()["data"] for each in drawn)


def test_a_spreadsheets_line_has_a_value_under_every_heading(demo: Class) -> None:
    question: QuestionFigures = analysis(demo, "momentum").questions[0]

    assert item_figures.HEADINGS[0] == "Question"
    assert len(item_figures.values(question)) == len(item_figures.HEADINGS)


def test_the_gradebooks_quizzes_are_those_that_can_be_analysed(demo: Class) -> None:
    assert {*QUIZZES} <= {*gradebook.quizzes(bank.load())}
    assert demo.section_id


def test_the_overview_names_what_is_least_understood(demo: Class) -> None:
    with demo.database.read() as session:
        overview = item_analysis.overview(session, demo.section_id, NOW)

    first = {quiz: firsts(demo, quiz) for quiz in gradebook.quizzes(bank.load())}
    means = {quiz: np.mean([each.total / each.out_of for each in own]) for quiz, own in first.items() if len(own) >= 10}
    assert overview.learners == len({each.learner for own in first.values() for each in own})
    assert [each.quiz for each in overview.judged] == sorted(means, key=lambda quiz: means[quiz])
    assert {each.quiz for each in overview.hard} == {quiz for quiz, mean in means.items() if mean < 0.7}


def test_a_class_at_a_glance_is_what_the_gradebook_says(demo: Class) -> None:
    with demo.database.read() as session, counted(demo.database) as statements:
        section = courses.taught_section(session, demo.instructor_id, demo.public_id)
        asked = len(statements)
        found = class_overview.overview(session, section, NOW)
    with demo.database.read() as session:
        book = gradebook.page(session, demo.section_id, GradebookQuery(), NOW)

    assert len(statements) - asked <= 5
    assert found.learners == book.total == len(members(demo))
    assert found.needing == sum(bool(line.reasons) for line in book.lines)


@pytest.mark.parametrize("quiz", QUIZZES)
def test_the_hardest_questions_are_those_of_the_least_marks(demo: Class, quiz: str) -> None:
    found = analysis(demo, quiz)
    means = {each.id: pairs(firsts(demo, quiz), each.id)[0].mean() for each in found.questions}
    asked = {each.id for each in found.questions if each.figures.attempts >= 10 and means[each.id] < 0.7}

    assert [means[each.id] for each in found.hard] == pytest.approx(sorted(means[each] for each in asked)[:3])
