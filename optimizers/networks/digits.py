"""Hand-written digits: 1,797 images of 8 by 8 pixels, parted once and for all into 1,347 to train on and 450 to test.

The data are the test part of E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI Machine
Learning Repository, 1998, as the package scikit-learn 1.9.1 ships them; `digits.LICENSE.txt` beside this file says
under which licence. The pixels are the same 64 whole numbers from 0 to 16 for each image; only the file's form is ours.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).with_name("digits.npz")
SIDE: Final = 8
PIXELS: Final = SIDE * SIDE
CLASSES: Final = 10
BRIGHTEST: Final = 16
TEST: Final = 450
SPLIT_SEED: Final = 0
"""What the parting into training and test images is drawn from."""

Floats: TypeAlias = NDArray[Any]
"""float32 where networks are trained, float64 where they are checked."""
Whole: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Images:
    """Some of the images. pixels: shape (n, 64), 0 to 1; labels: (n,), 0 to 9; numbers: their places in the file."""

    pixels: NDArray[np.float64]
    labels: Whole
    numbers: Whole

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, places: Whole | slice) -> "Images":
        """Those at these places."""
        return Images(self.pixels[places], self.labels[places], self.numbers[places])


@dataclass(frozen=True)
class Split:
    """Images to train on, and others to test with."""

    training: Images
    test: Images


@cache
def everything() -> Images:
    """All images, in the file's order."""
    with np.load(FILE, allow_pickle=False) as file:
        pixels = file["images"] / BRIGHTEST
        labels = file["labels"].astype(np.intp)
    pixels.flags.writeable = labels.flags.writeable = False
    return Images(pixels, labels, np.arange(len(labels)))


@cache
def split() -> Split:
    """The parting that every run of the site goes by."""
    order = np.random.default_rng(SPLIT_SEED).permutation(len(everything()))
    return Split(everything().part(order[:-TEST]), everything().part(order[-TEST:]))


@cache
def trial_split() -> Split:
    """The training images parted again: rates are chosen by the second part, so that the test images stay unseen."""
    training = split().training
    return Split(training.part(slice(None, -TEST // 2)), training.part(slice(-TEST // 2, None)))
