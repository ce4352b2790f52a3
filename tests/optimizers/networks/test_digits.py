"""The digits are those of the file that they were taken from, and are parted once and for all."""

import hashlib

import numpy as np

from optimizers.networks import digits

OF_THE_NUMBERS = "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"
"""SHA-256 of the 1,797 rows of 65 bytes that the source's file holds: 64 pixels and the label."""


def test_the_numbers_are_those_of_the_source() -> None:
    with np.load(digits.FILE) as file:
        rows = np.column_stack([file["images"], file["labels"]])

    assert rows.dtype == np.uint8
    assert hashlib.sha256(rows.tobytes()).hexdigest() == OF_THE_NUMBERS


def test_every_image_is_trained_on_or_tested_with_never_both() -> None:
    parted = digits.split()

    assert (len(parted.training), len(parted.test)) == (1347, 450)
    assert sorted([*parted.training.numbers, *parted.test.numbers]) == [*range(1797)]


def test_rates_are_chosen_without_the_test_images() -> None:
    trial = digits.trial_split()
    seen = {*trial.training.numbers, *trial.test.numbers}

    assert not seen & {*digits.split().test.numbers}
    assert not {*trial.training.numbers} & {*trial.test.numbers}


def test_pixels_and_labels_lie_in_their_ranges() -> None:
    every = digits.everything()

    assert (every.pixels.min(), every.pixels.max()) == (0, 1)
    assert {*every.labels} == {*range(10)}
