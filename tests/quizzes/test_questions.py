"""What holds for every question of every kind: how it is read, marked, kept and kept secret."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import bank, kinds, questions
from quizzes.questions import Answer, AnswerError, Resolved, feedback, format_answer, mark, model, parse, resolve
from tests.quizzes.variety import SEEDS, of_kind, resolved

HOSTILE = (
    "", " ", "nan", "inf", "-inf", "1e999", "-1e999", "1,234", "1.5.2", "0x10", "１_２", "三", "1_000", "9**9**9",
    "__import__('os').system('id')", "().__class__", "<script>alert(1)</script>", "9" * 10_000, "1e" + "9" * 30,
)  # fmt: skip
FIELDS = ("choice", "number", "x", "y", "lr", "momentum", "eps")


def test_the_right_answer_gets_one() -> None:
    for each in resolved():
        marked = mark(each.key, model(each.key))
        assert (marked.fraction, marked.right, marked.misconceptions) == (1.0, True, ())


@given(st.data())
def test_a_mark_lies_between_nought_and_one_and_is_one_exactly_when_right(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(resolved()))
    marked = mark(each.key, data.draw(answers(each)))
    assert 0 <= marked.fraction <= 1
    assert marked.right == (marked.fraction == 1)


@given(st.data())
def test_only_the_key_gets_one(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from([each for each in resolved() if each.shown.options]))
    answer = data.draw(answers(each))
    same = answer.chosen == each.key.right if each.kind == "order" else {*answer.chosen} == {*each.key.right}
    assert mark(each.key, answer).right == same


@given(st.data())
def test_a_formatted_answer_reads_as_the_same_answer(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(resolved()))
    answer = data.draw(answers(each))
    assert parse(each.shown, format_answer(each.shown, answer)) == answer


@given(st.data())
def test_an_answer_survives_its_json(data: st.DataObject) -> None:
    answer = data.draw(answers(data.draw(st.sampled_from(resolved()))))
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_a_question_survives_its_json() -> None:
    for each in resolved():
        assert Resolved.from_json(json.loads(json.dumps(each.to_json()))) == each


def test_the_same_seed_gives_the_same_question() -> None:
    questions.pose.cache_clear()
    again = tuple(resolve(question, seed) for question in bank.load().questions for seed in SEEDS)
    assert again == resolved()


def test_what_is_shown_holds_no_explanation_and_no_name_of_the_question() -> None:
    for each in resolved():
        page = json.dumps(questions_as_json(each), ensure_ascii=False)
        for secret in (*each.key.texts, each.question, each.seed, each.version):
            assert secret not in page
        assert not any(f'"{field}":' in page for field in ("because", "misconception", "right", "number", "solution"))


def test_what_is_shown_of_a_path_names_no_rule() -> None:
    for each in resolved():
        if each.kind == "path":
            assert each.shown.plot is not None
            assert "optimizer" not in each.shown.plot.landscape
            assert "lr" not in each.shown.plot.landscape


def test_option_ids_and_the_size_of_the_page_tell_nothing_of_the_key() -> None:
    """Turn the key of a question round and deal it again: the page stays the same to the byte."""
    kind = kinds.catalogue()["single"]
    question = bank.load().question("adagrad-drawback")
    shown, key = questions.pose(question, ())
    pages = {kind.deal((shown, replace(key, right=(option.id,))), "a seed")[0] for option in shown.options}
    assert len(pages) == 1


def test_every_place_is_equally_often_right() -> None:
    question = next(question for question in bank.load().questions if question.kind == "single" and not question.varies)
    places = [0] * len(question.options)
    for seed in range(400):
        each = resolve(question, str(seed))
        places[[option.id for option in each.shown.options].index(each.key.right[0])] += 1
    assert min(places) > 400 / len(places) * 0.7


def test_options_of_two_attempts_have_different_ids() -> None:
    question = next(question for question in bank.load().questions if question.options)
    one, other = (resolve(question, seed).shown.options for seed in ("one attempt", "another"))
    assert not {option.id for option in one} & {option.id for option in other}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", sorted(kinds.catalogue()))
def test_a_bad_text_is_refused_at_once_with_the_name_of_its_field(kind: str, text: str) -> None:
    shown = of_kind(kind).shown
    fields = (*FIELDS, *(f"place-{option.id}" for option in shown.options))
    began = time.process_time()
    with pytest.raises(AnswerError) as refused:
        parse(shown, dict.fromkeys(fields, (text,)))
    assert time.process_time() - began < 5  # what computes the text would take minutes
    assert refused.value.field in fields
    assert 10 < len(refused.value.message) < 120


@given(st.sampled_from(sorted(kinds.catalogue())), st.text(max_size=60))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    shown = of_kind(kind).shown
    fields = (*FIELDS, *(f"place-{option.id}" for option in shown.options))
    try:
        answer = parse(shown, dict.fromkeys(fields, (text,)))
    except AnswerError:
        return
    assert 0 <= mark(of_kind(kind).key, answer).fraction <= 1


@pytest.mark.parametrize("kind", sorted(kinds.catalogue()))
def test_an_empty_form_is_refused(kind: str) -> None:
    with pytest.raises(AnswerError):
        parse(of_kind(kind).shown, {})


@pytest.mark.parametrize("kind", sorted(kinds.catalogue()))
def test_an_option_of_another_question_is_refused(kind: str) -> None:
    shown, other = of_kind(kind).shown, resolve(bank.load().question("adagrad-drawback"), "elsewhere").shown
    with pytest.raises(AnswerError):
        parse(shown, {"choice": (other.options[0].id,), f"place-{other.options[0].id}": ("1",)})


def test_whatever_else_a_form_sends_is_ignored() -> None:
    for each in resolved():
        form = format_answer(each.shown, model(each.key))
        extra = {"score": ("1",), "fraction": ("1",), "weight": ("9",), "seed": ("x",), "owner": ("me",)}
        assert parse(each.shown, {**form, **extra}) == parse(each.shown, form)


def test_feedback_says_right_in_words_and_by_a_sign() -> None:
    for each in resolved():
        told = feedback(each, model(each.key))
        assert (told.sign, told.verdict) == ("★", "Right")
        assert told.because
        assert told.answer


@given(st.data())
def test_feedback_says_what_every_chosen_option_would_have_meant(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from([each for each in resolved() if each.kind in ("single", "multiple", "path")]))
    answer = data.draw(answers(each))
    told = feedback(each, answer)
    chosen = [remark for remark in told.remarks if remark.chosen]
    assert len(chosen) == len(answer.chosen)
    assert all(remark.because for remark in told.remarks)
    assert list(told.remarks[: len(chosen)]) == chosen


def test_a_wrong_choice_names_its_misconception() -> None:
    known = {each.id for each in bank.load().misconceptions}
    for each in resolved():
        for note in each.key.notes:
            if each.kind in ("single", "formula", "path") and note.option not in each.key.right:
                found = mark(each.key, Answer(each.kind, (note.option,))).misconceptions
                assert found == ((note.misconception,) if note.misconception else ())
                assert {*found} <= known


def test_a_known_slip_names_its_misconception_and_gets_no_full_mark() -> None:
    for each in resolved():
        for slip in each.key.slips:
            marked = mark(each.key, Answer(each.kind, numbers=slip.value))
            assert not marked.right
            assert marked.misconceptions == ((slip.misconception,) if slip.misconception else ())


def test_segments_take_a_text_apart_and_put_together_give_it_back() -> None:
    assert questions.segments("At $x$, $y$.") == (
        ("At ", False), ("x", True), (", ", False), ("y", True), (".", False),
    )  # fmt: skip
    for each in resolved():
        for text in (*each.shown.texts, *each.key.texts):
            parts = (f"${part.text}$" if part.is_formula else part.text for part in questions.segments(text))
            assert "".join(parts) == text


def questions_as_json(each: Resolved) -> Mapping[str, Sequence[object]]:
    """What the page may hold."""
    shown: Mapping[str, Sequence[object]] = each.to_json()["shown"]
    return shown


def answers(each: Resolved) -> st.SearchStrategy[Answer]:
    """Any answer that a form can give to a question."""
    ids = [option.id for option in each.shown.options]
    number = st.floats(-1e6, 1e6)
    match each.kind:
        case "order":
            return st.permutations(ids).map(lambda order: Answer("order", tuple(order)))
        case "multiple":
            ticks = st.sets(st.sampled_from(ids), min_size=1)
            return ticks.map(lambda ticked: Answer("multiple", tuple(option for option in ids if option in ticked)))
        case "numeric":
            return number.map(lambda value: Answer("numeric", numbers=(value,)))
        case "point":
            return st.tuples(number, number).map(lambda place: Answer("point", numbers=place))
        case "challenge":
            values = st.tuples(*(st.floats(control.low, control.high) for control in each.shown.controls))
            names = [control.name for control in each.shown.controls]
            return values.map(lambda held: Answer("challenge", settings=tuple(zip(names, held, strict=True))))
    return st.sampled_from(ids).map(lambda option: Answer(each.kind, (option,)))


@pytest.mark.parametrize("kind", ["order", "multiple"])
def test_an_answer_in_words_has_no_full_stop_before_a_semicolon(kind: str) -> None:
    for each in resolved():
        if each.kind == kind:
            assert ".;" not in feedback(each, model(each.key)).answer
