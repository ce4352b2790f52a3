"""What a learning-rate schedule is: a factor on the learning rate for each step, applied from outside the rule."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, ClassVar

from optimizers.arithmetic import Number
from optimizers.parameters import Parameter, parameters


@dataclass(frozen=True)
class Schedule(ABC):
    """A schedule multiplies the learning rate at each step; t counts from 0, as PyTorch does."""

    id: ClassVar[str]
    """The class's name in lower case with underscores, set when the schedule is registered."""
    name: ClassVar[str]
    latex: ClassVar[str]
    """The factor at step t as LaTeX, the right-hand side only."""
    source: ClassVar[str]
    watches_loss: ClassVar[bool] = False
    """Whether the factors depend on the losses sent in."""

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return parameters(cls)

    @abstractmethod
    def factors(self, steps: int) -> Generator[Number, Number, None]:
        """The factor of each of `steps` steps in turn; whoever asks sends in the loss at the point reached so far.

        The loss and the schedule's own parameters may be numbers or arrays of shape (B,); so may then the factor.
        """


@dataclass(frozen=True)
class TimedSchedule(Schedule):
    """A schedule that looks at the clock only."""

    @abstractmethod
    def factor(self, t: int) -> Number:
        """What the learning rate is multiplied by at step t, whatever the number of steps to come."""

    def factors(self, steps: int) -> Generator[Number, Number, None]:
        yield from map(self.factor, range(steps))


def driven(schedule: Schedule | None, steps: int, loss: Callable[[int], Number], first: int = 0) -> Iterator[Number]:
    """The factors of the steps from `first` on, of so many in all: what drives a schedule, or 1 without one.

    loss: asked for the loss after t steps, just before step t is taken, where the schedule watches it.
    """
    return repeat(1.0, steps - first) if schedule is None else _driven(schedule, steps, loss, first)


def _driven(schedule: Schedule, steps: int, loss: Callable[[int], Number], first: int) -> Iterator[Number]:
    factors = schedule.factors(steps)
    for t in range(steps):
        factor = factors.send(loss(t)) if t and schedule.watches_loss else next(factors)
        if t >= first:
            yield factor


def scaled(rule: Any, factor: Any) -> Any:
    """The rule with its learning rate multiplied by a schedule's factor; a rule that has none as it is."""
    return dataclasses.replace(rule, lr=rule.lr * factor) if hasattr(rule, "lr") else rule
