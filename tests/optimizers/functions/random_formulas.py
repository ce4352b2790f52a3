"""Random formulas, as people and as machines write them, and what a tree is worth by complex numbers."""

import cmath
import math
import random
from collections.abc import Callable
from typing import Final

from optimizers.functions.trees import Call, Name, Number, Power, Product, Quotient, Sum, Tree

PIECES: Final = [
    *"xyπe0123456789.,+-−*/^()|√²³⁻½ ",
    "sin",
    "cos",
    "exp",
    "ln",
    "pi",
    "**",
    "sqrt",
    "abs",
    "tanh",
    "1e9",
    "x^",
]
STRANGE: Final = [
    *"<>&;=_'\"\\{}[]$`@#%~\x00\x07\n\t\u202e\u200b\ufeffﷺẞ🙂１ｘ",
    "__class__",
    "lambda",
    "import os",
    "().__",
]
FUNCTIONS: Final = ("sin", "cos", "exp", "ln", "sqrt", "tanh", "arctan", "sinh", "cosh", "tan", "abs")
ANALYTIC: Final[dict[str, Callable[[complex], complex]]] = {
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "exp": cmath.exp,
    "ln": cmath.log,
    "sqrt": cmath.sqrt,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "arctan": cmath.atan,
    "abs": lambda z: z if z.real > 0 else -z,
}


def sound(dice: random.Random, depth: int = 4) -> str:
    """A formula that can be read."""
    if depth == 0 or dice.random() < 0.15:
        return dice.choice(["x", "y", "x", "y", "2", "0.5", "π", "½", "x²", "3y"])
    a, b = (sound(dice, depth - 1) for _ in "ab")
    return dice.choice(
        [
            f"({a}) + ({b})",
            f"({a}) - ({b})",
            f"({a})({b})",
            f"({a}) · ({b})",
            f"({a})/(1 + ({b})²)",
            f"({a})^{dice.choice(['2', '3', '-1', '(0.5)'])}",
            f"{dice.choice(FUNCTIONS)}({a})",
            f"|{a}|",
            f"-({a})",
        ]
    )


def mutated(dice: random.Random) -> str:
    """A sound formula with characters changed, or characters alone."""
    pieces = PIECES + STRANGE if dice.random() < 0.5 else PIECES
    text = [*sound(dice, 3)] if dice.random() < 0.6 else []
    for _ in range(dice.randrange(1, 12)):
        at = dice.randrange(len(text) + 1)
        text[at : at + dice.randrange(2)] = [dice.choice(pieces)]
    return "".join(text)


def worth(tree: Tree, x: complex, y: complex) -> complex:
    """The value of a tree by complex numbers, whose small imaginary part is the slope."""
    match tree:
        case Number(value, _):
            return value
        case Name(name):
            return {"x": x, "y": y, "pi": math.pi, "e": math.e}[name]
        case Sum(terms):
            return sum((-worth(term, x, y) if is_less else worth(term, x, y)) for is_less, term in terms)
        case Product(factors):
            return math.prod(worth(factor, x, y) for factor in factors)
        case Quotient(above, below):
            return worth(above, x, y) / worth(below, x, y)
        case Power(base, exponent):
            return worth(base, x, y) ** worth(exponent, x, y)
        case Call(function, argument):
            return ANALYTIC[function](worth(argument, x, y))
