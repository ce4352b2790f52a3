"""Pictures of pixels: every square where its pixel is."""

import re

import numpy as np

from app.training import pixel_pictures
from app.training.answers import grey
from optimizers.networks import digits


def squares(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)]


def test_a_digit_has_a_square_for_each_pixel_that_is_not_blank() -> None:
    image = digits.everything().pixels[5]
    drawn = {at: each.strength for each in pixel_pictures.digit(grey(image)) for at in squares(each.path)}

    assert drawn == {(at % 8, at // 8): value for at, value in enumerate(image) if value}


def test_a_units_weights_are_drawn_by_sign_and_strength() -> None:
    weights = np.zeros((64, 10))
    weights[3, 0], weights[9, 9] = 1.0, -0.4
    tiles = pixel_pictures.hidden_units(weights)
    drawn = {at: (each.strength, each.is_against) for each in tiles.squares for at in squares(each.path)}

    assert drawn == {(3, 0): (1.0, False), (9 + 1, 9 + 1): (0.4, True)}
    assert (tiles.width, tiles.height) == (71, 17)
    assert pixel_pictures.frames(10).count("M") == 10
