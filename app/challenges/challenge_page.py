"""A challenge's page: the settings that an address gives, what they came to, and the picture of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.challenges import judging
from app.challenges.goals import GoalTold
from app.challenges.judging import Verdict
from app.challenges.tasks import Challenge, Sort, declared
from app.drawing.pictures import Picture, stage_picture
from app.errors import FieldError
from optimizers.numbers import digits, plain, setting
from quizzes.kind import AnswerError, typed_number
from quizzes.runs import parse_run
from quizzes.shapes import Control

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ChallengePage:
    """What is shown. typed: each field's text. verdict: None until settings were handed in that can be read."""

    challenge: Challenge
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]
    verdict: Verdict | None

    @property
    def error(self) -> dict[str, str]:
        """Each field's complaint, by the field's name."""
        return {each.field: each.message for each in self.errors}

    @cached_property
    def picture(self) -> Picture:
        """The ground with the run as it was handed in, or its start alone; a hidden ground is an empty frame."""
        run = parse_run(self.challenge.run)
        descents = (self.verdict.descent,) if self.verdict else (replace(run, steps=1).descend(),)
        beside = (self.verdict.rival,) if self.verdict and self.verdict.rival else ()
        picture = stage_picture(descents[0].landscape, (*descents, *beside))
        return replace(picture, levels=(), marks=()) if self.is_hidden else picture

    @property
    def told(self) -> tuple[GoalTold, ...]:
        """Each goal with what the run did, once there is one."""
        return self.verdict.told if self.verdict else ()

    @property
    def is_hidden(self) -> bool:
        return self.challenge.sort is Sort.HIDDEN

    @property
    def result(self) -> str:
        """How well it was done, beside the par."""
        if self.verdict is None or self.verdict.score is None:
            return ""
        mine, par = self.verdict.score, self.challenge.par
        if mine == par:
            end = "the same as the core’s search"
        else:
            is_better = judging.is_better(self.challenge.score, mine, par)
            end = f"{'better' if is_better else 'not yet as good'} than the core’s search, which came to {number(par)}"
        return f"Solved: {number(mine)} {self.challenge.score.words}, {end}."


def page(challenge: Challenge, form: Form) -> ChallengePage:
    """The page for what an address says of the controls; where it says nothing, as the challenge begins."""
    given = {each.name: form[each.name][0] for each in challenge.controls if form.get(each.name)}
    begun = {each.name: plain(each.value) for each in challenge.controls}
    if not given:
        return ChallengePage(challenge, begun, (), None)
    settings, errors = read(challenge, form)
    return ChallengePage(challenge, begun | given, errors, None if errors else judging.judge(challenge, settings))


def read(challenge: Challenge, form: Form) -> tuple[dict[str, float], tuple[FieldError, ...]]:
    """The settings in a form, and what is wrong with it."""
    settings: dict[str, float] = {}
    errors = []
    of = declared(parse_run(challenge.run))
    for control in challenge.controls:
        try:
            value = typed_number(form, control.name)
        except AnswerError as refused:
            errors.append(FieldError(refused.field, refused.message))
            continue
        is_whole = of[control.name].scale.is_whole
        if not control.low <= value <= control.high or (is_whole and not value.is_integer()):
            kind = "a whole number" if is_whole else "a number"
            told = f"Set {kind} from {setting(control.low)} to {setting(control.high)}."
            errors.append(FieldError(control.name, told))
        settings[control.name] = value
    return settings, tuple(errors)


def takes(run: str, control: Control) -> str:
    """What the scripts know of a control's field: whether it takes whole numbers alone."""
    return "whole" if declared(parse_run(run))[control.name].scale.is_whole else "real"


def number(score: float) -> str:
    """A score as it is told: steps are whole, a level has the digits that mean something."""
    return str(int(score)) if score.is_integer() else digits(score, 3)
