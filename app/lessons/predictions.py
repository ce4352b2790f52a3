"""Predictions: a question before a run, what the run answers, and the reasons between which the core decides."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from app.errors import FieldError, FieldErrors
from app.lessons.claims import Claim, Scene, run_of


@dataclass(frozen=True)
class PredictionOption:
    id: str
    text: str


@dataclass(frozen=True)
class Reason:
    """Why the run may have ended so: right if the runs bear out every claim.

    says: of a reason that they do not bear out, what they show instead, with measurements in braces.
    """

    id: str
    text: str
    claims: tuple[Claim, ...]
    says: str = ""


@dataclass(frozen=True)
class Prediction:
    """A question asked before a run, and what the run answers.

    run: the query string that answers it, its optimizer included. answer: an option's id. because: why, with
    measurements in braces. claims: of = "other" is the lesson's opening run. step: the step whose numbers decide.
    """

    question: str
    run: str
    answer: str
    options: tuple[PredictionOption, ...]
    reasons: tuple[Reason, ...]
    claims: tuple[Claim, ...]
    because: str
    step: int = 1


@dataclass(frozen=True)
class Asked:
    """A prediction with the opening run that it changes, so that the core can answer it."""

    prediction: Prediction
    opening: str

    @cached_property
    def scene(self) -> Scene:
        """The predicted run, the opening run beside it."""
        return Scene(run_of(self.prediction.run), run_of(self.opening), self.prediction.claims)

    @cached_property
    def borne_out(self) -> tuple[Reason, ...]:
        """The reasons that the runs bear out: one, or the lesson is wrong."""
        return tuple(each for each in self.prediction.reasons if not self._about(each).broken())

    def problems(self) -> tuple[str, ...]:
        if len(self.borne_out) == 1:
            return ()
        return (f"one reason should be borne out, not {[each.id for each in self.borne_out]}",)

    def told(self) -> Prediction:
        """The prediction with its measurements put into its sentences."""
        reasons = tuple(replace(each, says=self._about(each).words(each.says)) for each in self.prediction.reasons)
        return replace(self.prediction, because=self.scene.words(self.prediction.because), reasons=reasons)

    def _about(self, reason: Reason) -> Scene:
        """The same two runs, with what a reason claims of them."""
        scene = replace(self.scene, claims=reason.claims)
        # The descents are the same: they are not followed again for each reason.
        vars(scene).update(descent=self.scene.descent, other_descent=self.scene.other_descent)
        return scene


class Told(NamedTuple):
    """What somebody predicted, and the reason that they gave; None for what they have not said."""

    option: PredictionOption | None = None
    reason: Reason | None = None


def told(prediction: Prediction, option: str | None, reason: str | None) -> Told:
    """What an address says was predicted. Raises FieldErrors for an option or a reason that is none."""
    options = {each.id: each for each in prediction.options}
    reasons = {each.id: each for each in prediction.reasons}
    if option is not None and option not in options:
        raise FieldErrors((FieldError("predicted", f"takes one of {', '.join(options)}"),))
    if reason is not None and (option is None or reason not in reasons):
        raise FieldErrors((FieldError("reason", f"takes one of {', '.join(reasons)}, after a prediction"),))
    return Told(options.get(option or ""), reasons.get(reason or ""))
