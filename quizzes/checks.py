"""Proves a bank: every variant of every question over many seeds, or a list of what is wrong."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from quizzes import blind, kinds
from quizzes.bank import FINAL, Bank, Quiz
from quizzes.expressions import ExpressionError
from quizzes.measures import MeasureError, reached, words
from quizzes.questions import pose
from quizzes.runs import RunError, descend_run, parse_run
from quizzes.shapes import FIRST, Key, Shown, segments
from quizzes.source import Question
from quizzes.variants import Drawn, Variant, draw_values

SEEDS = 200
FEWEST, FEWEST_FINAL, FEWEST_IN_ALL = 8, 12, 60
BAD_ENTRY = (ExpressionError, MeasureError, RunError, KeyError, IndexError, ValueError)
"""What posing a wrongly written question may raise."""


class Site(NamedTuple):
    """What a bank refers to outside itself.

    lessons: their slugs. render: renders LaTeX. opens: reads a run as the site's own addresses do. Both raise where
    they cannot; what is None goes unchecked.
    """

    lessons: Collection[str] = ()
    render: Callable[[str], object] | None = None
    opens: Callable[[str], object] | None = None


NOWHERE = Site()


class Problem(NamedTuple):
    """Where, as a question's or quiz's id, and what, in a sentence for the author."""

    where: str
    message: str


def check(bank: Bank, site: Site = NOWHERE, *, seeds: int = SEEDS) -> tuple[Problem, ...]:
    """Everything that is wrong with a bank on that site; if nothing else is, what blind answering earns too much of."""
    lessons = site.lessons or {quiz.id for quiz in bank.quizzes if quiz.id != FINAL}
    found = (
        *_duplicates(bank),
        *(problem for quiz in bank.quizzes for problem in _balance(quiz)),
        *_whole(bank),
        *_lacking(bank, site.lessons),
        *_named(bank, lessons),
        *_misconceptions(bank, lessons, site),
        *(problem for question in bank.questions for problem in _variants(question, site, seeds)),
    )
    return found or tuple(Problem(*each) for each in blind.problems(bank))


def variants(question: Question, seeds: int = SEEDS) -> tuple[Drawn, ...]:
    """The different variants that the seeds draw."""
    return tuple(dict.fromkeys(draw_values(question, f"{seed}/{question.id}") for seed in range(seeds)))


def _duplicates(bank: Bank) -> Iterator[Problem]:
    for ids in ([each.id for each in bank.questions], [each.id for each in bank.misconceptions]):
        for entry, times in Counter(ids).items():
            if times > 1:
                yield Problem(entry, "the id is used more than once")


def _balance(quiz: Quiz) -> Iterator[Problem]:
    kinds_used = Counter(question.kind for question in quiz.questions)
    fewest = FEWEST_FINAL if quiz.id == FINAL else FEWEST
    if len(quiz.questions) < fewest:
        yield Problem(quiz.id, f"there are {len(quiz.questions)} questions, and {fewest} are wanted")
    if kinds_used["single"] * 2 > len(quiz.questions):
        yield Problem(quiz.id, "more than half of the questions are single choice")
    if 3 * sum(question.varies for question in quiz.questions) < len(quiz.questions):
        yield Problem(quiz.id, "fewer than a third of the questions have variants")


def _whole(bank: Bank) -> Iterator[Problem]:
    if len(bank.questions) < FEWEST_IN_ALL:
        yield Problem(FINAL, f"there are {len(bank.questions)} questions in all, and {FEWEST_IN_ALL} are wanted")
    for kind in kinds.catalogue():
        if sum(any(question.kind == kind for question in quiz.questions) for quiz in bank.quizzes) < 2:
            yield Problem(kind, "the kind is used in fewer than two banks")
    covered = {question.lesson for quiz in bank.quizzes if quiz.id == FINAL for question in quiz.questions}
    for quiz in bank.quizzes:
        if quiz.id not in {FINAL, *covered}:
            yield Problem(FINAL, f"nothing in it asks about {quiz.id}")


def _lacking(bank: Bank, lessons: Collection[str]) -> Iterator[Problem]:
    """Every lesson's page links to its quiz, and the course ends with the final one."""
    there = {quiz.id for quiz in bank.quizzes}
    yield from (Problem(lesson, "this lesson has no bank") for lesson in lessons if lesson not in there)
    if FINAL not in there:
        yield Problem(FINAL, "the final quiz has no bank")


def _named(bank: Bank, lessons: Collection[str]) -> Iterator[Problem]:
    known = {each.id for each in bank.misconceptions}
    for question in bank.questions:
        if question.kind not in kinds.catalogue():
            yield Problem(question.id, f"there is no kind {question.kind}")
        if question.lesson not in lessons:
            yield Problem(question.id, f"there is no lesson {question.lesson}")
        for tag in sorted(_tags(question) - known):
            yield Problem(question.id, f"there is no misconception {tag}")


