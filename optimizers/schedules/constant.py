"""Constant: the learning rate stays as it is set."""

from dataclasses import dataclass

from optimizers.schedule import Schedule

ORDER = 1


@dataclass(frozen=True)
class Constant(Schedule):
    name = "Constant"
    latex = "1"
    source = "The plain case."

    def factor(self, t: int, steps: int) -> float:
        return 1.0
