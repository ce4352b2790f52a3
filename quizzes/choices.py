"""What the kinds share in which the learner picks from options: posing, reading a form, and remarks on each option."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from quizzes.kind import AnswerError, Form, Kind, Posed, listed, one
from quizzes.runs import descend_run, landscape_query
from quizzes.shapes import FIRST, Answer, Key, Mark, Note, Option, Plot, Remark, Shown, Slip
from quizzes.source import OptionSource
from quizzes.variants import Variant

FIELD = "choice"


def plot(variant: Variant) -> Plot | None:
    """The picture beside a question: the landscape, and as much of the path as the bank says, the rule unnamed."""
    if variant.question.plot is None:
        return None
    query = variant.query(variant.question.plot)
    points = descend_run(query).points[:, : round(variant.number(variant.question.drawn)) + 1]
    path = tuple((float(f"{x:.6g}"), float(f"{y:.6g}")) for x, y in points.T)
    return Plot(landscape_query(query), path)


def key(variant: Variant) -> Key:
    """The part of a key that every kind has."""
    asked = variant.question
    return Key(
        kind=asked.kind,
        because=variant.text(asked.because),
        lesson=asked.lesson,
        show=variant.query(asked.show),
        replays=tuple(map(variant.query, asked.replays)),
        marking=asked.marking,
    )


class Choice(Kind):
    """Options to pick from, in an order that the seed draws."""

    instruction = "Choose one."

    def pose(self, variant: Variant) -> Posed:
        sources = variant.question.options
        options = tuple(Option(str(place), variant.text(source.text)) for place, source in enumerate(sources))
        right = tuple(str(place) for place, source in enumerate(sources) if variant.is_right(source))
        notes = tuple(
            Note(str(place), place, variant.text(source.because), _shown(variant, source), _run(variant, source.run))
            for place, source in enumerate(sources)
        )
        stem, instruction = variant.text(variant.question.stem), self.instruct(variant.question.marking)
        shown = Shown(variant.question.kind, stem, instruction, options, plot(variant))
        return shown, replace(key(variant), right=right, notes=notes)

    def instruct(self, marking: int) -> str:  # noqa: ARG002
        """How to answer, and how it is marked by that edition of the rules."""
        return self.instruction

    def parse(self, shown: Shown, form: Form) -> Answer:
        return Answer(self.id, (_known(shown, one(form, FIELD, "Choose one of the options.")),))

    def format(self, shown: Shown, answer: Answer) -> Form:  # noqa: ARG002
        return {FIELD: answer.chosen}

    def mark(self, key: Key, answer: Answer) -> Mark:
        right = answer.chosen == key.right
        return Mark(float(right), right, misconceptions(key, answer))

    def model(self, key: Key) -> Answer:
        return Answer(self.id, key.right)

    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:
        texts = dict(shown.options)
        because = {note.option: note.because for note in key.notes}
        remarks = (
            Remark(
                text,
                self.counted(key, answer, option),
                option in answer.chosen,
                because[option],
                self.noted(key, answer, option),
            )
            for option, text in texts.items()
        )
        return tuple(sorted(remarks, key=lambda remark: not remark.chosen))

    def counted(self, key: Key, answer: Answer, option: str) -> bool | None:
        """The mark beside an option: none where it is wrong and was left alone, as it should be."""
        return True if option in key.right else False if option in answer.chosen else None

    def noted(self, key: Key, answer: Answer, option: str) -> str:  # noqa: ARG002
        """What was counted there, where the mark alone does not say it."""
        return ""

    def words(self, shown: Shown, key: Key, answer: Answer) -> str:  # noqa: ARG002
        return listed(option.text for option in shown.options if option.id in answer.chosen)

    def replays(self, key: Key, answer: Answer) -> tuple[str, ...]:
        runs = {note.option: note.run for note in key.notes if note.run}
        asked = (runs[option] for option in (*key.right, *answer.chosen) if option in runs)
        return tuple(dict.fromkeys((*key.replays, *asked)))

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        shown, key = posed
        if len(key.right) != 1:
            yield f"{len(key.right)} options are right"
        yield from option_problems(shown, key)
        yield from idea_problems(variant, key)
        for each in variant.question.believers:
            if (chosen := sum(map(variant.seen_by(each).is_right, variant.question.options))) != 1:
                yield f"who believes in {each.misconception} would choose {chosen} options"


def option_problems(shown: Shown, key: Key) -> Iterator[str]:
    """What is wrong with options of whatever number is right."""
    if len(shown.options) < 3:
        yield "there are fewer than three options"
    for first, second in combinations(shown.options, 2):
        if " ".join(first.text.split()) == " ".join(second.text.split()):
            yield f"two options read the same: {first.text}"
    for note in key.notes:
        if not note.because.strip():
            yield f"option {note.source} has no explanation"


def idea_problems(variant: Variant, key: Key) -> Iterator[str]:
    """Where what the options tell of mistaken ideas cannot be so."""
    asked = variant.question
    if asked.marking == FIRST:
        return
    for note, source in zip(sorted(key.notes, key=lambda note: note.source), asked.options, strict=True):
        found = ideas(variant, source)
        if note.option not in key.right and len(found) > 1:
            yield f"option {note.source} would be chosen for more than one reason: {', '.join(sorted(found))}"
        if source.misconception is not None:
            yield f"option {note.source} names a misconception, and not where it `shows` it"
        if asked.varies and any(each.test is None and not each.when for each in source.shows):
            yield f"option {note.source} shows a misconception, and does not say in which variants"


def misconceptions(key: Key, answer: Answer) -> tuple[str, ...]:
    """Those behind the wrong options that were chosen."""
    wrong = (note for note in key.notes if note.option in answer.chosen and note.option not in key.right)
    return tuple(dict.fromkeys(note.misconception for note in wrong if note.misconception))


def slips_shown(slip: Slip | None) -> tuple[str, ...]:
    """The misconception behind a known wrong number or place, if there is one."""
    return (slip.misconception,) if slip and slip.misconception else ()


def ideas(variant: Variant, option: OptionSource) -> frozenset[str]:
    """The mistaken ideas that lead somebody to choose an option of this variant."""
    judged = (
        each.misconception
        for each in option.shows
        if variant.has(each.when) and (each.test is None or variant.holds(each.test))
    )
    computed = (each.misconception for each in variant.question.believers if variant.seen_by(each).is_right(option))
    return frozenset((*judged, *computed))


def _shown(variant: Variant, option: OptionSource) -> str | None:
    """The misconception of which choosing an option is a sign: the only one that leads to it, where it is wrong."""
    if variant.question.marking == FIRST:
        return option.misconception
    found = ideas(variant, option)
    return next(iter(found)) if len(found) == 1 and not variant.is_right(option) else None


def _known(shown: Shown, option: str) -> str:
    if option not in {each.id for each in shown.options}:
        raise AnswerError(FIELD, "Choose one of the options of this question.")
    return option


def known_options(shown: Shown, form: Form) -> tuple[str, ...]:
    """The options that a form ticks, at least one, in the order shown. Raises AnswerError."""
    ticked = {_known(shown, option) for option in form.get(FIELD, ())[: len(shown.options) + 1]}
    if not ticked:
        raise AnswerError(FIELD, "Choose at least one of the options.")
    return tuple(option.id for option in shown.options if option.id in ticked)


def _run(variant: Variant, query: str | None) -> str | None:
    return None if query is None else variant.query(query)