def _tags(question: Question) -> set[str]:
    """The misconceptions that a question is about."""
    tags = (
        *(option.misconception for option in question.options),
        *(each.misconception for option in question.options for each in option.shows),
        *(each.misconception for each in question.mistakes),
        *(each.misconception for each in question.believers),
    )
    return {tag for tag in tags if tag is not None}


def _misconceptions(bank: Bank, lessons: Collection[str], site: Site) -> Iterator[Problem]:
    used = {tag for question in bank.questions for tag in _tags(question)}
    for misconception in bank.misconceptions:
        if misconception.lesson not in lessons:
            yield Problem(misconception.id, f"there is no lesson {misconception.lesson}")
        if misconception.id not in used:
            yield Problem(misconception.id, "no question is about this misconception")
        if not (misconception.truth and misconception.belief) and not misconception.sentence:
            yield Problem(misconception.id, "it does not say what is true, or what is believed")
        yield from (Problem(misconception.id, each) for each in _bad_runs([misconception.show], site))


def _variants(question: Question, site: Site, seeds: int) -> Iterator[Problem]:
    if question.kind not in kinds.catalogue():
        return
    drawn = variants(question, seeds)
    found: dict[str, Drawn] = {}
    for each in drawn:
        for message in _variant(question, each, site):
            found.setdefault(message, each)
    yield from (Problem(question.id, f"{message} {_told(each)}".strip()) for message, each in found.items())
    if question.varies and not found and len({fingerprint(question, each) for each in drawn}) < 2:
        yield Problem(question.id, "its variants all have the same key")
    if not found and question.marking > FIRST:
        told = {idea for each in drawn for idea in _told_of(pose(question, each)[1])}
        for idea in sorted(_tags(question) - told):
            yield Problem(question.id, f"in no variant does {idea} lead to a wrong answer")


def _told_of(key: Key) -> Iterator[str]:
    """The misconceptions that some wrong answer to a variant shows."""
    yield from (note.misconception for note in key.notes if note.misconception and note.option not in key.right)
    yield from (slip.misconception for slip in key.slips if slip.misconception)
    yield from (each.misconception for each in key.believed if each.order != key.right)


def _variant(question: Question, drawn: Drawn, site: Site) -> Iterator[str]:
    variant = Variant(question, drawn)
    try:
        shown, key = pose(question, drawn)
        yield from kinds.catalogue()[question.kind].problems(variant, (shown, key))
    except BAD_ENTRY as error:
        yield f"it cannot be posed: {error}"
        return
    runs = (key.show, key.run, shown.run, *key.replays, *(note.run for note in key.notes))
    yield from _bad_runs((run for run in runs if run), site)
    yield from _unproved(variant)
    yield from _bad_texts(shown, key, site)


def _bad_runs(queries: Iterable[str], site: Site) -> Iterator[str]:
    for query in queries:
        try:
            parse_run(query)
            if site.opens is not None:
                site.opens(query)
        except Exception as error:  # whatever the site's reader raises, the author is told
            yield f"the run {query!r} is none: {error}"


def _unproved(variant: Variant) -> Iterator[str]:
    for proof in variant.question.proofs:
        query = variant.query(proof.run)
        if reached(proof.claim, descend_run(query)) is proof.fails:
            yield f"of {query} it is {'' if proof.fails else 'not '}true that: {words(proof.claim)}"


def _bad_texts(shown: Shown, key: Key, site: Site) -> Iterator[str]:
    for text in (*shown.texts, *key.texts):
        if not text.strip() and text is not None:
            yield "a text or explanation is empty"
        if re.search(r"<\(?[A-Za-z]\w*\)?>", text):
            yield f"a name is left over in {text!r}"
        if text.count("$") % 2:
            yield f"a dollar sign is missing in {text!r}"
        for segment in segments(text):
            if segment.is_formula and site.render is not None:
                yield from _unrendered(segment.text, site.render)


def _unrendered(latex: str, render: Callable[[str], object]) -> Iterator[str]:
    """A renderer may raise, or let an unknown command through as it stands."""
    try:
        rendered = str(render(latex))
    except Exception as error:  # whatever the site's renderer raises, the author is told
        yield f"the LaTeX {latex!r} does not render: {error}"
        return
    if "\\" in rendered or latex.count("{") != latex.count("}"):
        yield f"the LaTeX {latex!r} does not render whole"


def fingerprint(question: Question, drawn: Drawn) -> tuple[object, ...]:
    """What is right in a variant, as the learner would see it: two variants count as two if this differs."""
    shown, key = pose(question, drawn)
    texts = dict(shown.options)
    return (*(texts[option] for option in key.right), key.number, key.place, key.solution)


def _told(drawn: Drawn) -> str:
    return f"({', '.join(f'{name} = {value}' for name, value in drawn)})" if drawn else ""
