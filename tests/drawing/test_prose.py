"""Prose: formulas in a sentence, and runs told apart."""

from app.drawing.prose import lettered, prose, told_apart
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from optimizers.descent import Descent


def test_what_closes_a_phrase_stays_on_the_line_of_its_formula() -> None:
    drawn = prose("On $a$, and ($b$). Then $c$ alone & plain.")
    assert "<mi>a</mi></mrow></math>,</span> and (" in drawn
    assert "<mi>b</mi></mrow></math>).</span> Then " in drawn
    assert drawn.count("unbroken") == 2
    assert drawn.endswith(" alone &amp; plain.")


def test_a_text_without_formulas_is_itself() -> None:
    assert prose(", <b>so</b>") == ", &lt;b&gt;so&lt;/b&gt;"


def test_greek_letters_lean_and_all_else_is_only_text() -> None:
    assert lettered("η < 2/λ, ηλ") == "<var>η</var> &lt; 2/<var>λ</var>, <var>ηλ</var>"


def descent(query: str) -> Descent:
    return parse_run(query_args(query)).descend()


def test_runs_of_one_rule_are_told_apart_by_what_differs() -> None:
    runs = [
        descent("optimizer=momentum&lr=0.01&momentum=0.8"),
        descent("optimizer=momentum&lr=0.02&momentum=0.8"),
        descent("optimizer=adam&lr=0.5"),
    ]
    assert told_apart(runs) == (r"Momentum, $\eta = 0.01$", r"Momentum, $\eta = 0.02$", "Adam")
