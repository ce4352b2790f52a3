"""What an update rule is: a frozen dataclass of hyper-parameters, its equation, its symbols in words."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from optimizers.arithmetic import Array, Number
from optimizers.parameters import Parameter, Scale, parameter, parameters

State = TypeVar("State", bound=NamedTuple)


class Idea(StrEnum):
    """What a quantity is about. Each idea has one colour, in formulas, arrows, charts and prose; settings have none."""

    NONE = ""
    GRADIENT = "gradient"
    VELOCITY = "velocity"
    SECOND_MOMENT = "second-moment"
    STEP = "step"


class Symbol(NamedTuple):
    """A letter of a formula: its LaTeX, the name of the quantity in the code, its meaning in a line, and its idea."""

    latex: str
    name: str
    meaning: str
    idea: Idea = Idea.NONE


class Part(NamedTuple):
    """One of the vectors that add up to a step: its name, its value in each coordinate, and what it is made of.

    made_of: in a picture's key the part is "<made_of>, its part of the step".
    """

    name: str
    value: Number
    made_of: str


class Pace(NamedTuple):
    """How fast a coordinate goes from some step on: θ ← θ − a m, with m ← βm + (1−β)g.

    rate: a at the next step. highest: the most that a can become up to some later step, whatever the gradients.
    growth: the most by which a is multiplied from one step to the next. memory: β, 0 where m is the gradient itself.
    """

    rate: float
    highest: float
    growth: float = 1.0
    memory: float = 0.0
    moment: float = 0.0

    @property
    def bears(self) -> float:
        """The largest curvature on which no step can raise f and the moment's share together."""
        share = (1 - self.memory / 2 - self.growth * self.memory / 2) / (1 - self.memory)
        return 2 * share / self.highest if self.highest > 0 else math.inf


class Fading(NamedTuple):
    """What a coordinate's rate is at least and at most at steps to come, if no gradient exceeds `undisturbed`."""

    low: Array
    high: Array
    undisturbed: float


UNDISTURBED = 0.01
"""The share by which gradients may enlarge what fades."""


THETA = Symbol(r"\theta", "theta", "the parameters: the point on the landscape")
GRADIENT = Symbol(
    "g", "g", "the gradient of the loss: the direction of steepest ascent, and how steep it is", Idea.GRADIENT
)
TIME = Symbol("t", "t", "the number of the step, from 1")


GUARD = "a small number that keeps the division finite"
HOW_FAR = "learning rate: the factor that makes steps longer or shorter"


def learning_rate(default: float, low: float = 1e-4, high: float = 10.0, meaning: str = HOW_FAR) -> Any:
    """The hyper-parameter η, on a logarithmic slider."""
    return parameter(default, low, high, Scale.LOG, r"\eta", meaning)


def small_term(default: float, high: float, meaning: str = GUARD) -> Any:
    """The hyper-parameter ε, on a logarithmic slider."""
    return parameter(default, 1e-12, high, Scale.LOG, r"\varepsilon", meaning)


def weight_decay(default: float) -> Any:
    """The hyper-parameter w: a pull towards 0, apart from the gradient's."""
    return parameter(default, 0.0, 1.0, Scale.LINEAR, "w", "weight decay: how strongly each step also shrinks θ")


@dataclass(frozen=True)
class Rule(ABC):
    """An optimizer: its name, its formula and its hyper-parameters.

    `formula` is one assignment a line, in LaTeX, read from top to bottom: on the right of ← a symbol stands
    for its newest value, the one from the step before unless an earlier line has assigned it.
    A thin space (backslash comma) is a product sign left out; it becomes × once numbers stand there.
    Hyper-parameters may be floats, or arrays of shape (B,) for B runs at once; the edge checks ranges, not this class.
    """

    id: ClassVar[str]
    """The module's name, set when the rule is registered."""
    name: ClassVar[str]
    year: ClassVar[int]
    source: ClassVar[str]
    """Where the rule was published: authors, year, title or arXiv number."""
    one_line: ClassVar[str]
    """The idea, in fifteen words at most."""
    formula: ClassVar[tuple[str, ...]]
    symbols: ClassVar[tuple[Symbol, ...]]
    """What the formula's letters mean, hyper-parameters apart: they carry their own."""
    memory: ClassVar[int]
    """Numbers kept for each parameter, besides the parameter itself."""

    @classmethod
    def hyperparameters(cls) -> tuple[Parameter, ...]:
        return parameters(cls)

    @classmethod
    def glossary(cls) -> tuple[Symbol, ...]:
        """Every symbol of the formula, hyper-parameters included."""
        return cls.symbols + tuple(Symbol(each.symbol, each.name, each.meaning) for each in cls.hyperparameters())

    limit_in_words: ClassVar[str] = ""
    """The formula of `stability_limit`, in plain characters."""

    def stability_limit(self, curvature: float) -> float | None:
        """The largest learning rate that is stable on a quadratic of largest curvature λ; None if there is none."""
        return None


