"""The six rules side by side: what each remembers from step to step, and what that costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.lessons.catalogue import Lesson, catalogue
from optimizers.rule import FirstOrderRule, Idea, Rule, Symbol

BYTES = 4
"""Of one number in single precision."""


class Kept(Enum):
    """What a rule can carry from one step to the next."""

    DIRECTIONS = "Directions of past gradients"
    GRADIENTS = "Sizes of past gradients"
    STEPS = "Sizes of past steps"


@dataclass(frozen=True)
class RuleMemory:
    """One lesson's rule, and the symbol that holds each kind of memory, where it keeps one."""

    lesson: Lesson
    kept: dict[Kept, Symbol]

    @property
    def rule(self) -> type[Rule]:
        return self.lesson.rule

    @property
    def gigabytes(self) -> int:
        """Of memory for a model of a billion parameters, the parameters themselves not counted."""
        return self.rule.memory * BYTES


def rows() -> tuple[RuleMemory, ...]:
    return tuple(RuleMemory(lesson, dict(_memory(lesson.rule))) for lesson in catalogue())


def _memory(rule: type[Rule]) -> Iterator[tuple[Kept, Symbol]]:
    """The rule's quantities that a later step starts from; those worked out anew in each step are not among them."""
    assert issubclass(rule, FirstOrderRule)
    state = rule().init(0.0)._fields
    for symbol in rule.symbols:
        if symbol.name in state and symbol.name != "delta" and not symbol.name.endswith("_hat"):
            yield _kind(symbol), symbol


def _kind(symbol: Symbol) -> Kept:
    if symbol.idea is Idea.VELOCITY:
        return Kept.DIRECTIONS
    return Kept.STEPS if "steps" in symbol.meaning else Kept.GRADIENTS
