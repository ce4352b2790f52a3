"""The formula on the page is the computation: its lines, evaluated on recorded numbers, give the recorded results."""

import re
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.descent import descend
from optimizers.rule import FirstOrderRule

RULES: Any = rules.catalogue()
FIRST_ORDER = [name for name, rule in RULES.items() if issubclass(rule, FirstOrderRule)]
GROUP = r"((?:[^{}]|\{[^{}]*\})*)"
FUNCTIONS = {"sqrt": np.sqrt, "minimum": np.minimum, "maximum": np.maximum, "sign": np.sign}
WORDS = {
    r"\,": "*",
    "^": "**",
    r"\left": "",
    r"\right": "",
    r"\min": "minimum",
    r"\max": "maximum",
    r"\mathrm{sign}": "sign",
}


def python(latex: str, names: dict[str, str]) -> str:
    """The right-hand side of a formula line as a Python expression."""
    letters = sorted(names, key=len, reverse=True)
    kept = "|".join(map(re.escape, [*letters, *WORDS, r"\frac", r"\tfrac", r"\sqrt"]))
    words = WORDS | {letter: f"@{index}@" for index, letter in enumerate(letters)}
    latex = re.sub(kept, lambda found: words.get(found[0], found[0]), latex)
    for _ in range(3):
        latex = re.sub(rf"\\t?frac\{{{GROUP}\}}\{{{GROUP}\}}", r"((\1)/(\2))", latex)
        latex = re.sub(rf"\\sqrt\{{{GROUP}\}}", r"sqrt(\1)", latex)
        latex = re.sub(rf"\*\*\{{{GROUP}\}}", r"**(\1)", latex)
    return re.sub(r"@(\d+)@", lambda found: f"value['{names[letters[int(found[1])]]}']", latex)


@pytest.mark.parametrize("rule_id", FIRST_ORDER)
def test_each_line_of_the_formula_gives_the_recorded_number(rule_id: str) -> None:
    rule = RULES[rule_id](lr=0.005)
    ravine = landscapes.catalogue()["ravine"]()
    run = descend(rule, ravine, ravine.start, 30)
    names = {symbol.latex: symbol.name for symbol in rule.glossary()}
    recorded = {**run.state._asdict(), "theta": run.points}
    for t in (1, 2, 30):
        value = {name: field[:, t - 1] for name, field in recorded.items()}
        value |= {each.name: getattr(rule, each.name) for each in rule.hyperparameters()}
        value |= {"t": float(t), "g": run.gradients[:, t - 1]}
        for line in rule.formula:
            left, right = line.split(r"\gets")
            name = names[left.strip()]
            if r"\nabla J" not in right:
                value[name] = eval(python(right, names), FUNCTIONS | {"value": value})
            if name in recorded:
                np.testing.assert_allclose(value[name], recorded[name][:, t], rtol=1e-9, atol=1e-14, err_msg=line)


@pytest.mark.parametrize("rule_id", RULES)
def test_every_letter_on_the_left_of_a_line_has_a_name_and_a_meaning(rule_id: str) -> None:
    names = {symbol.latex: symbol for symbol in RULES[rule_id].glossary()}
    for line in RULES[rule_id].formula:
        assert names[line.split(r"\gets")[0].strip()].meaning


@pytest.mark.parametrize("rule_id", RULES)
def test_the_idea_is_told_in_fifteen_words(rule_id: str) -> None:
    assert 0 < len(RULES[rule_id].one_line.split()) <= 15
