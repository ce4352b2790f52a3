"""Challenge: set the controls until the run does what is asked; the server runs the core on what was set."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from optimizers.addresses import with_settings
from optimizers.descent import Descent
from optimizers.numbers import numeral
from optimizers.run import Run
from quizzes.choices import key as common_key
from quizzes.kind import AnswerError, Form, Kind, Posed, typed_number
from quizzes.measures import reached, words
from quizzes.runs import RunError, descend_run, parse_run, reads_run
from quizzes.shapes import Answer, Control, Goal, Key, Mark, Remark, Shown
from quizzes.variants import Variant


class Challenge(Kind):
    """Full marks when every goal holds, none otherwise."""

    instruction = "Set the controls until the run does all of this, then hand in the settings."

    def pose(self, variant: Variant) -> Posed:
        asked = variant.question
        run = variant.query(asked.run or "")
        controls = _controls(variant, run)
        goals = tuple(map(variant.goal, asked.goals))
        solution = tuple((name, variant.number(value)) for name, value in asked.solution)
        tolerance = descend_run(run).landscape.tolerance
        stem, told = variant.text(asked.stem), tuple(words(goal, asked.marking, tolerance) for goal in goals)
        shown = Shown(asked.kind, stem, self.instruction, run=run, controls=controls, goals=told)
        return shown, replace(common_key(variant), run=run, controls=controls, goals=goals, solution=solution)

    def parse(self, shown: Shown, form: Form) -> Answer:
        rule = type(parse_run(shown.run or "").rule)
        whole = {each.name for each in rule.hyperparameters() if each.scale.is_whole}
        settings = ((each.name, _setting(each, form, is_whole=each.name in whole)) for each in shown.controls)
        return Answer(self.id, settings=tuple(settings))

    def format(self, shown: Shown, answer: Answer) -> Form:  # noqa: ARG002
        return {name: (repr(value),) for name, value in answer.settings}

    def mark(self, key: Key, answer: Answer) -> Mark:
        descent = _set(key, answer).descend()
        right = all(reached(goal, descent, key.marking) for goal in key.goals)
        return Mark(float(right), right)

    def model(self, key: Key) -> Answer:
        return Answer(self.id, settings=key.solution)

    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:  # noqa: ARG002
        descent = _set(key, answer).descend()
        return tuple(
            Remark(_words(goal, key, descent), reached(goal, descent, key.marking), True, descent.outcome.message)
            for goal in key.goals
        )

    def words(self, shown: Shown, key: Key, answer: Answer) -> str:  # noqa: ARG002
        symbols = {control.name: control.symbol for control in key.controls}
        return ", ".join(f"${symbols[name]} = {numeral(value)}$" for name, value in answer.settings)

    def replays(self, key: Key, answer: Answer) -> tuple[str, ...]:
        mine = _with(key.run or "", dict(answer.settings))
        return (mine, *key.replays) if reads_run(mine) else key.replays  # old answers may hold parts of whole numbers

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:  # noqa: ARG002
        shown, key = posed
        if not key.goals or not key.controls:
            yield "a challenge has controls and goals"
        if {name for name, _ in key.solution} != {control.name for control in key.controls}:
            yield "the solution does not set the controls"
        elif any(not control.low <= dict(key.solution)[control.name] <= control.high for control in key.controls):
            yield "the solution lies outside a control's range"
        elif not self.mark(key, self.model(key)).right:
            yield f"the solution {self.words(shown, key, self.model(key))} does not solve it"
        if self.mark(key, Answer(self.id, settings=tuple((each.name, each.value) for each in key.controls))).right:
            yield "the controls already stand at a solution"


def _controls(variant: Variant, run: str) -> tuple[Control, ...]:
    declared = {each.name: each for each in type(descend_run(run).rule).hyperparameters()}
    controls = []
    for source in variant.question.controls:
        if source.name not in declared:
            raise RunError(f"{source.name}: no such hyper-parameter here")
        low, high, value = map(variant.number, (source.low, source.high, source.value))
        each = declared[source.name]
        controls.append(Control(each.name, each.symbol, each.meaning, low, high, value))
    return tuple(controls)


def _words(goal: Goal, key: Key, descent: Descent) -> str:
    return words(goal, key.marking, descent.landscape.tolerance)


def _setting(control: Control, form: Form, *, is_whole: bool) -> float:
    value = typed_number(form, control.name)
    if not control.low <= value <= control.high:
        raise AnswerError(control.name, f"Set it from {control.low:g} to {control.high:g}.")
    if is_whole and not value.is_integer():
        raise AnswerError(control.name, f"Set a whole number from {control.low:g} to {control.high:g}.")
    return value


def _set(key: Key, answer: Answer) -> Run:
    """The challenge's run with what was set in it."""
    return with_settings(parse_run(key.run or ""), dict(answer.settings))


def _with(run: str, settings: Mapping[str, float]) -> str:
    """The query of a run with other settings."""
    kept = [pair for pair in run.split("&") if pair.partition("=")[0] not in settings]
    return "&".join((*kept, *(f"{name}={value!r}" for name, value in settings.items())))
