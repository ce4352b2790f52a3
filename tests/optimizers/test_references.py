"""The first-order rules against PyTorch's and schedulefree's: paths where those repeat themselves, steps everywhere."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.arithmetic import Array
from optimizers.descent import descend
from optimizers.landscape import Point
from optimizers.rule import FirstOrderRule
from optimizers.rules.momentum import Momentum
from tests.references.cases import CASES, STEPS, Case

FOLDER = Path(__file__).parent.parent / "references"
RELATIVE = 1e-10
FLOOR = 1e-3
"""A coordinate nearer to 0 than this is compared as if it were this large."""

EVERY = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])


@EVERY
def test_a_path_is_the_packages_as_far_as_the_package_repeats_itself(case: Case) -> None:
    saved = _saved(case)
    landscape = landscapes.catalogue()[case.landscape]()
    ours = descend(_rule(case), landscape, Point(*(case.start or landscape.start)), STEPS).points
    known = np.flatnonzero(saved["reproducible"])
    assert len(known) > 20
    assert_close(ours[:, known], saved["points"][:, known])


@EVERY
def test_every_single_step_from_the_packages_state_is_the_packages(case: Case) -> None:
    saved, rule = _saved(case), _rule(case)
    before, after, g = saved["points"][:, :-1], saved["points"][:, 1:], saved["g"]
    state = rule.init(before)
    state = state._replace(**{name: saved[f"state_{name}"] for name in state._fields if f"state_{name}" in saved})
    stepped, _ = rule.update(np.arange(1.0, STEPS + 1), before, g, state)
    assert_close(stepped, after)


@EVERY
def test_the_gradients_were_taken_where_the_rule_asks_for_them(case: Case) -> None:
    saved, rule = _saved(case), _rule(case)
    before = saved["points"][:, :-1]
    state = rule.init(before)
    state = state._replace(**{name: saved[f"state_{name}"] for name in state._fields if f"state_{name}" in saved})
    g = np.stack(landscapes.catalogue()[case.landscape]().gradient(rule.probe(before, state)))
    assert np.abs(g - saved["g"]).max() <= 1e-9 * max(1.0, np.abs(saved["g"]).max())


def test_the_installed_pytorch_takes_the_same_steps() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed here: only the saved runs are compared")
    pytest.importorskip("schedulefree", reason="schedulefree is not installed here: only the saved runs are compared")
    pytest.importorskip("lion_pytorch", reason="lion-pytorch is not installed here: only the saved runs are compared")
    from tests.references.make_references import points, run

    for case in {case.rule: case for case in CASES}.values():
        known = np.flatnonzero(_saved(case)["reproducible"])
        landscape = landscapes.catalogue()[case.landscape]()
        ours = descend(_rule(case), landscape, Point(*(case.start or landscape.start)), STEPS).points
        assert_close(ours[:, known], points(run(case))[:, known])


def test_the_references_cover_every_first_order_rule_and_at_least_twenty_combinations() -> None:
    first_order = {name for name, rule in rules.catalogue().items() if issubclass(rule, FirstOrderRule)}
    assert {case.rule for case in CASES} == first_order
    assert len(CASES) >= 20
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_references_name_the_versions_that_made_them() -> None:
    assert {"torch 2.13.0+cpu", "schedulefree 1.4.1"} <= set(_saved(CASES[0])["versions"].tolist())
    lion = next(case for case in CASES if case.rule == "lion")
    assert "lion-pytorch 0.2.5" in _saved(lion)["versions"].tolist()


def test_pytorchs_momentum_parts_from_the_papers_once_a_schedule_changes_the_rate() -> None:
    """The paper's velocity holds the old rates; PyTorch's buffer b is multiplied by the newest."""
    momentum, rates, g = 0.9, (0.1, 0.01), 1.0
    rule = Momentum(momentum=momentum)
    theta, state, b, p = 0.0, rule.init(0.0), 0.0, 0.0
    for t, rate in enumerate(rates, 1):
        theta, state = dataclasses.replace(rule, lr=rate).update(float(t), theta, g, state)
        b = momentum * b + g
        p -= rate * b
    assert theta == pytest.approx(-(0.1 + 0.9 * 0.1 + 0.01))
    assert p == pytest.approx(-(0.1 + 0.01 * 1.9))


def _saved(case: Case) -> dict[str, Any]:
    with np.load(FOLDER / f"{case.name}.npz") as file:
        return dict(file)


def _rule(case: Case) -> FirstOrderRule[Any]:
    rule = rules.catalogue()[case.rule](**dict(case.settings))
    assert isinstance(rule, FirstOrderRule)
    return rule


def assert_close(got: Array, expected: Array) -> None:
    size = np.maximum(np.abs(expected), FLOOR)
    assert (np.abs(got - expected) / size).max() <= RELATIVE
