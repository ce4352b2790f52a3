"""Tokens: the characters of a formula as numbers, names and signs, with the places where they stand."""

import math
import re
import unicodedata
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from optimizers.functions.trees import MOST_CHARACTERS, FormulaError

VARIABLES: Final = ("x", "y")
CONSTANTS: Final = MappingProxyType({"pi": math.pi, "e": math.e})
FUNCTIONS: Final = ("sin", "cos", "tan", "exp", "ln", "sqrt", "abs", "sinh", "cosh", "tanh", "arctan")
SPELT: Final = MappingProxyType({"log": "ln", "atan": "arctan", "π": "pi", "√": "sqrt"})
"""Other spellings of the same."""
KNOWN: Final = sorted((*VARIABLES, *CONSTANTS, *FUNCTIONS, *SPELT), key=len, reverse=True)
SIGNS: Final = MappingProxyType(
    {"+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "·": "*", "×": "*", "⋅": "*", "∗": "*", "/": "/", "÷": "/"}
    | {"^": "^", "(": "(", ")": ")", "[": "(", "]": ")", "|": "|"}
)
FRACTIONS: Final = MappingProxyType(
    {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8), "⅒": (1, 10)}
)
RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
PLAIN: Final = str.maketrans(RAISED, "0123456789-")
NUMBER: Final = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
EXPONENT: Final = re.compile(r"[eE][+\-−–]?[0-9]")
RAISED_NUMBER: Final = re.compile(f"⁻?[{RAISED[:-1]}]+")
LETTERS: Final = re.compile(rf"[^\W\d_{RAISED}{''.join(FRACTIONS)}]+|√")


SPACES: Final = " \t\u00a0\u2009\u202f"
WHAT_IS_KNOWN: Final = f"Known are x, y, π, e, and the functions {', '.join(FUNCTIONS)}."


class Sort(Enum):
    NUMBER = "a number"
    NAME = "a name"
    FUNCTION = "a function"
    SIGN = "a sign"
    RAISED = "a raised number"
    END = "the end"


class Token(NamedTuple):
    """A token: its sort, its name or sign, its value if it is a number, and the character it begins at."""

    sort: Sort
    text: str
    at: int
    value: float = 0.0


def tokens(formula: str) -> list[Token]:
    """All tokens, the end last; FormulaError at the first character that means nothing here."""
    if len(formula) > MOST_CHARACTERS:
        long = f"A formula has at most {MOST_CHARACTERS} characters; this one has {len(formula)}."
        raise FormulaError(MOST_CHARACTERS, long)
    found: list[Token] = []
    at = 0
    while at < len(formula):
        if formula[at] in SPACES:
            at += 1
            continue
        read, end = _read(formula, at)
        found += read
        at = end
    return [*found, Token(Sort.END, "", len(formula))]


def _read(formula: str, at: int) -> tuple[list[Token], int]:
    """The tokens that begin at a character, several for names written together, and where the next one begins."""
    character = formula[at]
    if number := NUMBER.match(formula, at):
        return [_number(formula, at, number)], number.end()
    if raised := RAISED_NUMBER.match(formula, at):
        value = float(raised[0].translate(PLAIN))
        return [Token(Sort.RAISED, raised[0], at, value)], raised.end()
    if character in FRACTIONS:
        above, below = FRACTIONS[character]
        return [Token(Sort.NUMBER, rf"\frac{{{above}}}{{{below}}}", at, above / below)], at + 1
    if formula.startswith("**", at):
        return [Token(Sort.SIGN, "^", at)], at + 2
    if character in SIGNS:
        return [Token(Sort.SIGN, SIGNS[character], at)], at + 1
    if letters := LETTERS.match(formula, at):
        return _names(letters[0], at), letters.end()
    raise FormulaError(at, _meaningless(formula, at))


def _number(formula: str, at: int, number: re.Match[str]) -> Token:
    end = number.end()
    if EXPONENT.match(formula, end):
        raise FormulaError(
            end, f"Here {formula[end]} could be 2.718… or a power of ten. Write 10^… or put · before it."
        )
    if formula[end : end + 1] == ".":
        raise FormulaError(end, "A number has one decimal point.")
    value = float(number[0])
    if not math.isfinite(value):
        raise FormulaError(at, "This number is too large.")
    return Token(Sort.NUMBER, number[0], at, value)


def _names(letters: str, at: int) -> list[Token]:
    """Names written together, the longest that is known first: 2xy is 2·x·y, and expx is exp x."""
    found = []
    done = 0
    while done < len(letters):
        name = next((each for each in KNOWN if letters.startswith(each, done)), None)
        if name is None:
            raise FormulaError(at + done, f"{letters[done:]} is not known here. {WHAT_IS_KNOWN}")
        meant = SPELT.get(name, name)
        found.append(Token(Sort.FUNCTION if meant in FUNCTIONS else Sort.NAME, meant, at + done))
        done += len(name)
    return found


def _meaningless(formula: str, at: int) -> str:
    character = formula[at]
    if character in ",;" and at and formula[at - 1].isdigit() and formula[at + 1 : at + 2].isdigit():
        return "A decimal fraction is written with a point here: 0.5, not 0,5."
    if character in "=<>≤≥":
        return "Only the right-hand side is wanted: what f(x, y) is, without a relation."
    if character.isprintable():
        return f"The character {character} means nothing here."
    return f"There is an invisible character here ({unicodedata.name(character, f'U+{ord(character):04X}')})."
