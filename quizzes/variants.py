"""Variants: the values that a seed draws for a question, and its texts, queries and numbers with those values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from optimizers.numbers import numeral
from optimizers.rule import FirstOrderRule
from quizzes.dice import Dice
from quizzes.expressions import ExpressionError, Value, evaluate, number
from quizzes.measures import feed, reached, take
from quizzes.runs import descend_run, parse_run
from quizzes.shapes import Goal
from quizzes.source import Believer, GoalSource, Let, OptionSource, Question

Drawn = tuple[tuple[str, Value], ...]

_NAME = re.compile(r"<(\()?([A-Za-z]\w*)\)?>")
"""`<x>`, or `<(x)>` for a number that wants parentheses when it is negative."""


def draw_values(question: Question, seed: str) -> Drawn:
    """What the seed draws for the question's names; what follows from them is worked out later."""
    dice = Dice(seed, "values")
    case = dice.choice(question.cases) if question.cases else ()
    return (*case, *((each.name, dice.choice(each.among)) for each in question.draws))


@dataclass(frozen=True)
class Variant:
    """A question with the values drawn for it."""

    question: Question
    drawn: Drawn
    believer: Believer | None = None
    """Through whose eyes it is seen: some values are then what they take them for, and so is what follows from them."""

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Every value by its name: drawn, and worked out by `let`, in order."""
        values, believed = dict(self.drawn), {each.name: each for each in self.believer.let} if self.believer else {}
        for name in values.keys() & believed.keys():
            values[name] = self._work_out(believed[name], values)
        for each in self.question.let:
            values[each.name] = self._work_out(believed.get(each.name, each), values)
        return values

    def seen_by(self, believer: Believer) -> "Variant":
        """The same question as somebody with a mistaken idea would judge it."""
        return replace(self, believer=believer)

    def text(self, template: str) -> str:
        """Prose with the values set in."""
        return _fill(template, self.values, numeral)

    def query(self, template: str) -> str:
        """A run query with the values set in."""
        return _fill(template, self.values, "{:.12g}".format)

    def number(self, expression: str) -> float:
        return number(_fill(expression, self.values, repr), self.values)

    def goal(self, source: GoalSource) -> Goal:
        def maybe(expression: str | None) -> float | None:
            return None if expression is None else self.number(expression)

        within, flips = maybe(source.within), maybe(source.flips)
        near = None if source.near is None else (*map(self.number, source.near),)
        return Goal(
            maybe(source.below), source.ends, None if flips is None else round(flips), source.axis,
            None if near is None else (near[0], near[1], near[2]), None if within is None else round(within),
        )  # fmt: skip

    def is_right(self, option: OptionSource) -> bool:
        if option.when:
            return self.has(option.when)
        if option.test is not None:
            return self.holds(option.test)
        if option.claim is not None and option.run is not None:
            return reached(option.claim, descend_run(self.query(option.run)), self.question.marking)
        return option.right

    def has(self, when: Drawn) -> bool:
        """Whether the variant has these values."""
        return all(self.values.get(name) == value for name, value in when)

    def holds(self, test: str) -> bool:
        return evaluate(test, self.values) is True

    def _work_out(self, let: Let, values: Mapping[str, Value]) -> Value:
        if let.value is not None:
            result = evaluate(let.value, values)
            return float(result) if isinstance(result, bool) else result
        if let.run is not None:
            run = _fill(let.run, values, "{:.12g}".format)
            return take(descend_run(run), let.take, round(number(let.at, values)), self.question.marking)
        if let.feed is not None:
            rule = parse_run(_fill(let.feed, values, "{:.12g}".format) + "&landscape=ravine").rule
            if isinstance(rule, FirstOrderRule):
                gradients = [number(g, values) for g in let.gradients] * let.times
                return feed(rule, number(let.theta, values), gradients, let.take)
        raise ExpressionError(f"{let.name} has no value")


def _fill(template: str, values: Mapping[str, Value], of_number: Callable[[float], str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[2] not in values:
            raise ExpressionError(f"nothing is called {match[2]}")
        held = values[match[2]]
        text = held if isinstance(held, str) else of_number(held)
        return f"({text})" if match[1] and text.startswith("-") else text

    return _NAME.sub(value, template)
