"""The bank of the course has nothing wrong with it, and the proof finds everything that can be wrong with a bank."""

from dataclasses import replace

import pytest

from app.taking import question_bank
from quizzes import bank, checks
from quizzes.bank import Bank
from quizzes.checks import Problem, Site, check
from quizzes.shapes import Goal
from quizzes.source import ControlSource, Draw, Let, Proof, Question

COURSE = bank.load()


def test_nothing_is_wrong_with_the_bank_of_the_course() -> None:
    assert check(COURSE, question_bank.site()) == ()


def test_the_bank_has_what_the_course_promises() -> None:
    kinds = [question.kind for question in COURSE.questions]
    assert len(COURSE.questions) >= 60
    assert {*kinds} == {"single", "multiple", "formula", "numeric", "point", "path", "order", "challenge"}
    assert 3 * sum(question.varies for question in COURSE.questions) >= len(COURSE.questions)
    assert all(len(quiz.questions) >= (12 if quiz.id == bank.FINAL else 8) for quiz in COURSE.quizzes)


def test_every_variant_counted_has_another_key() -> None:
    for question in COURSE.questions:
        if question.varies:
            prints = {checks.fingerprint(question, drawn) for drawn in checks.variants(question)}
            assert len(prints) >= 2, question.id


def test_a_duplicate_id_is_found() -> None:
    quiz = COURSE.quizzes[0]
    twice = replace(quiz, questions=(*quiz.questions, quiz.questions[0]))
    found = check(replace(COURSE, quizzes=(twice, *COURSE.quizzes[1:])), seeds=1)
    assert Problem(quiz.questions[0].id, "the id is used more than once") in found


def test_a_bank_of_too_few_questions_or_too_many_of_single_choice_is_found() -> None:
    quiz = COURSE.quiz("adagrad")
    few = replace(quiz, questions=tuple(each for each in quiz.questions if each.kind == "single"))
    messages = said(replace(COURSE, quizzes=(few,)), "adagrad")
    assert "there are 2 questions, and 8 are wanted" in messages
    assert "more than half of the questions are single choice" in messages


def test_a_lesson_without_a_bank_and_a_course_without_a_final_quiz_are_found() -> None:
    some = replace(COURSE, quizzes=COURSE.quizzes[1:-1])
    found = check(some, Site([quiz.id for quiz in COURSE.quizzes[:-1]]), seeds=1)
    assert Problem("gradient-descent", "this lesson has no bank") in found
    assert Problem("final", "the final quiz has no bank") in found


SINGLE = COURSE.question("adagrad-drawback")
NUMERIC = COURSE.question("descent-one-step")
MULTIPLE = COURSE.question("descent-mini-batches")
PATH = COURSE.question("descent-which-rate")
CHALLENGE = COURSE.question("momentum-over-the-rim")
POINT = COURSE.question("descent-third-step")
ORDER = COURSE.question("descent-soonest")
FIRST, *OTHERS = SINGLE.options
TICKS = MULTIPLE.options


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (replace(SINGLE, kind="essay"), "no kind essay"),
        (replace(SINGLE, lesson="sgd"), "no lesson sgd"),
        (replace(SINGLE, show="optimizer=sgd&landscape=bowl"), "optimizer: takes one of gradient_descent"),
        (replace(SINGLE, show="optimizer=adam&landscape=hill"), "landscape: takes one of bowl"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&momentum=0.9"), "is not a parameter of adam"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&lr=1e9"), "lr: takes a number from 0.0001 to"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&start=500,500"), "start"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&loss.kappa=10"), "loss.kappa"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&bias_correction=0.5"), "takes 0 or 1"),
        (replace(SINGLE, show="optimizer=lbfgs&landscape=bowl&history=2.5"), "takes a whole number"),
        (replace(SINGLE, show="optimizer=adam&landscape=bowl&steps=1_0"), "steps"),
        (replace(SINGLE, stem="Why $x?"), "dollar sign"),
        (replace(SINGLE, stem=r"Why $\fracc{1}{2}$?"), "does not render"),
        (replace(SINGLE, stem=r"Why $\frac{1$?"), "does not render"),
        (replace(SINGLE, stem="Why <lam>?"), "nothing is called lam"),
        (replace(SINGLE, because=" "), "explanation is empty"),
        (replace(SINGLE, options=(replace(FIRST, because=""), *OTHERS)), "option 0 has no explanation"),
        (replace(SINGLE, options=(*SINGLE.options, replace(OTHERS[0]))), "read the same"),
        (replace(SINGLE, options=(FIRST, replace(OTHERS[0], misconception="elves"), *OTHERS[1:])), "elves"),
        (replace(SINGLE, options=(FIRST, replace(OTHERS[0], right=True), *OTHERS[1:])), "2 options are right"),
        (replace(SINGLE, options=(FIRST, OTHERS[0])), "fewer than three options"),
        (replace(SINGLE, proofs=(Proof(SINGLE.show, Goal(ends="diverged")),)), "it is not true that"),
        (
            replace(COURSE.question("adadelta-slow-start"), draws=(Draw("lam", (1.0, 2.0)),)),
            "its variants all have the same key",
        ),
        (replace(NUMERIC, tolerance="5"), "does not fit"),
        (replace(NUMERIC, tolerance="0.00001", let=(Let("key", value="1.23456"),)), "four digits"),
        (replace(NUMERIC, let=(Let("key", value="theta + lr * g"),)), "admits the mistake"),
        (replace(NUMERIC, mistakes=()), "no known mistake"),
        (replace(MULTIPLE, options=tuple(replace(each, right=True) for each in TICKS)), "every option"),
        (replace(MULTIPLE, options=tuple(replace(each, right=False) for each in TICKS)), "no option is right"),
        (replace(PATH, let=(*PATH.let, Let("large", value="middle + 0.0001"))), "comes within"),
        (replace(CHALLENGE, solution=(("momentum", "0.5"),)), "does not solve it"),
        (replace(CHALLENGE, solution=(("momentum", "0.999"),)), "outside a control's range"),
        (replace(CHALLENGE, controls=(ControlSource("momentum", "0", "0.99", "best"),)), "already stand at a solution"),
        (replace(CHALLENGE, controls=(ControlSource("beta1", "0", "0.99", "0"),)), "no such hyper-parameter"),
        (replace(POINT, drawn="3"), "gives the place away"),
        (replace(POINT, tolerance="2"), "does not fit the picture"),
        (replace(ORDER, let=(*ORDER.let, Let("n_over", value="n_under + 0.01"))), "too near"),
    ],
)
def test_a_fault_is_found(question: Question, message: str) -> None:
    assert any(message in said for said in said_of(question)), said_of(question)


def said_of(question: Question) -> list[str]:
    """What the proof says of one question put in the place of the course's."""
    quizzes = tuple(
        replace(quiz, questions=tuple(question if each.id == question.id else each for each in quiz.questions[:]))
        for quiz in COURSE.quizzes
        if question.id in {each.id for each in quiz.questions}
    )
    site = question_bank.site()._replace(lessons=[quiz.id for quiz in COURSE.quizzes])
    found = check(replace(COURSE, quizzes=quizzes), site, seeds=12)
    return [problem.message for problem in found if problem.where == question.id]


def said(of: Bank, where: str) -> list[str]:
    return [problem.message for problem in check(of, seeds=1) if problem.where == where]
