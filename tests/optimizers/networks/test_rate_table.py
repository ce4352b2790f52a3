"""The kept table is what the core computes, and says of the digits what the notes it came from said."""

import pytest

from optimizers.networks import digits, rate_table, rules
from tests.sampling import Sample

NOTED = {
    "momentum": 98.3,
    "nesterov": 98.3,
    "muon": 98.4,
    "adam": 98.0,
    "adadelta": 97.5,
    "adagrad": 96.4,
    "rmsprop": 96.0,
    "gradient_descent": 95.7,
}
"""Measured before, by another program with another split: percent at each rule's best rate."""


def test_every_rule_that_trains_networks_has_a_row() -> None:
    assert {*rate_table.kept()} == {*rules.catalogue()}


def test_a_rate_is_one_of_its_rules_grid() -> None:
    for name, row in rate_table.kept().items():
        assert row.rate in rate_table.grid(name)


def test_the_rows_are_what_was_noted_before() -> None:
    for name, noted in NOTED.items():
        assert rate_table.kept()[name].best.mean == pytest.approx(noted, abs=1.5), name


def test_the_best_rate_is_not_a_safe_rate() -> None:
    """Twice gradient descent's best: networks of some seeds fall apart."""
    assert rate_table.kept()["gradient_descent"].rate == 0.5
    doubled = rate_table.accuracy(rate_table.at_rate("gradient_descent", 1.0))

    assert doubled.mean < 80
    assert doubled.spread > 10


def test_the_kept_accuracies_are_computed_again(sample: Sample) -> None:
    for name in sample(rules.catalogue(), 2):
        assert rate_table.differs(name) is None


def test_a_best_rate_is_found_again(sample: Sample) -> None:
    """A hundredth of it is worse on the images that rates are chosen by."""
    for name in sample(["momentum", "adagrad", "adadelta"], 1):
        best = rate_table.kept()[name].rate
        trial = digits.trial_split()
        tried = [rate_table.accuracy(rate_table.at_rate(name, rate), trial).mean for rate in (best / 100, best)]
        assert tried[1] > tried[0]
