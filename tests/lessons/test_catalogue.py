"""The six lessons: their order, their length, what they name, and the numbers in their sentences."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from app import paths
from app.lessons import catalogue
from app.lessons.catalogue import Experiment, Lesson, Mood
from app.lessons.front_matter import FrontMatterError

LESSONS = catalogue.catalogue()
SLUGS = ("gradient-descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
FIRST = (paths.LESSONS / "01-gradient-descent.html").read_text("utf-8")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


def source(lesson: Lesson) -> str:
    return (paths.LESSONS / f"{lesson.number:02}-{lesson.slug}.html").read_text("utf-8")


def block(lesson: Lesson, name: str) -> str:
    """The words of one block of a lesson's template, tags left out."""
    found = re.search(rf"{{% block {name} %}}(.*?){{% endblock %}}", source(lesson), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]+>", " ", found[1])) if found else ""


def sentences(lesson: Lesson) -> list[tuple[str, str]]:
    """Every text about a run as the author wrote it, each with the settings and claims of the runs that it is about."""
    raw = catalogue.parse(source(lesson), f"{lesson.number:02}-{lesson.slug}.html")
    asked = raw.prediction
    about = f"{asked.run} {raw.query} {asked.claims}"
    told = [(" ".join((asked.question, asked.because, *(option.text for option in asked.options))), about)]
    told += [(f"{each.text} {each.says}", f"{asked.run} {raw.query} {each.claims}") for each in asked.reasons]
    for _, each in raw.all_experiments():
        about = f"{each.run} {each.other} {each.then} {each.claims}"
        told.append((f"{each.title} {each.try_this} {each.look_for}", about))
    return told


def test_there_are_six_lessons_in_order() -> None:
    assert tuple(lesson.slug for lesson in LESSONS) == SLUGS
    assert [lesson.number for lesson in LESSONS] == [1, 2, 3, 4, 5, 6]


def test_previous_and_next_lead_through_all_of_them_and_stop_at_the_ends() -> None:
    assert LESSONS[0].previous is None
    assert LESSONS[-1].next is None
    for earlier, later in pairwise(LESSONS):
        assert (earlier.next, later.previous) == (later, earlier)


def test_a_lesson_is_found_by_its_slug() -> None:
    assert catalogue.lesson("adam") is LESSONS[-1]
    assert catalogue.lesson("adamant") is None


@each_lesson
def test_the_explanation_has_at_most_150_words(lesson: Lesson) -> None:
    assert 40 <= len(block(lesson, "explanation").split()) <= 150


@each_lesson
def test_the_promise_is_one_sentence(lesson: Lesson) -> None:
    assert len(re.findall(r"[.!?](?:\s|$)", lesson.promise)) == 1
    assert len(lesson.promise.split()) <= 30


@each_lesson
def test_at_most_two_sliders_are_in_sight_so_that_there_are_four_controls_with_start_and_play(lesson: Lesson) -> None:
    assert 1 <= len(lesson.controls) <= 2


@each_lesson
def test_the_rule_shines_in_one_experiment_and_fails_in_another(lesson: Lesson) -> None:
    assert {Mood.SHINES, Mood.FAILS} <= {experiment.kind for experiment in lesson.experiments}
    assert 2 <= len(lesson.experiments) <= 4


@each_lesson
def test_the_prediction_offers_at_least_three_different_answers_one_of_them_right(lesson: Lesson) -> None:
    options = lesson.prediction.options
    assert len({option.id for option in options}) == len({option.text for option in options}) == len(options) >= 3
    assert sum(option.id == lesson.prediction.answer for option in options) == 1


@each_lesson
def test_only_rules_met_before_are_offered_for_comparison(lesson: Lesson) -> None:
    met = {earlier.optimizer for earlier in LESSONS[: lesson.number - 1]} | {lesson.lead_in_optimizer}
    beside = {dict(parse_qsl(lesson.other))["optimizer"]} if lesson.other else set()
    assert beside <= met


@each_lesson
def test_every_measurement_stands_in_its_sentence(lesson: Lesson) -> None:
    told = [lesson.promise, lesson.advantage, lesson.drawback, lesson.prediction.because]
    told += [reason.says for reason in lesson.prediction.reasons]
    told += [text for experiment in lesson.experiments for text in (experiment.try_this, experiment.look_for)]
    assert not [text for text in told if "{" in text or "None" in text or "nan" in text.split()]


