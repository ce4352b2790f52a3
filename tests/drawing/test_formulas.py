"""Formulas: every known symbol is marked, and the numbers in them are the core's."""

import re

import pytest

from app.drawing import formulas
from app.drawing.formulas import formula, numbers, shown
from optimizers import landscapes, rules, schedules
from optimizers.descent import Descent, descend
from optimizers.numbers import digits
from optimizers.rule import FirstOrderRule, Idea, Rule
from optimizers.rules.momentum import Momentum

FIRST_ORDER = [rule for rule in rules.catalogue().values() if issubclass(rule, FirstOrderRule)]
NUMBER = re.compile(r'<mn class="val val-(\w+) (before|after)( paren| power)?[^"]*">([^<]*)</mn>')


def run(rule: type[Rule], steps: int = 12) -> Descent:
    landscape = landscapes.catalogue()["bowl"]()
    return descend(rule(), landscape, landscape.start, steps)


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_every_symbol_that_a_formula_speaks_of_is_marked_in_it(rule: type[Rule]) -> None:
    mathml = "".join(formula(line, rule.glossary()) for line in rule.formula)
    for name in formulas.spoken(rule):
        assert f"sym-{name} " in mathml or f'sym-{name}"' in mathml


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_a_formula_shows_no_symbol_that_its_glossary_does_not_explain(rule: type[Rule]) -> None:
    mathml = "".join(formula(line, rule.glossary()) for line in rule.formula)
    unmarked = re.sub(r'<mrow class="sym[^"]*">.*?</mrow>', "", mathml)
    letters = set(re.findall(r"<mi>([^<]+)</mi>", unmarked))
    assert letters <= {"J"}


@pytest.mark.parametrize("step", [1, 2, 12])
@pytest.mark.parametrize("coordinate", [0, 1])
@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_the_numbers_of_a_step_are_those_of_the_core(rule: type[Rule], coordinate: int, step: int) -> None:
    descent = run(rule)
    value = formulas.values(descent, step, coordinate)
    for line in numbers(descent, step, coordinate):
        found = NUMBER.findall(line.mathml)
        assert found
        for name, when, paren, text in found:
            assert text == shown(*value(name, when == "after"), paren.strip())


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_the_last_number_of_a_line_is_what_the_line_assigns(rule: type[Rule]) -> None:
    descent = run(rule)
    for line in numbers(descent, 5, 0):
        name, when, _, text = NUMBER.findall(line.mathml)[-1]
        assert (name, when) == (line.name, "after")
        if name == "theta":
            assert text == digits(float(descent.points[0, 5]))


def test_momentum_s_second_step_reads_as_by_hand() -> None:
    bowl = landscapes.catalogue()["bowl"]()
    descent = descend(Momentum(lr=0.01, momentum=0.9), bowl, bowl.start, 3)
    texts = [text for *_, text in NUMBER.findall(numbers(descent, 2, 0)[0].mathml)]
    assert texts == ["0.9", "(−0.02400)", "0.01", "(−2.376)", "−0.04536"]


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_a_line_of_numbers_may_break_before_each_term_but_never_within_one(rule: type[Rule]) -> None:
    for line in numbers(run(rule), 5, 0):
        first, *others = re.findall(r"<math[^>]*>(.*?)</math>", line.mathml)
        assert "=" in first
        assert all(re.match(r'<mrow><mo form="infix">[=+−]</mo>', term) for term in others)
        assert all(term.count("(</mo>") == term.count(")</mo>") for term in (first, *others))
        assert others[-1].count("<mo") == 1


def test_a_power_of_ten_that_is_squared_stands_in_parentheses() -> None:
    assert shown(5.44e-9, False, "power") == "(5.440×10⁻⁹)"
    assert shown(5.44e-9, False, "paren") == "5.440×10⁻⁹"
    assert shown(0.5, False, "power") == "0.5000"
    assert shown(-0.5, False, "power") == shown(-0.5, False, "paren") == "(−0.5000)"


def test_a_minus_after_another_operator_is_a_sign_and_stands_close() -> None:
    assert formula(r"a - b = -c").count('form="prefix"') == 1
    assert 'form="prefix"' not in formula(r"(a) - b")
    assert formula(r"(-1)").count('form="prefix"') == 1


IDEAS = {
    "gradient_descent": {"g": Idea.GRADIENT},
    "momentum": {"g": Idea.GRADIENT, "v": Idea.VELOCITY},
    "nesterov": {"g": Idea.GRADIENT, "v": Idea.VELOCITY},
    "adagrad": {"g": Idea.GRADIENT, "G": Idea.SECOND_MOMENT},
    "adadelta": {"g": Idea.GRADIENT, "E": Idea.SECOND_MOMENT, "D": Idea.SECOND_MOMENT, "delta": Idea.STEP},
    "adam": {
        "g": Idea.GRADIENT,
        **dict.fromkeys(("m", "m_hat"), Idea.VELOCITY),
        **dict.fromkeys(("v", "v_hat"), Idea.SECOND_MOMENT),
    },
    "amsgrad": {
        "g": Idea.GRADIENT,
        **dict.fromkeys(("m", "m_hat"), Idea.VELOCITY),
        **dict.fromkeys(("v", "v_max", "v_hat"), Idea.SECOND_MOMENT),
    },
    "nadam": {
        "g": Idea.GRADIENT,
        **dict.fromkeys(("m", "m_hat"), Idea.VELOCITY),
        **dict.fromkeys(("v", "v_hat"), Idea.SECOND_MOMENT),
    },
    "lion": {"g": Idea.GRADIENT, "c": Idea.VELOCITY, "m": Idea.VELOCITY},
    "full_matrix_adagrad": {"g": Idea.GRADIENT, "G": Idea.SECOND_MOMENT, "d": Idea.STEP},
    "rmsprop": {"g": Idea.GRADIENT, "v": Idea.SECOND_MOMENT, "b": Idea.VELOCITY},
    "schedule_free": {"g": Idea.GRADIENT, "v": Idea.SECOND_MOMENT},
    "newton": {"g": Idea.GRADIENT, "d": Idea.STEP},
    "lbfgs": {"g": Idea.GRADIENT, "d": Idea.STEP, "s": Idea.STEP},
}


@pytest.mark.parametrize("rule_id", IDEAS)
def test_only_what_is_about_an_idea_has_its_colour(rule_id: str) -> None:
    rule = rules.catalogue()[rule_id]
    drawn = "".join(str(formula(line, rule.glossary())) for line in rule.formula)
    coloured = dict(re.findall(r'class="sym sym-(\w+) idea-([\w-]+)"', drawn))
    assert coloured == {name: idea for name, idea in IDEAS[rule_id].items() if f"sym-{name} " in drawn}
    assert {symbol.name: symbol.idea for symbol in rule.glossary() if symbol.idea} == IDEAS[rule_id]


def test_words_in_a_formula_keep_their_spaces() -> None:
    words = [latex for each in schedules.catalogue().values() for latex in re.findall(r"\\text\{([^}]*)\}", each.latex)]
    assert words
    drawn = "".join(str(formula(each.latex)) for each in schedules.catalogue().values()).replace("&#x000A0;", " ")
    assert [each for each in words if each not in drawn] == []
