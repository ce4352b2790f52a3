"""A corrected question marks again what a learner chose, wherever the options went, or says that it cannot."""

from dataclasses import replace

from quizzes import bank
from quizzes.questions import format_answer, mark, model, parse, resolve
from quizzes.shapes import Resolved
from quizzes.source import Question
from quizzes.versions import again

SEEDS = tuple(f"attempt {number}" for number in range(6))
DRAWN = tuple((question, resolve(question, seed)) for question in bank.load().questions for seed in SEEDS)
PICKED = tuple((question, shown) for question, shown in DRAWN if shown.shown.options)


def laid_over(question: Question, shown: Resolved) -> Resolved:
    found = again(question, shown)
    assert found is not None
    return found


def test_the_same_version_gives_the_same_question() -> None:
    for question, shown in DRAWN:
        assert laid_over(question, shown) == shown


def test_a_better_explanation_changes_nothing_but_itself() -> None:
    for question, shown in DRAWN:
        after = laid_over(replace(question, because="It was put better."), shown)
        assert after.shown == shown.shown
        assert after.key == replace(shown.key, because="It was put better.")


def test_options_in_another_order_keep_what_they_say_and_what_they_are_worth() -> None:
    for question, shown in PICKED:
        if question.kind == "order" and question.options[0].value is None:
            continue  # there the bank's order is the key
        after = laid_over(replace(question, options=question.options[::-1]), shown)
        assert after.shown == shown.shown
        assert mark(after.key, model(shown.key)).right
        assert {note.option: note.because for note in after.key.notes} == {
            note.option: note.because for note in shown.key.notes
        }


def test_a_corrected_order_leaves_the_items_as_they_were_shown() -> None:
    for question, shown in PICKED:
        if question.kind == "order" and question.options[0].value is None:
            after = laid_over(replace(question, options=question.options[::-1]), shown)
            assert after.shown == shown.shown
            assert after.key.right == shown.key.right[::-1]


def test_an_option_reworded_in_its_place_is_still_the_same() -> None:
    for question, shown in PICKED:
        first, *rest = question.options
        after = laid_over(replace(question, options=(replace(first, text="Put otherwise."), *rest)), shown)
        assert [option.id for option in after.shown.options] == [option.id for option in shown.shown.options]
        assert after.key.right == shown.key.right


def test_an_option_that_says_and_means_something_else_cannot_be_marked_again() -> None:
    for question, shown in PICKED:
        first, *rest = question.options
        other = replace(first, text="Something else.", because="It means something else.")
        assert again(replace(question, options=(other, *rest)), shown) is None


def test_an_option_more_or_less_cannot_be_marked_again() -> None:
    for question, shown in PICKED:
        first, *rest = question.options
        if question.kind != "path":
            assert again(replace(question, options=tuple(rest)), shown) is None
        assert again(replace(question, options=(*question.options, replace(first, text="One more."))), shown) is None


def test_another_kind_or_other_numbers_cannot_be_marked_again() -> None:
    for question, shown in DRAWN:
        assert again(replace(question, stem="And 4711?"), shown) is None
        if question.kind == "formula":
            assert again(replace(question, kind="single"), shown) is None


def test_another_picture_cannot_be_marked_again() -> None:
    for question, shown in DRAWN:
        if shown.shown.plot and question.kind != "path":
            assert question.plot is not None
            other = replace(question, drawn=f"{question.drawn} + 1")
            assert again(other, shown) is None


def test_what_was_typed_is_read_the_same_by_both() -> None:
    for question, shown in DRAWN:
        after = laid_over(replace(question, because="It was put better."), shown)
        assert mark(after.key, parse(after.shown, format_answer(shown.shown, model(shown.key)))).right
