"""Blind answering: what somebody earns who knows nothing and answers every question by one trick."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from statistics import fmean
from typing import TypeAlias

from quizzes import draw
from quizzes.bank import Bank
from quizzes.questions import mark
from quizzes.shapes import FIRST, Answer, Control, Key, Option, Resolved

DRAWS = 200
NOTHING = 0.02
"""What ticking everything, an untouched page or a slider's end may earn of a question."""
MOST = 0.15
"""What any one trick may earn of a quiz."""
PLACE = 0.5
"""What a slider put in the same place may earn of a challenge, over its variants."""
TOGETHER = 0.25
"""What one habit for each kind of question, the one that pays best in the course, may earn of a quiz.

Picking a place among mixed options, which nothing can prevent, is .09 to .15 of that.
"""
PICKED = ("single", "formula", "path")
Answers: TypeAlias = Sequence[Answer]
"""What a trick may give, each as likely; none where it cannot be tried."""
Trick: TypeAlias = Callable[[Resolved], Answers]
Shares: TypeAlias = Mapping[tuple[str, str], float]
"""By kind of question and name of a trick."""


def problems(bank: Bank, draws: int = DRAWS) -> Iterator[tuple[str, str]]:
    """Where blind answering pays, as a question's or quiz's id and a sentence; of banks of the present edition."""
    tried = {
        quiz.id: [draw.draw(quiz.id, f"blind {seed}", bank=bank) for seed in range(draws)]
        for quiz in bank.quizzes
        if all(question.marking > FIRST for question in quiz.questions)
    }
    shares = {quiz: _shares(drawn) for quiz, drawn in tried.items()}
    for quiz, drawn in tried.items():
        yield from _futile(drawn)
        yield from _guessed(drawn)
        yield from _dear(quiz, shares[quiz])
        yield from _longest(quiz, drawn)
    yield from _together(shares)


def earned(trick: Trick, resolved: Resolved) -> float:
    """What a trick earns of a question, in expectation."""
    given = trick(resolved)
    return fmean(_mark(resolved.key, each) for each in given) if given else 0.0


def _shares(drawn: Sequence[Sequence[Resolved]]) -> Shares:
    """What a trick earns of a quiz by the questions of a kind, in expectation over the draws."""
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    for attempt in drawn:
        for each in attempt:
            for name, trick in TRICKS.items():
                found[each.kind, name] += earned(trick, each) / len(attempt) / len(drawn)
    return found


def _futile(drawn: Sequence[Sequence[Resolved]]) -> Iterator[tuple[str, str]]:
    """Tricks that are to earn nothing, question by question."""
    asked = {(each.question, each.seed): each for attempt in drawn for each in attempt}
    return _paying(asked.values(), FUTILE, NOTHING)


def _guessed(drawn: Sequence[Sequence[Resolved]]) -> Iterator[tuple[str, str]]:
    """Challenges that sliders in a certain place solve, whatever the variant."""
    asked = {each.key: each for attempt in drawn for each in attempt if each.kind == "challenge"}
    return _paying(asked.values(), PLACES, PLACE)


def _paying(asked: Collection[Resolved], tricks: Iterable[str], most: float) -> Iterator[tuple[str, str]]:
    for question in sorted({each.question for each in asked}):
        for name in tricks:
            share = fmean(earned(TRICKS[name], each) for each in asked if each.question == question)
            if share > most:
                yield question, f"{name} earns {share:.2f} of it"


def _dear(quiz: str, shares: Shares) -> Iterator[tuple[str, str]]:
    for trick in TRICKS:
        share = sum(part for (_, name), part in shares.items() if name == trick)
        if share > MOST:
            yield quiz, f"{trick} earns {share:.3f} of the quiz, and at most {MOST} may be"


def _together(shares: Mapping[str, Shares]) -> Iterator[tuple[str, str]]:
    """Quizzes that reward the habits of somebody who has one for each kind of question."""
    course: Counter[tuple[str, str]] = sum((Counter(each) for each in shares.values()), Counter())
    best = {kind: max(TRICKS, key=lambda name: course[kind, name]) for kind, _ in course}
    for quiz, each in shares.items():
        share = sum(part for (kind, name), part in each.items() if best.get(kind) == name)
        if share > TOGETHER:
            yield quiz, f"the best habit for each kind earns {share:.3f} of the quiz, and at most {TOGETHER} may be"


def _longest(quiz: str, drawn: Iterable[Sequence[Resolved]]) -> Iterator[tuple[str, str]]:
    """A key that is the longest option more often than chance has it."""
    picked = [each for attempt in drawn for each in attempt if each.kind in PICKED]
    if picked and fmean(earned(_by_length(max), each) for each in picked) > fmean(
        earned(_place, each) for each in picked
    ):
        yield quiz, "the key is the longest option more often than chance"


def _all_ticked(resolved: Resolved) -> Answers:
    options = tuple(option.id for option in resolved.shown.options)
    return (Answer(resolved.kind, options),) if resolved.kind == "multiple" else ()


def _untouched(resolved: Resolved) -> Answers:
    if resolved.kind == "order":
        return (Answer(resolved.kind, tuple(option.id for option in resolved.shown.options)),)
    return _slid(lambda control: control.value)(resolved)


