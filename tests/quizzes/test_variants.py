"""A variant's values, and how they stand in its texts and queries."""

import pytest

from optimizers.numbers import numeral
from quizzes import bank
from quizzes.expressions import ExpressionError
from quizzes.source import Draw, Let, Question
from quizzes.variants import Variant, draw_values

PLAIN = Question("q", "single", "", "", "", "", "adam")


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (0.1, "0.1"), (2, "2"), (-3.0, "-3"), (1 / 3, "0.3333"), (1e-6, "10^{-6}"), (2.5e-7, r"2.5 \times 10^{-7}"),
        (1234567, r"1.235 \times 10^{6}"), (-1e-6, r"-1 \times 10^{-6}"), (0, "0"),
    ],
)  # fmt: skip
def test_a_number_is_written_with_four_digits(value: float, latex: str) -> None:
    assert numeral(value) == latex


def test_values_stand_in_texts_and_queries() -> None:
    variant = Variant(PLAIN, (("g", -4.0), ("eps", 1e-6), ("rule", "adam")))
    assert variant.text("<rule>: $2 - <(g)>$, $<eps>$") == "adam: $2 - (-4)$, $10^{-6}$"
    assert variant.query("optimizer=<rule>&eps=<eps>") == "optimizer=adam&eps=1e-06"
    assert Variant(PLAIN, (("g", 4.0),)).text("$2 - <(g)>$") == "$2 - 4$"


def test_a_name_that_nothing_bears_is_an_error() -> None:
    with pytest.raises(ExpressionError):
        Variant(PLAIN, ()).text("<lam>")


def test_later_values_follow_from_earlier_ones() -> None:
    question = Question(
        "q", "numeric", "", "", "", "", "adam",
        draws=(Draw("lr", (0.5,)),),
        let=(
            Let("G", feed="optimizer=adagrad&lr=<lr>", gradients=("3", "4"), take="G"),
            Let("y1", run="optimizer=gradient_descent&landscape=ravine&landscape.kappa=1&start=0,1&lr=<lr>&steps=2",
                take="y", at="1"),
            Let("both", value="sqrt(G) + y1"),
        ),
    )  # fmt: skip
    values = Variant(question, draw_values(question, "a seed")).values
    assert values == {"lr": 0.5, "G": 25.0, "y1": 0.5, "both": 5.5}


def test_every_value_that_may_be_drawn_is_drawn() -> None:
    for question in bank.load().questions:
        drawn = [dict(draw_values(question, str(seed))) for seed in range(300)]
        for each in question.draws:
            assert {values[each.name] for values in drawn} == {*each.among}
