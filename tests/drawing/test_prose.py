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
    assert lettered("η < 2/λ, ηλ") == "<var>η</var>\u00a0&lt;\u00a02/<var>λ</var>, <var>ηλ</var>"


def test_a_short_term_stays_on_one_line_and_a_long_one_may_end_it_anywhere() -> None:
    assert lettered("at θ − γv, so") == "at <var>θ</var>\u00a0−\u00a0<var>γ</var>v, so"
    assert "\u00a0" not in lettered("1 + 2 + 3 + 4 + 5 + 6 + 7")
    assert "\u00a0" in prose("$a$ and x − y")


def test_a_word_that_begins_with_a_formula_is_not_torn() -> None:
    assert "</math>s</span> start" in prose(r"Its usual $\beta$s start")


def descent(query: str) -> Descent:
    return parse_run(query_args(query)).descend()


def test_runs_of_one_rule_are_told_apart_by_what_differs() -> None:
    runs = [
        descent("optimizer=momentum&lr=0.01&momentum=0.8"),
        descent("optimizer=momentum&lr=0.02&momentum=0.8"),
        descent("optimizer=adam&lr=0.5"),
    ]
    assert told_apart(runs) == (r"Momentum, $\eta = 0.01$", r"Momentum, $\eta = 0.02$", "Adam")


def test_a_tiny_setting_is_a_power_of_ten() -> None:
    runs = [descent(f"optimizer=adadelta&eps={eps}") for eps in ("1e-8", "0.0001")]
    assert told_apart(runs) == (r"Adadelta, $\varepsilon = 10^{-8}$", r"Adadelta, $\varepsilon = 0.0001$")