def _slid(to: Callable[[Control], float]) -> Trick:
    def slide(resolved: Resolved) -> Answers:
        settings = tuple((each.name, to(each)) for each in resolved.shown.controls)
        return (Answer(resolved.kind, settings=settings),) if settings else ()

    return slide


def _part(share: float) -> Callable[[Control], float]:
    return lambda control: control.low + share * (control.high - control.low)


def _decades(share: float) -> Callable[[Control], float]:
    return lambda control: (low := max(control.low, 1e-9)) * (control.high / low) ** share


def _place(resolved: Resolved) -> Answers:
    """Always the same place: as the options are mixed, each of them as likely; where several may be right, one tick."""
    return _ticked(resolved, resolved.shown.options)


def _by_length(choose: Callable[[Iterable[int]], int]) -> Trick:
    def by_length(resolved: Resolved) -> Answers:
        options = resolved.shown.options
        wanted = choose(length(option.text) for option in options) if options else 0
        return _ticked(resolved, [option for option in options if length(option.text) == wanted])

    return by_length


def _without(words: str) -> Trick:
    """The options that do not have certain words; where several may be right, all of them."""
    pattern = re.compile(rf"\b({words})\b", re.IGNORECASE)

    def without(resolved: Resolved) -> Answers:
        left = [option for option in resolved.shown.options if not pattern.search(option.text)]
        if resolved.kind == "multiple" and left:
            return (Answer(resolved.kind, tuple(option.id for option in left)),)
        return _ticked(resolved, left)

    return without


def _middle_length(resolved: Resolved) -> Answers:
    """An option that is neither the longest nor the shortest, where one is to be picked."""
    options = sorted(resolved.shown.options, key=lambda option: length(option.text))
    return _ticked(resolved, options[1:-1]) if resolved.kind in PICKED else ()


def _sorted(is_reversed: bool) -> Trick:
    """Things put in the order of the last number that stands in them."""

    def ordered(resolved: Resolved) -> Answers:
        def last(option: Option) -> float:
            return float([0, *_NUMBER.findall(option.text)][-1])

        options = sorted(resolved.shown.options, key=last, reverse=is_reversed)
        return (Answer("order", tuple(option.id for option in options)),) if resolved.kind == "order" else ()

    return ordered


def _ticked(resolved: Resolved, options: Iterable[Option]) -> Answers:
    if resolved.kind not in (*PICKED, "multiple"):
        return ()
    return [Answer(resolved.kind, (option.id,)) for option in options]


def _typed(which: int) -> Trick:
    """A number that stands in the question, typed as the answer; for a place, twice."""

    def typed(resolved: Resolved) -> Answers:
        found = _NUMBER.findall(resolved.shown.stem)
        count = {"numeric": 1, "point": 2}.get(resolved.kind, 0)
        return (Answer(resolved.kind, numbers=(float(found[which]),) * count),) if found and count else ()

    return typed


def _origin(resolved: Resolved) -> Answers:
    count = {"numeric": 1, "point": 2}.get(resolved.kind, 0)
    return (Answer(resolved.kind, numbers=(0.0,) * count),) if count else ()


def _end_of_path(resolved: Resolved) -> Answers:
    path = resolved.shown.plot.path if resolved.shown.plot else ()
    return (Answer(resolved.kind, numbers=path[-1]),) if path and resolved.kind == "point" else ()


PARTS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
FUTILE = (
    "ticking every option",
    "an untouched page",
    "every slider at its low end",
    "every slider at its high end",
)
TRICKS: Mapping[str, Trick] = {
    FUTILE[0]: _all_ticked,
    FUTILE[1]: _untouched,
    FUTILE[2]: _slid(lambda control: control.low),
    FUTILE[3]: _slid(lambda control: control.high),
    **{f"every slider at {share} of its range": _slid(_part(share)) for share in PARTS},
    **{f"every slider at {share} of its decades": _slid(_decades(share)) for share in PARTS},
    "always the same place": _place,
    "the longest option": _by_length(max),
    "the shortest option": _by_length(min),
    "an option of middle length": _middle_length,
    "options that give no reason": _without("because"),
    "options without a word for all or none": _without("all|always|every|never|no|only"),
    "numbers in rising order": _sorted(False),
    "numbers in falling order": _sorted(True),
    "the first number of the question": _typed(0),
    "the last number of the question": _typed(-1),
    "zero, or the origin": _origin,
    "the last place drawn": _end_of_path,
}
PLACES = tuple(name for name in TRICKS if re.match(r"every slider at \d", name))
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def length(text: str) -> int:
    r"""How long a text looks: LaTeX commands count as one letter (\eta) or none (\frac, \quad), braces as none."""
    without_layout = re.sub(r"\\(?:frac|quad|text|mathrm|left|right|tfrac|sqrt|hat)\b", "", text)
    return len(re.sub(r"[\s{}$^_]", "", re.sub(r"\\[A-Za-z]+|\\.", "x", without_layout)))


@lru_cache(16384)
def _mark(key: Key, answer: Answer) -> float:
    return mark(key, answer).fraction
