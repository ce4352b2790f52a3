"""The arithmetic of the banks: it computes, and refuses everything else."""

import pytest

from quizzes.expressions import ExpressionError, evaluate, number

VALUES: dict[str, float | str] = {"lam": 4.0, "lr": 0.5, "rule": "adam"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2 / lam", 0.5), ("lr ** 2 - 1", -0.75), ("-lam", -4), ("sqrt(lam) + abs(-1)", 3), ("max(lam, 1)", 4),
        ("lr * lam < 2", False), ("lr * lam <= 2 and not lam == 1", True), ("rule == 'adam'", True), ("7", 7.0),
    ],
)  # fmt: skip
def test_it_computes(text: str, result: float | bool) -> None:
    assert evaluate(text, VALUES) == result


@pytest.mark.parametrize(
    "text",
    [
        "gamma", "1 / 0", "9 ** 9 ** 9 ** 9", "().__class__", "lam.real", "__import__('os')", "[1]", "lambda: 1", "1 +",
        "1 < lam < 5", "sqrt(-1)", "sqrt(x=1)", "f'{lam}'", "lam if lr else lr", "rule + 1", "eval('1')", "lr % 2",
    ],
)  # fmt: skip
def test_it_refuses(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, VALUES)


@pytest.mark.parametrize("text", ["rule", "lam > 1", "1e999", "1e999 - 1e999"])
def test_a_number_is_finite_and_a_number(text: str) -> None:
    with pytest.raises(ExpressionError):
        number(text, VALUES)
