"""Answering without knowledge earns next to nothing, and the check finds a bank in which it would."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

import pytest

from quizzes import bank, blind, draw
from quizzes.bank import Bank
from quizzes.questions import Answer, mark, resolve
from quizzes.shapes import Resolved
from quizzes.source import ControlSource, Question

COURSE = bank.load()
QUIZZES = [quiz.id for quiz in COURSE.quizzes]


def drawn(quiz: str, draws: int = 60) -> list[Sequence[Resolved]]:
    return [draw.draw(quiz, f"other {seed}") for seed in range(draws)]


def ends(which: Callable[[Sequence[float]], float]) -> Callable[[Resolved], Answer]:
    def answer(each: Resolved) -> Answer:
        settings = tuple((control.name, which((control.low, control.high))) for control in each.shown.controls)
        return Answer("challenge", settings=settings)

    return answer


def test_nothing_can_be_earned_by_a_trick_in_the_course() -> None:
    assert list(blind.problems(COURSE)) == []


@pytest.mark.parametrize("quiz", QUIZZES)
def test_an_end_of_every_slider_and_the_settings_first_shown_solve_no_challenge(quiz: str) -> None:
    for each in (each for attempt in drawn(quiz) for each in attempt if each.kind == "challenge"):
        first = Answer("challenge", settings=tuple((control.name, control.value) for control in each.shown.controls))
        for answer in (ends(min)(each), ends(max)(each), first):
            assert mark(each.key, answer).fraction == 0, each.question


@pytest.mark.parametrize("quiz", QUIZZES)
def test_the_right_option_stands_in_every_place_as_often(quiz: str) -> None:
    """So that a fixed place earns one in so many."""
    for question in (each for each in COURSE.quiz(quiz).questions if each.kind in blind.PICKED):
        places: Counter[int] = Counter()
        times = 300
        for seed in range(times):
            each = resolve(question, f"place {seed}")
            places[[option.id for option in each.shown.options].index(each.key.right[0])] += 1
        chance = 1 / len(question.options)
        spread = 4.5 * (chance * (1 - chance) / times) ** 0.5
        assert all(abs(places[place] / times - chance) < spread for place in range(len(question.options)))


@pytest.mark.parametrize("quiz", QUIZZES)
@pytest.mark.parametrize("length", [min, max])
def test_the_length_of_an_option_tells_little(quiz: str, length: Callable[[Sequence[int]], int]) -> None:
    shares = []
    for attempt in drawn(quiz):
        marks = []
        for each in attempt:
            texts = {option.id: blind.length(option.text) for option in each.shown.options}
            wanted = [option for option in texts if texts[option] == length(tuple(texts.values()))]
            picks = each.kind in (*blind.PICKED, "multiple")
            marks.append(fmean(mark(each.key, Answer(each.kind, (one,))).fraction for one in wanted) if picks else 0.0)
        shares.append(fmean(marks))
    assert fmean(shares) <= blind.MOST + 0.04, "other draws than the check's"


def changed(question: Question) -> Bank:
    """The course with one question otherwise."""
    quizzes = [
        replace(quiz, questions=tuple(question if each.id == question.id else each for each in quiz.questions))
        for quiz in COURSE.quizzes
    ]
    return replace(COURSE, quizzes=tuple(quizzes))


def test_a_challenge_that_an_end_of_its_slider_solves_is_found() -> None:
    asked = COURSE.question("adagrad-in-ten-steps")
    one_sided = replace(asked, goals=asked.goals[:1])
    assert ("adagrad-in-ten-steps", "every slider at its high end earns 1.00 of it") in blind.problems(
        changed(one_sided)
    )


def test_a_challenge_that_is_solved_where_it_stands_is_found() -> None:
    asked = COURSE.question("descent-in-time")
    solved = replace(asked, controls=(ControlSource("lr", "0.001", "0.5", "best"),))
    assert ("descent-in-time", "an untouched page earns 1.00 of it") in blind.problems(changed(solved))


def test_a_challenge_that_the_same_place_of_its_slider_solves_in_every_variant_is_found() -> None:
    asked = COURSE.question("momentum-over-the-rim")
    patient = replace(asked, goals=(replace(asked.goals[0], within=None),), proofs=())
    assert ("momentum-over-the-rim", "every slider at 0.8 of its range earns 1.00 of it") in blind.problems(
        changed(patient)
    )


def test_a_habit_for_each_kind_is_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quiz of four kinds and more can be below a tenth, for a place among options is one in four."""
    monkeypatch.setattr(blind, "TOGETHER", 0.1)
    told = [quiz for quiz, words in blind.problems(COURSE, 40) if words.startswith("the best habit for each kind")]
    assert told == QUIZZES


def test_keys_that_are_the_longest_options_are_found() -> None:
    quiz = COURSE.quiz("adagrad")

    def padded(question: Question) -> Question:
        ways = (replace(each, text=each.text + " and so on" * 5 * each.right) for each in question.options)
        return replace(question, options=tuple(ways))

    longer = replace(quiz, questions=tuple(padded(each) for each in quiz.questions))
    course = replace(COURSE, quizzes=tuple(longer if each is quiz else each for each in COURSE.quizzes))
    assert ("adagrad", "the key is the longest option more often than chance") in blind.problems(course)


def test_a_bank_of_the_first_edition_is_left_as_it_was() -> None:
    quizzes = (
        replace(quiz, questions=tuple(replace(each, marking=1) for each in quiz.questions)) for quiz in COURSE.quizzes
    )
    assert list(blind.problems(replace(COURSE, quizzes=tuple(quizzes)))) == []


@pytest.mark.parametrize(
    ("text", "length"), [("Adam", 4), (r"$\eta = 0.1$", 5), (r"$\frac{\eta}{\sqrt{G}}$", 2), ("a b", 2)]
)
def test_a_text_is_as_long_as_it_looks(text: str, length: int) -> None:
    assert blind.length(text) == length
