"""What a learning-rate schedule is: a factor on the learning rate for each step, applied from outside the rule."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar

from optimizers.parameters import Parameter, parameters


@dataclass(frozen=True)
class Schedule(ABC):
    """A schedule; t counts from 0, as PyTorch does."""

    id: ClassVar[str]
    name: ClassVar[str]
    latex: ClassVar[str]
    """The factor at step t as LaTeX, the right-hand side only."""
    source: ClassVar[str]

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return parameters(cls)

    @abstractmethod
    def factor(self, t: int, steps: int) -> float:
        """What the learning rate is multiplied by at step t of `steps`."""

    def factors(self, steps: int) -> Generator[float, float, None]:
        """The factor of each step in turn; whoever asks sends in the loss where the step began."""
        for t in range(steps):
            yield self.factor(t, steps)
