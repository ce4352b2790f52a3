"""The adviser: a few questions lead to a rule, a rate, a schedule, and what to tune first, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors


class Question(NamedTuple):
    """A question with its answers, by their words in the address; the first is taken where nothing is said."""

    name: str
    asks: str
    answers: Mapping[str, str]


QUESTIONS: Final = (
    Question(
        "model",
        "What do you train?",
        MappingProxyType(
            {
                "other": "something small, or I do not know yet",
                "vision": "a convolutional network on images",
                "transformer": "a transformer",
                "sparse": "embeddings of rare words or items",
                "smooth": "a smooth function, all data at once",
            }
        ),
    ),
    Question(
        "time",
        "How much time is there to tune?",
        MappingProxyType(
            {
                "some": "a handful of runs",
                "none": "none: it must work at once",
                "much": "dozens of runs",
            }
        ),
    ),
    Question(
        "memory",
        "Is memory short?",
        MappingProxyType({"no": "no", "yes": "yes: two numbers more for each weight are too many"}),
    ),
    Question(
        "wrong",
        "What went wrong so far?",
        MappingProxyType(
            {
                "nothing": "nothing yet",
                "diverges": "the loss blows up",
                "slow": "the loss hardly falls",
                "overfits": "training is fine, the test is not",
                "noisy": "the loss hovers and does not settle",
            }
        ),
    ),
)


class CitedReason(NamedTuple):
    """A sentence, where it comes from, and when that was said."""

    sentence: str
    source: str
    link: str
    date: str


class LibraryLine(NamedTuple):
    """A line of a library that does what is advised."""

    name: str
    line: str


@dataclass(frozen=True)
class Advice:
    """What to take, and why. rule: an id of the core's."""

    rule: str
    name: str
    rate: str
    schedule: str
    tune_first: str
    reasons: tuple[CitedReason, ...]
    libraries: tuple[LibraryLine, ...]


def chosen(args: MultiDict[str, str]) -> dict[str, str]:
    """The answers that the address gives. Raises FieldErrors."""
    known = {question.name: question for question in QUESTIONS}
    errors = [FieldError(name[:40], "is not a question of this page") for name in args if name not in known]
    told = {}
    for name, question in known.items():
        told[name] = args.get(name) or next(iter(question.answers))
        if told[name] not in question.answers or len(args.getlist(name)) > 1:
            errors.append(FieldError(name, f"takes one of {', '.join(question.answers)}"))
    if errors:
        raise FieldErrors(tuple(errors))
    return told


def advice(told: Mapping[str, str]) -> Advice:
    """What follows from the answers."""
    name = _rule(told)
    rate, schedule = RATES[name], _schedule(name)
    reasons = (*WHY[name], *WHY_MODEL.get(told["model"], ()), *WHY_WRONG[told["wrong"]], *WHY_TIME[told["time"]])
    return Advice(name, NAMES[name], rate, schedule, _first(told), reasons, LINES[name])


def _rule(told: Mapping[str, str]) -> str:
    if told["model"] == "smooth":
        return "lbfgs"
    if told["memory"] == "yes":
        return "momentum"
    if told["model"] == "vision" and told["time"] == "much":
        return "momentum"
    if told["time"] == "none" and told["model"] != "sparse":
        return "schedule_free"
    return "adam" if told["model"] == "sparse" else "adamw"


def _schedule(rule: str) -> str:
    if rule in ("schedule_free", "lbfgs"):
        return "none: a short warm-up at most" if rule == "schedule_free" else "none: it searches along each line"
    return "warm-up over the first twentieth, then a cosine to 0"


def _first(told: Mapping[str, str]) -> str:
    return {
        "diverges": "the learning rate: a third of it, and a longer warm-up",
        "slow": "the learning rate: three times as much, until it blows up, then one step back",
        "overfits": "weight decay, and when to stop",
        "noisy": "the schedule: let the rate fall to 0; or larger batches",
    }.get(told["wrong"], "the learning rate, in factors of three, then in factors of 1.5 around the best")


NAMES: Final = {
    "lbfgs": "L-BFGS",
    "momentum": "SGD with momentum",
    "schedule_free": "Schedule-Free AdamW",
    "adam": "Adam",
    "adamw": "AdamW",
}
RATES: Final = {
    "lbfgs": "1",
    "momentum": "0.1, with γ = 0.9",
    "schedule_free": "0.0025",
    "adam": "0.001",
    "adamw": "0.001, with w = 0.01",
}