@each_lesson
def test_a_number_in_a_sentence_is_one_that_the_run_is_set_to_or_that_a_claim_holds(lesson: Lesson) -> None:
    for words, about in sentences(lesson):
        spelt = re.sub("10(⁻[⁰¹²³⁴-⁹]+)", lambda power: f"1e{power[1].translate(POWERS)}", words)
        typed = re.sub(r"\{.*?\}|2/λ|2\(1\+|[₀₁₂]|\(1\+2γ\)|1−β", " ", spelt)
        settings = {float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", about)}
        for number in re.findall(r"\d+\.?\d*(?:e-\d+)?", typed):
            assert float(number) in settings | {0.0, 1e-6}, f"{number} in {words!r}"


@each_lesson
def test_each_library_has_one_line_of_python_that_names_it(lesson: Lesson) -> None:
    assert lesson.libraries[0].name == "PyTorch"
    for library in lesson.libraries:
        assert "\n" not in library.code
        assert isinstance(ast.parse(library.line(lesson.scene.run.rule), mode="eval").body, ast.Call)
        package = {"PyTorch": "torch.optim.", "Keras": "keras.optimizers.", "optax": "optax."}
        assert library.code.startswith(package[library.name.split(",")[0]])


@each_lesson
def test_pytorch_takes_the_line_as_it_stands(lesson: Lesson) -> None:
    torch = pytest.importorskip("torch")
    for library in lesson.libraries:
        if library.name.startswith("PyTorch"):
            names = {"torch": torch, "model": torch.nn.Linear(2, 1)}
            assert isinstance(eval(library.line(lesson.scene.run.rule), names), torch.optim.Optimizer)


@each_lesson
def test_every_source_can_be_followed(lesson: Lesson) -> None:
    assert lesson.sources
    assert all(each.url.startswith("https://") for each in lesson.sources)
    assert all(re.search(r"\b(1[89]|20)\d\d\b", each.text) for each in lesson.sources)


@pytest.mark.parametrize(
    ("slug", "meaning"),
    [("momentum", "velocity"), ("nesterov", "velocity"), ("adadelta", "average of squares"), ("adam", "second moment")],
)
def test_where_the_letter_v_changes_its_meaning_the_page_says_so(slug: str, meaning: str) -> None:
    lesson = catalogue.lesson(slug)
    assert lesson is not None
    (gloss,) = re.findall(r'<p class="gloss">(.*?)</p>', source(lesson), re.DOTALL)
    assert "<var>v</var>" in gloss
    assert meaning in " ".join(gloss.split())


def test_adadelta_opens_with_rmsprop_from_which_it_differs_by_one_idea() -> None:
    lesson = catalogue.lesson("adadelta")
    assert lesson is not None
    assert lesson.lead_in_optimizer == "rmsprop"
    words = block(lesson, "explanation")
    assert words.index("RMSprop") < words.index("Adadelta keeps") < words.index("one idea")
    assert "lesson.lead_in.formula" in source(lesson)


@pytest.mark.parametrize(
    ("was", "becomes", "field", "message"),
    [
        ('optimizer = "gradient_descent"', 'optimizer = "gradient_ascent"', "optimizer", "gradient_ascent"),
        ("controls =", 'other = "optimizer=adamant"\ncontrols =', "other", "adamant"),
        ('controls = ["lr", "loss', 'controls = ["momentum", "loss', "controls", "momentum"),
        ("controls =", 'at_hand = ["lr"]\ncontrols =', "at_hand", "'lr' beside"),
        ("controls =", 'at_hand = ["beta1"]\ncontrols =', "at_hand", "beta1"),
        ("lr=0.09&steps", "speed=0.09&steps", "run", "speed"),
        ("landscape=himmelblau", "landscape=everest", "experiments[0].run", "everest"),
        ("&lr=0.0151&momentum=0.9", "&lr=0.0151&momentum=9", "experiments[0].other", "momentum"),
        ('kind = "trapped"', 'kind = "caught"', "experiments[2].claims", "caught"),
        ('answer = "diverges"', 'answer = "explodes"', "prediction.answer", "explodes"),
        ('kind = "shines"', 'kind = "sparkles"', "experiments[0].kind", "sparkles"),
        ('title = "Gradient descent"', "", "title", "missing"),
        ('title = "Gradient descent"', "title = 7", "title", "str"),
        ('title = "Gradient descent"', 'title = "x"\nsubtitle = "y"', "subtitle", "not a field"),
    ],
)
def test_a_lesson_that_names_what_is_not_there_is_refused_by_file_and_field(
    was: str, becomes: str, field: str, message: str
) -> None:
    assert was in FIRST
    with pytest.raises(FrontMatterError, match=re.escape(message)) as refused:
        catalogue.parse(FIRST.replace(was, becomes, 1), "01-gradient-descent.html")
    assert (refused.value.file, refused.value.field) == ("01-gradient-descent.html", field)


@pytest.mark.parametrize("text", ["{% extends 'lessons/page/lesson.html' %}", "{#---\ntitle = \n---#}\n"])
def test_a_template_without_a_toml_comment_at_its_head_is_refused(text: str) -> None:
    with pytest.raises(FrontMatterError, match=r"01-x\.html"):
        catalogue.parse(text, "01-x.html")


def test_every_lesson_file_is_in_the_catalogue() -> None:
    assert len(list(Path(paths.LESSONS).glob("*.html"))) == len(LESSONS)


def test_an_experiment_without_a_second_run_has_a_scene_of_one() -> None:
    alone = next(each for lesson in LESSONS for each in lesson.experiments if each.other is None)
    assert isinstance(alone, Experiment)
    assert alone.scene.other is None
