"""What a bank calls right stays right when the rates of its runs are nudged, or another seed is drawn."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from optimizers.descent import Descent
from quizzes import bank, checks, variants
from quizzes.kinds import path
from quizzes.questions import pose
from quizzes.runs import descend_run, parse_run
from quizzes.source import Question
from quizzes.variants import Drawn, Variant
from tests.sampling import Sample

COURSE = bank.load()
NUDGES = [{"percent": 97}, {"percent": 103}, {"seed": 1}, {"seed": 2}]
AT_A_LIMIT = frozenset(
    {"descent-largest-rate", "momentum-largest-rate", "nesterov-largest-rate", "final-saved-by-momentum"}
)
"""Their proofs hold on both sides of a limit, closer to it than a nudge is."""

IN_ONE_STEP = ("descent-four-fates", ("product", 1.0))
"""Its key is the one rate at which a quadratic is left in a single step: just beside it, another of its options is."""

pose_anew = pose.__wrapped__
"""Past the cache: what stands in it was posed with the bank's own runs, and what is nudged here must not stay in it."""


def posed() -> Iterator[tuple[Question, Drawn]]:
    yield from ((question, drawn) for question in COURSE.questions for drawn in checks.variants(question))


def beside(percent: int = 100, seed: int = 0) -> Callable[[str], Descent]:
    """Runs as a bank names them, each at a rate or with a seed that is a little different."""

    @lru_cache(1024)
    def descend(query: str) -> Descent:
        run = parse_run(query)
        rule: Any = run.rule
        rule = replace(rule, lr=rule.lr * percent / 100) if hasattr(rule, "lr") else rule
        return replace(run, rule=rule, seed=run.seed + seed).descend()

    return descend


@pytest.mark.parametrize("how", NUDGES, ids=str)
def test_what_is_right_is_so_beside_the_runs_that_a_question_asks_about(
    how: dict[str, int], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = sample([each for each in posed() if not (each[0].id == IN_ONE_STEP[0] and IN_ONE_STEP[1] in each[1])], 80)
    right = [pose(*each)[1].right for each in asked]
    monkeypatch.setattr(variants, "descend_run", beside(**how))
    for each, told in zip(asked, right, strict=True):
        assert pose_anew(*each)[1].right == told, each


@pytest.mark.parametrize("how", NUDGES, ids=str)
def test_a_path_keeps_apart_from_those_of_the_other_options(
    how: dict[str, int], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = sample([each for each in posed() if each[0].kind == "path"], 12)
    monkeypatch.setattr(path, "descend_run", beside(**how))
    for question, drawn in asked:
        variant = Variant(question, drawn)
        assert [*path.Path().problems(variant, pose_anew(question, drawn))] == []


@pytest.mark.parametrize("how", NUDGES, ids=str)
def test_how_the_runs_of_an_explanation_end_is_so_beside_them(how: dict[str, int], sample: Sample) -> None:
    """A count of steps that a proof names is that run's own; what it ends as is not."""
    descend = beside(**how)
    for question, drawn in sample([each for each in posed() if each[0].proofs and each[0].id not in AT_A_LIMIT], 25):
        variant = Variant(question, drawn)
        for proof in question.proofs:
            if proof.claim.ends and proof.claim.within is None:
                here = descend_run(variant.query(proof.run)).outcome.kind
                assert descend(variant.query(proof.run)).outcome.kind is here, (question.id, proof.run)
