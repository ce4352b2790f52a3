"""Typesetting: a formula's tree as LaTeX, so that whoever typed it sees how it was read."""

from typing import Final

from optimizers.functions.trees import Call, Name, Number, Power, Product, Quotient, Sum, Tree

CONSTANTS: Final = {"pi": r"\pi", "e": r"\mathrm{e}"}


def latex(tree: Tree) -> str:
    """The formula, with parentheses only where they are needed."""
    match tree:
        case Number(_, text):
            return text
        case Name(name):
            return CONSTANTS.get(name, name)
        case Sum(terms):
            return _sum(terms)
        case Product(factors):
            return _product(factors)
        case Quotient(above, below):
            return rf"\frac{{{latex(above)}}}{{{latex(below)}}}"
        case Power(base, exponent):
            return _power(base, exponent)
        case Call(function, argument):
            return _call(function, latex(argument))


def _sum(terms: tuple[tuple[bool, Tree], ...]) -> str:
    told = ""
    for is_less, term in terms:
        inner = latex(term)
        told += (" - " if told else "-") if is_less else (" + " if told else "")
        told += _enclosed(inner) if isinstance(term, Sum) and (is_less or told) else inner
    return told


def _product(factors: tuple[Tree, ...]) -> str:
    parts = [_enclosed(latex(each)) if isinstance(each, Sum | Product) else latex(each) for each in factors]
    told = parts[0]
    for part, each in zip(parts[1:], factors[1:], strict=True):
        told += (r" \cdot " if _begins_with_number(each) else r" \, ") + part
    return told


def _begins_with_number(tree: Tree) -> bool:
    return isinstance(tree, Number) or (isinstance(tree, Power) and _begins_with_number(tree.base))


def _power(base: Tree, exponent: Tree) -> str:
    raised = latex(exponent)
    if isinstance(base, Call) and base.function not in ("abs", "exp", "sqrt"):
        return rf"\{base.function}^{{{raised}}}\left({latex(base.argument)}\right)"
    is_simple = isinstance(base, Name) or (isinstance(base, Number) and not base.latex.startswith("\\"))
    is_simple |= isinstance(base, Call) and base.function == "abs"
    return f"{latex(base) if is_simple else _enclosed(latex(base))}^{{{raised}}}"


def _call(function: str, argument: str) -> str:
    match function:
        case "abs":
            return rf"\left|{argument}\right|"
        case "sqrt":
            return rf"\sqrt{{{argument}}}"
        case "exp":
            return rf"\mathrm{{e}}^{{{argument}}}"
    return rf"\{function}\left({argument}\right)"


def _enclosed(inner: str) -> str:
    return rf"\left({inner}\right)"
