"""The adviser: advice for every answer, each sentence with its source, and lines that name what there is."""

import ast
import itertools
import re

import pytest
from flask.testing import FlaskClient

from app.training import adviser
from optimizers import rules

WRONG = [("model=fish", "model"), ("colour=red", "colour"), ("time=none&time=some", "time")]
EVERY = [
    dict(zip((question.name for question in adviser.QUESTIONS), answers, strict=True))
    for answers in itertools.product(*(question.answers for question in adviser.QUESTIONS))
]


def test_every_answer_leads_to_advice_with_reasons() -> None:
    for told in EVERY:
        advice = adviser.advice(told)
        assert advice.rule in rules.catalogue()
        assert advice.reasons
        assert advice.libraries[0].name == "PyTorch"
        for reason in advice.reasons:
            assert re.fullmatch(r"\d{4}", reason.date)
            assert reason.link.startswith(("https://", "/"))


def test_every_question_changes_some_advice() -> None:
    for question in adviser.QUESTIONS:
        others = [{**told, question.name: ""} for told in EVERY]
        groups: dict[str, set[str]] = {}
        for told, other in zip(EVERY, others, strict=True):
            groups.setdefault(str(other), set()).add(str(adviser.advice(told)))
        assert max(map(len, groups.values())) > 1


def test_where_experts_disagree_it_says_so() -> None:
    sentences = [reason.source for reason in adviser.WHY["momentum"]]

    assert {"Wilson et al.", "Choi et al."} <= {*sentences}


def test_lines_are_python_and_state_the_rate_that_is_advised() -> None:
    for name, lines in adviser.LINES.items():
        for line in lines:
            call = ast.parse(line.line, mode="eval").body
            assert isinstance(call, ast.Call)
            rate = adviser.RATES[name].partition(",")[0]
            assert rate in line.line or "optax.lbfgs" in line.line


@pytest.mark.parametrize(("query", "field"), WRONG)
def test_what_cannot_be_is_refused(client: FlaskClient, query: str, field: str) -> None:
    response = client.get(f"/which-optimizer?{query}")

    assert response.status_code == 400
    assert field in response.text
