"""A misconception is told only to those who show it: what is told follows from the answer, in every variant."""

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations

import pytest

from quizzes import bank
from quizzes.checks import variants
from quizzes.expressions import Value
from quizzes.questions import Answer, mark, pose
from quizzes.shapes import Key, Shown
from quizzes.variants import Variant

COURSE = bank.load()
PICKED = ("single", "formula", "path")
Values = Mapping[str, Value]


def posed(question: str) -> Iterator[tuple[Values, Shown, Key]]:
    """Every variant of a question that many seeds draw."""
    asked = COURSE.question(question)
    for drawn in variants(asked):
        yield (Variant(asked, drawn).values, *pose(asked, drawn))


def told(key: Key, *chosen: str) -> tuple[str, ...]:
    return mark(key, Answer(key.kind, chosen)).misconceptions


def chosen_by(shown: Shown, says: str) -> str:
    """The option that reads so."""
    (found,) = (option.id for option in shown.options if says in option.text)
    return found


# What somebody who has the idea would choose, worked out here from the idea alone: the start of the option's text.
BELIEVED: Mapping[tuple[str, str], Callable[[Values], str]] = {
    ("descent-four-fates", "one-over-lambda"): lambda of: _fate(number(of, "product"), limit=1),
    ("descent-four-fates", "no-overshoot"): lambda of: "at the minimum after" if of["product"] == 1 else "slides",
    ("momentum-extremes", "no-memory"): lambda _: "exactly the steps of gradient descent",
    ("momentum-extremes", "velocity-replaces-gradient"): lambda _: "does not move",
    ("adagrad-scaled-loss", "root-forgotten"): lambda of: (
        "a hundredth" if of["rule"] == "adagrad" else "100 times as long"
    ),
    ("adagrad-scaled-loss", "scale-matters"): lambda _: "100 times as long",
    ("adadelta-too-steep", "adadelta-has-no-limit"): lambda _: "settles at the minimum",
    ("adam-without-correction", "correction-forgotten"): lambda _: "Just as long",
    ("adam-without-correction", "only-m-starts-small"): lambda _: "A tenth",
    ("final-on-the-ridge", "saddle-holds"): lambda _: "At the saddle point",
}


def number(of: Values, name: str) -> float:
    return float(of[name])


def _fate(product: float, limit: float) -> str:
    if product == 1:
        return "at the minimum after"
    if product < 1:
        return "slides"
    return "lands farther" if product > limit else "lands closer"


@pytest.mark.parametrize(("question", "idea"), BELIEVED)
def test_a_wrong_rule_leads_where_somebody_who_believes_it_would_go(question: str, idea: str) -> None:
    """It is told to whoever goes there, if that is wrong, and to nobody who chooses something else."""
    for values, shown, key in posed(question):
        theirs = chosen_by(shown, BELIEVED[question, idea](values))
        for option in (option.id for option in shown.options):
            expected = option == theirs and option not in key.right
            assert (idea in told(key, option)) == expected, (values, option)


def test_every_believer_of_a_picked_option_is_worked_out_here_too() -> None:
    asked = (each for each in COURSE.questions if each.kind in PICKED)
    assert {(each.id, believer.misconception) for each in asked for believer in each.believers} == set(BELIEVED)


ORDERS: Mapping[tuple[str, str], Callable[[Values, str], float]] = {
    ("descent-soonest", "bigger-is-faster"): lambda _, text: -_after(text, "= "),
    ("descent-soonest", "one-over-lambda"): lambda of, text: (
        1e9 if _after(text, "= ") > 1 / number(of, "lam") + 1e-9 else -_after(text, "= ")
    ),
    ("momentum-race", "more-momentum-is-faster"): lambda _, text: -_after(text, "= "),
    ("adagrad-rates-left", "sums-without-squares"): lambda _, text: abs(sum(_listed(text))),
    ("adagrad-rates-left", "steep-gets-more"): lambda _, text: -sum(g * g for g in _listed(text)),
    ("adam-how-long-it-remembers", "decay-mixed-up"): lambda _, text: -_after(text, "= ", none=-9),
    ("adam-how-long-it-remembers", "adagrad-forgets"): lambda _, text: _after(text, "= ", none=0),
    ("final-first-steps", "adadelta-starts-fast"): lambda of, text: (
        1e9 if "Adadelta" in text else {"G": 0.01 * number(of, "g"), "A": 0.01, "R": 0.1}[text[0]]
    ),
    ("final-first-steps", "gradient-is-the-step"): lambda of, text: (
        number(of, "g") if text[0] == "G" else {"Ada": 0.003, "Adam": 0.01, "RMSp": 0.1}[text[:3] + _rest(text)]
    ),
    ("nesterov-order-of-a-step", "gradient-taken-here"): lambda _, text: [
        "Take the",
        "Work out",
        "Update t",
        "Move: $\\",
    ].index(text[:8]),
}


