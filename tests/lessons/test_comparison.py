"""The review's rows: what each rule remembers is what the core says that it stores."""

from app.lessons.comparison import Kept, rows


def test_every_row_marks_as_many_memories_as_its_rule_keeps_numbers() -> None:
    for row in rows():
        assert len(row.kept) == row.rule.memory, row.lesson.title


def test_each_kind_of_memory_is_where_the_lessons_say() -> None:
    kept = {row.rule.id: set(row.kept) for row in rows()}
    assert kept == {
        "gradient_descent": set(),
        "momentum": {Kept.DIRECTIONS},
        "nesterov": {Kept.DIRECTIONS},
        "adagrad": {Kept.GRADIENTS},
        "adadelta": {Kept.GRADIENTS, Kept.STEPS},
        "adam": {Kept.DIRECTIONS, Kept.GRADIENTS},
    }


def test_adam_keeps_eight_gigabytes_for_a_billion_parameters() -> None:
    assert {row.rule.id: row.gigabytes for row in rows()}["adam"] == 8