@dataclass(frozen=True)
class FirstOrderRule(Rule, Generic[State]):
    """A rule that works on each coordinate alone and asks only for gradients.

    Everything is element-wise: `theta` and `g` are floats (one coordinate of one run) or arrays of shape (2, B).
    The state is a NamedTuple of quantities named as in the formula, each shaped like `theta`.
    """

    is_linear: ClassVar[bool] = False
    """Whether a step is linear in θ, g and the state, adds to θ as it is, and does not depend on t."""

    @property
    def keeps_no_time(self) -> bool:
        """Whether a step depends on θ, g and the state alone, not on t."""
        return self.is_linear

    def pace(self, t: int, until: int, state: State) -> Pace | None:
        """How fast one coordinate goes from the state after step t up to step `until`; None if that is unknown."""
        return None

    def fading(self, t: int, ahead: Array, state: State) -> Fading | None:
        """One coordinate's rates so many steps after step t; None if they do not follow from the state alone."""
        return None

    @abstractmethod
    def init(self, theta: Number) -> State:
        """The state before the first step."""

    def probe(self, theta: Number, state: State) -> Number:
        """The point at which the rule wants the gradient."""
        return theta

    @abstractmethod
    def update(self, t: Number, theta: Number, g: Number, state: State) -> tuple[Number, State]:
        """Step t (from 1): the equation."""

    @abstractmethod
    def parts(self, t: Number, theta: Number, g: Number, before: State, after: State) -> tuple[Part, ...]:
        """The vectors that add up to step t; the arrows drawn on the plot, laid head to tail."""

    def effective_rate(self, t: Number, before: State, after: State) -> Number | None:
        """What the gradient (or its average) is multiplied by in each coordinate at step t; None if that is just η."""
        return None


class VectorLoss(Protocol):
    """A loss as whole-vector rules see it: θ has shape (2,), the gradient (2,), the Hessian (2, 2)."""

    def f(self, theta: Array) -> float: ...

    def gradient(self, theta: Array) -> Array: ...

    def hessian(self, theta: Array) -> Array: ...


@dataclass(frozen=True)
class WholeVectorRule(Rule, Generic[State]):
    """A rule that sees all of θ, of shape (2,), and may ask the loss for values, gradients and Hessians.

    Its state's fields have the shape (2,), or none where one number serves both coordinates.
    """

    @abstractmethod
    def init(self, theta: Array) -> State:
        """The state before the first step."""

    @abstractmethod
    def update(self, t: int, theta: Array, loss: VectorLoss, state: State) -> tuple[Array, State]:
        """Step t (from 1): the equation."""

    def record(self, state: State) -> Any:
        """The state's quantities named in the formula: a NamedTuple of numbers and of arrays of shape (2,)."""
        return state

    @abstractmethod
    def parts(self, t: Array, theta: Array, g: Array, before: Any, after: Any) -> tuple[Part, ...]:
        """The vectors that add up to each step, from records whose fields have the shape (2, n)."""

    def effective_rate(self, t: Array, before: Any, after: Any) -> None:
        """These rules have no rate for each coordinate."""


@dataclass(frozen=True)
class WholeGradientRule(WholeVectorRule[State]):
    """A whole-vector rule that asks for nothing but the gradient at θ, so that many runs can go together.

    Its state's fields end with the axis of the runs, if there are many.
    """

    @abstractmethod
    def step(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """The equation, for θ and g of shape (2,) or (2, B)."""

    def update(self, t: int, theta: Array, loss: VectorLoss, state: State) -> tuple[Array, State]:
        return self.step(theta, loss.gradient(theta), state)
