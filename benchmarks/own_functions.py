"""Functions that somebody types against the same ones built in: one run on floats, and many on arrays."""

from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

from benchmarks.clock import medians
from benchmarks.report import Row
from optimizers import landscapes, maps
from optimizers.descent import descend
from optimizers.functions.own_landscape import own_landscape
from optimizers.landscape import Landscape
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum

STEPS = 200
MANY = 4_000
TYPED = {
    "ravine": "½(x² + 100y²)",
    "rosenbrock": "(1-x)^2 + 100(y-x^2)^2",
    "himmelblau": "(x²+y-11)² + (x+y²-7)²",
    "booth": "(x+2y-7)² + (2x+y-5)²",
    "matyas": "0.26(x²+y²) - 0.48x y",
    "beale": "(1.5-x+x y)² + (2.25-x+x y²)² + (2.625-x+x y³)²",
    "rastrigin": "20 + x² - 10cos(2πx) + y² - 10cos(2πy)",
    "styblinski_tang": "(x⁴-16x²+5x+y⁴-16y²+5y)/2",
}
"""Built-in landscapes as one would type them."""


def rows() -> Iterator[Row]:
    yield _row("own functions, one 200-step run", _one)
    yield _row(f"own functions, {MANY:,} runs together", _many)


def _row(what: str, calls: Callable[[Landscape, Landscape], Callable[[], object]]) -> Row:
    times = {name: _times(name, calls) for name in TYPED}
    shares = {name: own / built_in for name, (own, built_in) in times.items()}
    own, built_in = (median(each[place] for each in times.values()) for place in (0, 1))
    note = "each: " + ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
    worst = max(shares.values())
    return Row(what, _ms(own), _ms(built_in), f"{worst:.2f} times at worst", "≤ 2 times", worst <= 2, note)


def _times(name: str, calls: Callable[[Landscape, Landscape], Callable[[], object]]) -> tuple[float, float]:
    built_in = landscapes.catalogue()[name]()
    own = own_landscape(TYPED[name], built_in.view)()
    taken = medians({"own": calls(own, built_in), "built in": calls(built_in, built_in)})
    return taken["own"], taken["built in"]


def _one(on: Landscape, known: Landscape) -> Callable[[], object]:
    rule = Momentum(lr=0.0001)
    return lambda: descend(rule, on, type(known).start, STEPS)


def _many(on: Landscape, known: Landscape) -> Callable[[], object]:
    x, y = type(known).start
    starts = np.stack([np.linspace(x, x + 0.1, MANY), np.full(MANY, y)])
    return lambda: maps.together(GradientDescent(lr=0.0001), on, starts, STEPS)


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.2f} ms"