DESCENDING = CitedReason(
    "More than 50,000 runs of fifteen optimizers had no clear winner; trying several at their defaults did "
    "about as well as tuning one.",
    "Schmidt, Schneider & Hennig",
    "https://arxiv.org/abs/2007.01547",
    "2021",
)
CHOI = CitedReason(
    "With every setting tuned, Adam never did worse than momentum: which rule seems best depends on what was tuned.",
    "Choi et al.",
    "https://arxiv.org/abs/1910.05446",
    "2019",
)
WILSON = CitedReason(
    "Experts disagree: on several tasks SGD did better on unseen data than adaptive rules, even where those "
    "trained better.",
    "Wilson et al.",
    "https://arxiv.org/abs/1705.08292",
    "2017",
)
TAIL = CitedReason(
    "Where classes are very unequal, gradient descent leaves the rare ones behind and Adam does not.",
    "Kunstner et al.",
    "https://arxiv.org/abs/2402.19449",
    "2024",
)
FREE = CitedReason(
    "In AlgoPerf’s first results Schedule-Free AdamW won without outside tuning, about 8 % faster than the baseline.",
    "Kasimbeg et al.",
    "https://arxiv.org/abs/2502.15015",
    "2025",
)
SHAMPOO = CitedReason(
    "With outside tuning Distributed Shampoo won, about 28 % faster in time than the baseline.",
    "Kasimbeg et al.",
    "https://arxiv.org/abs/2502.15015",
    "2025",
)
FANTASTIC = CitedReason(
    "Over a well-tuned AdamW the real gain of newer rules was 1.4 times at 0.1 billion weights and 1.1 at 1.2 "
    "billion. The fastest all "
    "work on matrices, as Muon and SOAP do; tuning AdamW’s rate alone gave nearly twice.",
    "Wen et al.",
    "https://arxiv.org/abs/2509.02046",
    "2025",
)
DECOUPLED = CitedReason(
    "Weight decay beside the gradient, not inside it, keeps rate and decay apart when one tunes them.",
    "Loshchilov & Hutter",
    "https://arxiv.org/abs/1711.05101",
    "2019",
)
NOCEDAL = CitedReason(
    "Without noise in its gradients, L-BFGS learns curvature from the last few of them and needs no rate.",
    "Nocedal",
    "https://doi.org/10.1090/S0025-5718-1980-0572855-7",
    "1980",
)
WARM = CitedReason(
    "A warm-up lets a bold rate survive the first updates.",
    "Goyal et al.",
    "https://arxiv.org/abs/1706.02677",
    "2017",
)
ONE_NUMBER = CitedReason(
    "Momentum keeps one number more for each weight, Adam two.", "this site’s core", "/playground#further-title", "2026"
)
WHY: Final = {
    "lbfgs": (NOCEDAL,),
    "momentum": (ONE_NUMBER, WILSON, CHOI),
    "schedule_free": (FREE, DESCENDING),
    "adam": (TAIL,),
    "adamw": (DECOUPLED, CHOI),
}
WHY_MODEL: Final = {"transformer": (TAIL, FANTASTIC), "sparse": (CHOI,)}
WHY_WRONG: Final[Mapping[str, tuple[CitedReason, ...]]] = {
    "nothing": (),
    "diverges": (WARM,),
    "slow": (DESCENDING,),
    "overfits": (WILSON,),
    "noisy": (),
}
WHY_TIME: Final[Mapping[str, tuple[CitedReason, ...]]] = {"some": (), "none": (), "much": (SHAMPOO,)}
LINES: Final = {
    "momentum": (
        LibraryLine("PyTorch", "torch.optim.SGD(parameters, lr=0.1, momentum=0.9)"),
        LibraryLine("Keras", "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)"),
        LibraryLine("optax", "optax.sgd(0.1, momentum=0.9)"),
    ),
    "adam": (
        LibraryLine("PyTorch", "torch.optim.Adam(parameters, lr=0.001)"),
        LibraryLine("Keras", "keras.optimizers.Adam(learning_rate=0.001)"),
        LibraryLine("optax", "optax.adam(0.001)"),
    ),
    "adamw": (
        LibraryLine("PyTorch", "torch.optim.AdamW(parameters, lr=0.001, weight_decay=0.01)"),
        LibraryLine("Keras", "keras.optimizers.AdamW(learning_rate=0.001, weight_decay=0.01)"),
        LibraryLine("optax", "optax.adamw(0.001, weight_decay=0.01)"),
    ),
    "schedule_free": (
        LibraryLine("PyTorch", "schedulefree.AdamWScheduleFree(parameters, lr=0.0025, warmup_steps=100)"),
        LibraryLine("optax", "optax.contrib.schedule_free_adamw(0.0025, warmup_steps=100)"),
    ),
    "lbfgs": (
        LibraryLine("PyTorch", "torch.optim.LBFGS(parameters, lr=1, line_search_fn='strong_wolfe')"),
        LibraryLine("optax", "optax.lbfgs()"),
    ),
}
