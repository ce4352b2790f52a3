"""What is said of a race is what the runs did."""

import re

from app.lessons.race_result import RaceResult, Setting, listed, name, race_result, settings

RACE = "rates=own&landscape=ravine&gradients=150&gradient_descent.lr=0.018&momentum.lr=0.006&adagrad.lr=0.4&adam.lr=0.1"


def told() -> RaceResult:
    return race_result(RACE)


def test_the_first_is_the_one_with_the_fewest_gradients() -> None:
    result = told()
    first = min((each for each in result.results if each in result.arrived), key=lambda each: each.descent.outcome.step)
    assert result.verdict.startswith(f"{name(first)} arrived first, at step {first.descent.outcome.step}.")


def test_every_racer_is_named_once() -> None:
    result = told()
    words = result.verdict
    for each in result.results:
        assert len(re.findall(rf"\b{name(each)}\b(?! momentum)", words)) == 1, words


def test_the_steps_said_are_those_of_the_outcomes() -> None:
    result = told()
    said = [int(number) for number in re.findall(r"(?:step |\()(\d+)", result.verdict)]
    assert said == [each.descent.outcome.step for each in result.arrived]


def test_the_settings_name_start_and_budget() -> None:
    assert told().settings.startswith("Ravine, from (−1.8, 0.9), 150 gradients each, ")


def test_a_racers_settings_are_its_rate_and_what_differs_from_the_defaults() -> None:
    race = race_result("rates=own&landscape=bowl&momentum.lr=0.03&momentum.momentum=0.5&adadelta.eps=0.01")
    shown = {type(each.run.rule).id: settings(each) for each in race.results}
    assert shown["momentum"] == (Setting(r"\eta", 0.03), Setting(r"\gamma", 0.5))
    assert [each.latex for each in shown["adadelta"]] == [r"\eta", r"\varepsilon"]
    assert [each.latex for each in shown["adam"]] == [r"\eta"]


def test_what_became_of_the_others_follows_their_outcomes() -> None:
    race = race_result(
        "rates=own&landscape=two_wells&gradients=80&gradient_descent.lr=0.03&momentum.lr=5&nesterov.lr=0.02"
    )
    assert "Gradient descent came to rest where the ground is flat, but not at the lowest point." in race.verdict
    assert "Momentum flew off." in race.verdict
    assert race.verdict.startswith(f"{name(race.arrived[0])} arrived first")


def test_names_are_listed_as_a_sentence_does() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
