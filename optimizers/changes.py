"""A change in mid-run: after some step the rule goes on at another learning rate."""

import dataclasses
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number
from optimizers.schedule import Schedule


class Change(NamedTuple):
    """After `step` steps the learning rate is `lr`, a schedule's factor apart."""

    step: int
    lr: float


@dataclass(frozen=True)
class Changed(Schedule):
    """Another schedule, or a constant rate, whose factors are multiplied once more after so many steps."""

    before: Schedule | None
    after: int
    times: float

    id = "changed"
    name = "a change in mid-run"
    latex = ""
    source = ""
    watches_loss = True

    def factors(self, steps: int) -> Generator[Number, Number, None]:
        inner = None if self.before is None else self.before.factors(steps)
        watches = self.before is not None and self.before.watches_loss
        loss: Number = None
        for t in range(steps):
            factor = 1.0 if inner is None else inner.send(loss) if t and watches else next(inner)
            loss = yield factor if t < self.after else factor * self.times


def changed(rule: object, schedule: Schedule | None, change: Change | None) -> Schedule | None:
    """The schedule that makes a change happen; as it is without one, or for a rule that has no learning rate."""
    if change is None or "lr" not in {each.name for each in dataclasses.fields(rule)}:  # type: ignore[arg-type]
        return schedule
    return Changed(schedule, change.step, change.lr / rule.lr)  # type: ignore[attr-defined]
