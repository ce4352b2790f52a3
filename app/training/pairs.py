"""Where two dimensions mislead: claims that hold on the map, and whether they hold on the network."""

from typing import Final, NamedTuple

from app.single_flight import made_once
from app.training.said import said


class Pair(NamedTuple):
    """A claim of the map and of the network. holds: whether what the map shows is true of the network."""

    title: str
    on_the_map: str
    map_query: str
    on_the_network: str
    network_query: str
    holds: bool


WORDS: Final = (
    Pair(
        "Steep valleys make descent zig-zag",
        "On the ravine gradient descent jumps from wall to wall.",
        "optimizer=gradient_descent&landscape=ravine&lr=0.0192",
        "With all images in each batch, a rate of 1 raises the loss at {zigzag:.0f} % of the updates, a rate "
        "of 0.3 at {no_zigzag:.0f} %.",
        "optimizer=gradient_descent&gradient_descent.lr=1&loss.batch_size=1347&epochs=200&seeds=3",
        True,
    ),
    Pair(
        "A rate is safe or it diverges",
        "On a bowl a rate under 2/λ arrives, and one above it flies away.",
        "optimizer=gradient_descent&landscape=bowl&lr=2.1",
        "At a rate of 1 nothing flies away: networks of different seeds end at {descent_doubled:.0f} ± "
        "{descent_doubled_spread:.0f} % right. Their units "
        "have died, and a dead unit has no gradient to come back by.",
        "optimizer=gradient_descent&gradient_descent.lr=1",
        False,
    ),
    Pair(
        "The best rate lies close to the limit",
        "On the ravine the fastest rate of gradient descent is a few per cent below the one that diverges.",
        "optimizer=gradient_descent&landscape=ravine&lr=0.0192",
        "With batches, twice gradient descent’s best rate gives {descent_doubled:.0f} % right instead of "
        "{descent_best:.0f} %; without "
        "chance in the gradients the same rate gives {descent_doubled_whole:.1f} %.",
        "optimizer=gradient_descent&gradient_descent.lr=1&loss.batch_size=1347&epochs=200&seeds=3",
        True,
    ),
    Pair(
        "Adam is the slow one",
        "On the bowl, each at its best rate, gradient descent arrives at once and Adam after many steps.",
        "optimizer=adam&landscape=bowl&lr=0.1",
        "On the network Adam gets 9 of 10 digits right over a {adam_reach:.0f}-fold range of rates, gradient "
        "descent over a "
        "{descent_reach:.0f}-fold one.",
        "optimizer=gradient_descent&optimizer=adam",
        False,
    ),
    Pair(
        "Adagrad’s rate dies",
        "Adagrad’s rate only falls, in every direction.",
        "optimizer=adagrad&landscape=ravine&lr=0.5",
        "From the first epoch’s end to the last update its steps get {adagrad_shrinks:.1f} times shorter, RMSprop’s "
        "{rmsprop_shrinks:.1f} times.",
        "optimizer=adagrad&optimizer=rmsprop",
        True,
    ),
)


@made_once
def pairs() -> tuple[Pair, ...]:
    return tuple(pair._replace(on_the_network=said(pair.on_the_network)) for pair in WORDS)
