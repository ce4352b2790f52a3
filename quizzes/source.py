"""A question as its bank writes it, before a variant is drawn; docs/questions.md tells authors the same."""

from dataclasses import dataclass

from quizzes.expressions import Value
from quizzes.shapes import FIRST, Goal


@dataclass(frozen=True)
class Showing:
    """A mistaken idea that choosing an option shows, in the variants in which somebody who has it chooses that option.

    Which these are, the expression `test` says, or `when` names the variant's values; with neither, all of them.
    """

    misconception: str
    test: str | None = None
    when: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class OptionSource:
    """Something to pick or to put in order.

    Right, if `right` says so; or when the variant's values are those in `when`; or if the expression `test` holds;
    or if `run` reaches the `claim`. `value` is the number that an item of an order question is sorted by.
    shows: the mistaken ideas that choosing it is a sign of. misconception: the same in all variants, as the first
    edition of the rules had it.
    """

    text: str
    because: str
    misconception: str | None = None
    right: bool = False
    when: tuple[tuple[str, Value], ...] = ()
    test: str | None = None
    run: str | None = None
    claim: Goal | None = None
    value: str | None = None
    shows: tuple[Showing, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A wrong number (an expression) or place (two) that people arrive at."""

    value: tuple[str, ...]
    because: str
    misconception: str | None = None


@dataclass(frozen=True)
class Draw:
    """A name that takes one of several values in each variant."""

    name: str
    among: tuple[Value, ...]


@dataclass(frozen=True)
class Let:
    """A name for a number that follows from others.

    Either an expression (`value`); or something taken from a `run` after step `at`; or from a rule (`feed`, a query
    with its hyper-parameters) that starts at `theta` and is given `gradients`, the whole list so many `times` over.
    """

    name: str
    value: str | None = None
    run: str | None = None
    feed: str | None = None
    theta: str = "0"
    gradients: tuple[str, ...] = ()
    times: int = 1
    take: str = ""
    at: str = "0"


@dataclass(frozen=True)
class Believer:
    """Somebody with a mistaken idea: what they take for true in the place of some of the variant's values.

    The options are judged by these, and what is right then is what they would answer.
    """

    misconception: str
    let: tuple[Let, ...]


@dataclass(frozen=True)
class Proof:
    """Something that the question says or implies of a run, which the bank's check holds in every variant."""

    run: str
    claim: Goal
    fails: bool = False
    """Whether the claim is proved not to hold."""


@dataclass(frozen=True)
class ControlSource:
    """What a challenge lets the learner set: from, to, and where it stands first. All are expressions."""

    name: str
    low: str
    high: str
    value: str


@dataclass(frozen=True)
class GoalSource:
    """A challenge's goal, its numbers as expressions; shapes.Goal tells what each means."""

    below: str | None = None
    ends: str | None = None
    flips: str | None = None
    axis: str = "y"
    near: tuple[str, str, str] | None = None
    within: str | None = None


@dataclass(frozen=True)
class Question:
    """One entry of a bank.

    stem, because, options' texts and goals may hold `<name>`, which stands for a value of the variant, and LaTeX
    between dollar signs; queries (show, run, plot) hold `<name>` too. draws and cases make the variants: every name
    of `draws` takes one of its values, and one table of `cases` is taken whole; `let` adds what follows from them.
    key: numeric, an expression. at: point, the step asked for; place: two expressions, if it is no point of the path.
    drawn: how many steps of the plot's path are shown, an expression. proofs: claims about runs that back what is said.
    believers: wrong rules as computations. marking: the edition of the rules of marking that it goes by.
    """

    id: str
    kind: str
    objective: str
    stem: str
    because: str
    show: str
    lesson: str
    draws: tuple[Draw, ...] = ()
    cases: tuple[tuple[tuple[str, Value], ...], ...] = ()
    let: tuple[Let, ...] = ()
    options: tuple[OptionSource, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    key: str | None = None
    tolerance: str | None = None
    plot: str | None = None
    drawn: str = "0"
    run: str | None = None
    at: str | None = None
    place: tuple[str, str] | None = None
    controls: tuple[ControlSource, ...] = ()
    goals: tuple[GoalSource, ...] = ()
    solution: tuple[tuple[str, str], ...] = ()
    replays: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    believers: tuple[Believer, ...] = ()
    marking: int = FIRST
    version: str = ""
    """SHA-256 of the entry, set by the bank."""
    source: str = ""
    """The entry as canonical JSON, set by the bank: what a record of this version keeps."""

    @property
    def varies(self) -> bool:
        return bool(self.draws or self.cases)
