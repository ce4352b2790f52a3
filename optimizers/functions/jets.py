"""Jets: a function with its first and second derivatives, carried through a formula from the inside out."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, NamedTuple

from optimizers.functions.graph import Graph
from optimizers.functions.tokens import CONSTANTS
from optimizers.functions.trees import Call, Name, Number, Power, Product, Quotient, Sum, Tree


class Jet(NamedTuple):
    """Nodes of a graph: f, its gradient (x, y) and its Hessian (xx, xy, yy)."""

    f: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int


def jet(tree: Tree, graph: Graph) -> Jet:
    """The jet of a formula, written into the graph."""
    match tree:
        case Number(value, _):
            return _constant(graph, value)
        case Name("x" | "y" as name):
            return _variable(graph, name)
        case Name(name):
            return _constant(graph, CONSTANTS[name])
        case Sum(terms):
            return _sum(graph, [(is_less, jet(term, graph)) for is_less, term in terms])
        case Product(factors):
            first, *rest = (jet(factor, graph) for factor in factors)
            for each in rest:
                first = _product(graph, first, each)
            return first
        case Quotient(above, below):
            return _quotient(graph, jet(above, graph), jet(below, graph))
        case Power(base, exponent):
            return _power(graph, jet(base, graph), jet(exponent, graph))
        case Call(function, argument):
            return _call(graph, function, jet(argument, graph))


def _constant(graph: Graph, value: float) -> Jet:
    zero = graph.number(0)
    return Jet(graph.number(value), zero, zero, zero, zero, zero)


def _variable(graph: Graph, name: str) -> Jet:
    zero, one = graph.number(0), graph.number(1)
    return Jet(graph.x, one, zero, zero, zero, zero) if name == "x" else Jet(graph.y, zero, one, zero, zero, zero)


def _sum(graph: Graph, terms: list[tuple[bool, Jet]]) -> Jet:
    whole = _constant(graph, 0)
    for is_less, term in terms:
        join = graph.subtract if is_less else graph.add
        whole = Jet(*(join(a, b) for a, b in zip(whole, term, strict=True)))
    return whole


def _product(graph: Graph, a: Jet, b: Jet) -> Jet:
    def along(da: int, db: int) -> int:
        return graph.add(graph.multiply(da, b.f), graph.multiply(a.f, db))

    def twice(i: int, j: int, k: int) -> int:
        crossed = graph.add(graph.multiply(a[i], b[j]), graph.multiply(a[j], b[i]))
        return graph.add(along(a[k], b[k]), crossed)

    return Jet(
        graph.multiply(a.f, b.f), along(a.x, b.x), along(a.y, b.y), twice(1, 1, 3), twice(1, 2, 4), twice(2, 2, 5)
    )


def _quotient(graph: Graph, a: Jet, b: Jet) -> Jet:
    """From a = r·b: each derivative of r is what the product rule leaves, divided by b."""
    r = graph.divide(a.f, b.f)

    def along(da: int, db: int) -> int:
        return graph.divide(graph.subtract(da, graph.multiply(r, db)), b.f)

    x, y = along(a.x, b.x), along(a.y, b.y)
    first = (r, x, y)

    def twice(i: int, j: int, k: int) -> int:
        crossed = graph.add(graph.multiply(first[i], b[j]), graph.multiply(first[j], b[i]))
        return along(graph.subtract(a[k], crossed), b[k])

    return Jet(r, x, y, twice(1, 1, 3), twice(1, 2, 4), twice(2, 2, 5))


def _chain(graph: Graph, f: int, slope: int, bend: int, u: Jet) -> Jet:
    """A function of u with slope f′(u) and bend f″(u)."""

    def along(du: int) -> int:
        return graph.multiply(slope, du)

    def twice(i: int, j: int, k: int) -> int:
        return graph.add(graph.multiply(bend, graph.multiply(u[i], u[j])), along(u[k]))

    return Jet(f, along(u.x), along(u.y), twice(1, 1, 3), twice(1, 2, 4), twice(2, 2, 5))


def _power(graph: Graph, base: Jet, exponent: Jet) -> Jet:
    c = graph.value(exponent.f)
    if c is None:
        # a^b = e^(b ln a)
        return _call(graph, "exp", _product(graph, exponent, _call(graph, "ln", base)))
    once, twice = (graph.power(base.f, graph.number(c - less)) for less in (1, 2))
    slope = graph.multiply(graph.number(c), once)
    bend = graph.multiply(graph.number(c * (c - 1)), twice)
    return _chain(graph, graph.power(base.f, exponent.f), slope, bend, base)


def _call(graph: Graph, function: str, u: Jet) -> Jet:
    f = graph.apply(function, u.f)
    return _chain(graph, f, *DERIVATIVES[function](graph, f, u.f), u)


def _over(graph: Graph, a: int) -> int:
    return graph.divide(graph.number(1), a)


def _times(graph: Graph, factor: float, a: int) -> int:
    return graph.multiply(graph.number(factor), a)


def _of_tan(graph: Graph, f: int, _: int) -> tuple[int, int]:
    slope = graph.add(graph.number(1), graph.multiply(f, f))
    return slope, graph.multiply(_times(graph, 2, f), slope)


def _of_tanh(graph: Graph, f: int, _: int) -> tuple[int, int]:
    slope = graph.subtract(graph.number(1), graph.multiply(f, f))
    return slope, graph.multiply(_times(graph, -2, f), slope)


def _of_arctan(graph: Graph, _: int, u: int) -> tuple[int, int]:
    slope = _over(graph, graph.add(graph.number(1), graph.multiply(u, u)))
    return slope, graph.multiply(_times(graph, -2, u), graph.multiply(slope, slope))


def _of_sqrt(graph: Graph, f: int, u: int) -> tuple[int, int]:
    slope = _over(graph, _times(graph, 2, f))
    return slope, graph.negative(graph.divide(slope, _times(graph, 2, u)))


def _of_ln(graph: Graph, _: int, u: int) -> tuple[int, int]:
    slope = _over(graph, u)
    return slope, graph.negative(graph.multiply(slope, slope))


DERIVATIVES: Final = MappingProxyType[str, Callable[[Graph, int, int], tuple[int, int]]](
    {
        "sin": lambda graph, f, u: (graph.apply("cos", u), graph.negative(f)),
        "cos": lambda graph, f, u: (graph.negative(graph.apply("sin", u)), graph.negative(f)),
        "tan": _of_tan,
        "exp": lambda _, f, __: (f, f),
        "ln": _of_ln,
        "sqrt": _of_sqrt,
        "abs": lambda graph, _, u: (graph.apply("sign", u), graph.number(0)),
        "sinh": lambda graph, f, u: (graph.apply("cosh", u), f),
        "cosh": lambda graph, f, u: (graph.apply("sinh", u), f),
        "tanh": _of_tanh,
        "arctan": _of_arctan,
    }
)
"""f′ and f″ of each function, from its value and its argument."""
