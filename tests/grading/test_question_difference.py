"""What was corrected in a question is told field by field, and nothing else is."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.grading.question_difference import Difference, differences
from quizzes import bank

QUESTIONS = [json.loads(question.source) for question in bank.load().questions]
TICKS = json.loads(bank.load().question("descent-mini-batches").source)


@given(st.sampled_from(QUESTIONS))
def test_a_question_does_not_differ_from_itself(entry: dict[str, object]) -> None:
    assert differences(entry, json.loads(json.dumps(entry))) == ()


@given(st.sampled_from(QUESTIONS), st.sampled_from(["stem", "because", "objective"]), st.text(min_size=1))
def test_a_changed_text_is_told_with_both_readings(entry: dict[str, str], field: str, text: str) -> None:
    found = differences(entry, {**entry, field: entry[field] + text})
    assert [(each.before, each.after) for each in found] == [(entry[field], entry[field] + text)]


def test_an_option_that_no_longer_counts_is_told_in_words() -> None:
    options = [dict(option) for option in TICKS["options"]]
    del options[2]["right"]
    options[2]["misconception"] = "bigger-batches-are-cheap"
    assert differences(TICKS, {**TICKS, "options": options}) == (
        Difference("Option 3, counts as", "right", "wrong", options[2]["text"]),
        Difference("Option 3, mistaken idea", None, "bigger-batches-are-cheap", options[2]["text"]),
    )


def test_a_field_that_went_away_is_told_too() -> None:
    (found,) = differences({"stem": "Why?", "tolerance": "0.1"}, {"stem": "Why?"})
    assert found == Difference("Tolerance", "0.1", None)
