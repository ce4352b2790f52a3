"""Parsing: a formula, as a person writes it, as a tree.

Nothing is guessed: where people read one line in two ways, it is refused with both ways written out. Products without
a sign bind as those with one; a function without parentheses takes numbers, constants and one variable.
"""

from collections.abc import Callable
from typing import Final, NoReturn

from optimizers.functions.tokens import VARIABLES, Sort, Token, tokens
from optimizers.functions.trees import (
    MOST_DEPTH,
    MOST_EXPONENT,
    MOST_NODES,
    Call,
    FormulaError,
    Name,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)

CLOSING: Final = {"(": ")", "|": "|"}
ENDS: Final = {")": "There is no ( that this ) closes.", "|": "There is no | that this one closes."}


def parse(formula: str) -> Tree:
    """The tree of a formula; FormulaError says what is wrong, and at which character."""
    if not formula.strip():
        raise FormulaError(0, "Write a function of x and y, such as x² + 3y².")
    return _Parser(tokens(formula)).whole()


class _Parser:
    """Goes through the tokens once, from left to right."""

    def __init__(self, read: list[Token]) -> None:
        self._tokens, self._at = read, 0
        self._nodes, self._depth = 0, 0
        self._open: list[str] = []

    def whole(self) -> Tree:
        tree = self._sum()
        if self._next.sort is not Sort.END:
            self._refuse(ENDS.get(self._next.text, "A sign is missing before this."))
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _is_sign(self, *signs: str) -> bool:
        return self._next.sort is Sort.SIGN and self._next.text in signs

    def _refuse(self, message: str) -> NoReturn:
        raise FormulaError(self._next.at, message)

    def _made(self, tree: Tree) -> Tree:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._refuse(f"A formula has at most {MOST_NODES} parts; from here on there are more.")
        return tree

    def _deeper(self, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            self._refuse(f"Parts lie at most {MOST_DEPTH} deep within each other.")
        tree = read()
        self._depth -= 1
        return tree

    def _sum(self) -> Tree:
        terms = [self._term(is_first=True)]
        while self._is_sign("+", "-"):
            terms.append(self._term(is_first=False))
        if len(terms) == 1 and not terms[0][0]:
            return terms[0][1]
        return self._made(Sum(tuple(terms)))

    def _term(self, is_first: bool) -> tuple[bool, Tree]:
        is_less = False
        if self._is_sign("+", "-"):
            is_less = self._take().text == "-"
        elif not is_first:
            self._refuse("A + or a − is missing here.")
        return is_less, self._product()

    def _product(self) -> Tree:
        factors, was_divided = [self._factor()], False
        while True:
            if self._is_sign("*"):
                self._take()
                factors.append(self._factor())
            elif self._is_sign("/"):
                factors, was_divided = [self._divided(factors)], True
                continue
            elif self._begins_factor():
                self._is_clear(factors[-1], was_divided)
                factors.append(self._factor())
            else:
                return factors[0] if len(factors) == 1 else self._made(Product(tuple(factors)))
            was_divided = False

    def _is_clear(self, left: Tree, was_divided: bool) -> None:
        """Refuse what people read in two ways where no sign stands between two factors."""
        if was_divided:
            self._refuse("This can be read in two ways: put the denominator, or the fraction, in parentheses.")
        if isinstance(left, Power) and left.base == Name("e"):
            self._refuse("This can be read in two ways: put the exponent in parentheses, or a · before this.")
        if self._next.sort is Sort.NUMBER:
            self._refuse("A sign is missing before this number: · for a product, ^ for a power.")

    def _divided(self, factors: list[Tree]) -> Tree:
        self._take()
        above = factors[0] if len(factors) == 1 else self._made(Product(tuple(factors)))
        return self._made(Quotient(above, self._factor()))

    def _begins_factor(self) -> bool:
        opens = self._is_sign("(") or (self._is_sign("|") and self._open[-1:] != ["|"])
        return opens or self._next.sort in (Sort.NUMBER, Sort.NAME, Sort.FUNCTION)

    def _factor(self) -> Tree:
        """A sign and a power: −x^2 is −(x^2), and 2^−x is allowed."""
        if self._is_sign("+", "-"):
            is_less = self._take().text == "-"
            inner = self._deeper(self._factor)
            return self._made(Sum(((True, inner),))) if is_less else inner
        return self._powers(self._base())

    def _powers(self, base: Tree) -> Tree:
        if self._next.sort is Sort.RAISED:
            raised = self._take()
            if abs(raised.value) > MOST_EXPONENT:
                raise FormulaError(raised.at, f"A power goes up to {MOST_EXPONENT} here.")
            base = self._made(Power(base, self._made(Number(raised.value, f"{raised.value:.0f}"))))
            if self._is_sign("^") or self._next.sort is Sort.RAISED:
                self._refuse("A power of a power needs parentheses.")
        elif self._is_sign("^"):
            self._take()
            base = self._made(Power(base, self._exponent()))
        return base

    def _exponent(self) -> Tree:
        at = self._next.at
        exponent = self._deeper(self._factor)
        if isinstance(exponent, Number) and exponent.value > MOST_EXPONENT:
            raise FormulaError(at, f"A power goes up to {MOST_EXPONENT} here.")
        return exponent

    def _base(self) -> Tree:
        token = self._next
        if self._is_sign("(", "|"):
            return self._enclosed()
        if token.sort is Sort.NUMBER:
            return self._made(Number(token.value, self._take().text))
        if token.sort is Sort.NAME:
            return self._made(Name(self._take().text))
        if token.sort is Sort.FUNCTION:
            return self._deeper(self._call)
        return self._missing()

    def _missing(self) -> NoReturn:
        if self._next.sort is Sort.END:
            self._refuse("The formula ends where a number, x, y or a function is missing.")
        self._refuse(f"Before {self._next.text} a number, x, y or a function is missing.")

    def _enclosed(self) -> Tree:
        opening = self._take()
        self._open.append(opening.text)
        inner = self._deeper(self._sum)
        if not self._is_sign(CLOSING[opening.text]):
            wanted = CLOSING[opening.text]
            self._refuse(f"Here a {wanted} is missing for the {opening.text} at character {opening.at + 1}.")
        self._take()
        self._open.pop()
        return self._made(Call("abs", inner)) if opening.text == "|" else inner

    def _call(self) -> Tree:
        """sin(x), sin x, sin 2πx, and sin² x."""
        function, raised = self._take().text, None
        if self._next.sort is Sort.RAISED:
            raised = self._take()
        elif self._is_sign("^"):
            raised = self._raised()
        if raised and raised.value == -1:
            raise FormulaError(
                raised.at, f"This can be read in two ways: write 1/{function}(…), or arctan for the inverse."
            )
        called = self._made(Call(function, self._enclosed() if self._is_sign("(", "|") else self._argument(function)))
        return self._made(Power(called, self._made(Number(raised.value, f"{raised.value:.0f}")))) if raised else called

    def _raised(self) -> Token:
        self._take()
        if self._next.sort is not Sort.NUMBER:
            self._refuse("Between a function and its argument stands a plain power, such as sin^2 x.")
        return self._take()

    def _argument(self, function: str) -> Tree:
        """Numbers and constants, then one variable or function, with its power."""
        factors: list[Tree] = []
        while self._next.sort in (Sort.NUMBER, Sort.NAME):
            is_variable = self._next.text in VARIABLES
            factors.append(self._powers(self._base()))
            if is_variable:
                break
        else:
            if self._next.sort is Sort.FUNCTION:
                factors.append(self._deeper(self._call))
        if not factors:
            self._missing()
        if self._is_sign("(", "|", "/") or self._next.sort in (Sort.NUMBER, Sort.NAME):
            self._refuse(f"This can be read in two ways: put what {function} is taken of in parentheses.")
        return factors[0] if len(factors) == 1 else self._made(Product(tuple(factors)))