def _rest(text: str) -> str:
    return "" if text.startswith("Adad") else text[3]


def _after(text: str, sign: str, none: float = 0.0) -> float:
    return float(text.split(sign)[1].strip("$").split("$")[0]) if sign in text else none


def _listed(text: str) -> list[float]:
    return [float(each) for each in text.strip("$").split(r",\ ")]


@pytest.mark.parametrize(("question", "idea"), ORDERS)
def test_a_wrong_rule_puts_things_in_the_order_of_somebody_who_believes_it(question: str, idea: str) -> None:
    for values, shown, key in posed(question):
        texts = dict(shown.options)
        theirs = tuple(sorted(texts, key=lambda option: ORDERS[question, idea](values, texts[option])))
        for order in permutations(texts):
            expected = order == theirs and order != key.right
            assert (idea in told(key, *order)) == expected, (values, [texts[each] for each in order])


def test_every_believer_of_an_order_is_worked_out_here_too() -> None:
    asked = (each for each in COURSE.questions if each.kind == "order")
    assert {(each.id, believer.misconception) for each in asked for believer in each.believers} == set(ORDERS)


@pytest.mark.parametrize("question", [each.id for each in COURSE.questions if each.options])
def test_what_was_judged_for_one_option_is_told_of_it_alone(question: str) -> None:
    """And only in the variants for which somebody judged it."""
    asked = COURSE.question(question)
    computed = {each.misconception for each in asked.believers}
    for values, _, key in posed(question):
        for note in key.notes:
            shows = asked.options[note.source].shows
            judged = {each.misconception for each in shows if all(values[name] == held for name, held in each.when)}
            found = set(told(key, note.option)) if key.kind != "order" else set()
            assert len(found) <= 1
            assert found <= judged | computed
            assert not (found and note.option in key.right)


def test_nothing_is_told_of_a_right_answer_or_of_an_unknown_number() -> None:
    for asked in COURSE.questions:
        for _, _, key in posed(asked.id):
            if key.kind in ("numeric", "point"):
                assert (
                    mark(key, Answer(key.kind, numbers=(123456.0, 654321.0)[: len(key.place or (0,))])).misconceptions
                    == ()
                )


def test_every_misconception_says_first_what_is_true() -> None:
    for each in COURSE.misconceptions:
        assert each.told.startswith("In fact, ")
        assert each.told.index(each.truth) < each.told.index("you answered as if") < each.told.index(each.belief)
        assert not each.truth.endswith(".")
        assert not each.belief.endswith(".")


# The examples from which the law was found, each by itself.


@pytest.mark.parametrize("lam", [1.2, 1.5])
def test_who_sees_adadelta_oscillate_is_not_told_that_they_think_it_without_a_limit(lam: float) -> None:
    (found,) = {
        told(key, chosen_by(shown, "oscillates"))
        for values, shown, key in posed("adadelta-too-steep")
        if values["lam"] == lam
    }
    assert found == ()


def test_who_says_that_a_steep_slope_shortens_steps_is_not_told_the_opposite() -> None:
    for _, shown, key in posed("adadelta-slow-start"):
        assert told(key, chosen_by(shown, "A steep slope makes its steps short")) == ()


def test_who_takes_adagrad_for_momentum_is_told_nothing_of_nesterov() -> None:
    for values, shown, key in posed("final-name-the-rule"):
        if values["rule"] == "adagrad":
            assert told(key, chosen_by(shown, "Momentum")) == ()


def test_who_takes_momentum_for_nesterov_is_told_where_that_takes_its_gradient() -> None:
    for values, shown, key in posed("final-name-the-rule"):
        expected = ("gradient-taken-here",) if values["rule"] == "momentum" else ()
        if values["rule"] != "nesterov":
            assert told(key, chosen_by(shown, "Nesterov")) == expected
