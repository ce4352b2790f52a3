"""One click each: trainings that show on the network what the lessons claim, with what the core measured of them."""

from typing import Final, NamedTuple

from app.single_flight import made_once
from app.training.said import said


class Preset(NamedTuple):
    """A claim: the trainings that show it, as the page's address, and a sentence with the figures filled in."""

    title: str
    query: str
    sentence: str


WHOLE = "loss.batch_size=1347&epochs=200&seeds=3"


TOLD: Final = (
    (
        "The zig-zag is here too",
        f"optimizer=gradient_descent&gradient_descent.lr=1&{WHOLE}",
        "All images in every batch, so nothing is left to chance: at a rate of 1 gradient descent still "
        "raises its own "
        "loss at {zigzag:.0f} % of its updates. At 0.3 it is {no_zigzag:.0f} %.",
    ),
    (
        "The best rate is not a safe rate",
        "optimizer=gradient_descent&gradient_descent.lr=1",
        "Batches of 32. Gradient descent does best at 0.5: {descent_best:.1f} % right. At twice that, networks of "
        "different seeds end anywhere: {descent_doubled:.1f} ± {descent_doubled_spread:.1f} %.",
    ),
    (
        "Warm-up saves a bold rate",
        "optimizer=gradient_descent&gradient_descent.lr=1&schedule=warmup_cosine&schedule.over=86&schedule.period=860",
        "The same rate of 1, reached over two epochs and lowered again: {warmed_up:.1f} % right.",
    ),
    (
        "A falling rate calms the noise",
        "optimizer=gradient_descent&gradient_descent.lr=0.5&schedule=cosine&schedule.period=860",
        "At 0.5 five seeds spread by {descent_spread:.1f} points; with a cosine schedule by {cosine_spread:.1f}.",
    ),
    (
        "Adagrad’s rate dies",
        "optimizer=adagrad&optimizer=rmsprop",
        "From the first epoch’s end to the last update Adagrad’s steps get {adagrad_shrinks:.1f} times shorter, "
        "RMSprop’s {rmsprop_shrinks:.1f} times.",
    ),
    (
        "Units die",
        "optimizer=momentum&momentum.lr=0.1&optimizer=adagrad&adagrad.lr=0.1&look=adagrad",
        "Adagrad’s first step moves every weight by the whole rate. {adagrad_dead:.0f} % of its hidden units end "
        "answering no image at all; momentum’s {momentum_dead:.0f} %.",
    ),
)
"""Title, address and sentence of each, in the order in which the lessons have them."""


@made_once
def presets() -> tuple[Preset, ...]:
    """In the order in which the lessons have them, each with its figures."""
    return tuple(Preset(title, query, said(sentence)) for title, query, sentence in TOLD)
