"""Charts for instructors, as Plotly figures without colours: bars of counts, and questions in a plane.

Every figure carries a caption that says in words what it shows; colours are left to the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from app.grading.item_figures import Analysis, Bin, QuestionFigures
from quizzes.statistics import ENOUGH

Plain: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Bars:
    """Counts side by side."""

    id: str
    title: str
    bins: tuple[Bin, ...]
    across: str
    upwards: str
    caption: str

    def plain(self) -> Plain:
        labels = [each.label for each in self.bins]
        return {
            "data": [
                {
                    "type": "bar",
                    "x": labels,
                    "y": [each.times for each in self.bins],
                    "meta": {"look": "accent"},
                    "hovertemplate": f"%{{x}}: %{{y}} {self.upwards}<extra></extra>",
                }
            ],
            "layout": {
                "xaxis": {"title": {"text": self.across}, "type": "category", "tickangle": 0, "nticks": 5},
                "yaxis": {"title": {"text": self.upwards}, "rangemode": "tozero", "tickformat": "d"},
                "bargap": 0.15,
            },
        }


class Dot(NamedTuple):
    """A question in the plane of facility and discrimination."""

    question: str
    facility: float
    discrimination: float
    suspicious: bool


@dataclass(frozen=True)
class Dots:
    """Questions by facility (across) and discrimination (upwards); those in doubt have a sign of their own."""

    id: str
    title: str
    dots: tuple[Dot, ...]
    caption: str

    def plain(self) -> Plain:
        groups = ((False, "circle", "accent"), (True, "diamond", "bad"))
        traces = [_trace([dot for dot in self.dots if dot.suspicious is doubt], *look) for doubt, *look in groups]
        return {
            "data": [trace for trace in traces if trace["x"]],
            "layout": {
                "xaxis": {"title": {"text": "facility"}, "range": [-0.03, 1.03], "tickformat": ".0%"},
                "yaxis": {"title": {"text": "discrimination"}, "range": [-1.05, 1.05]},
            },
        }


Figure: TypeAlias = Bars | Dots


def figures(analysis: Analysis) -> tuple[Figure, ...]:
    """The charts of a quiz's page; those with nothing to draw are left out."""
    drawn: tuple[Figure, ...] = (
        Bars("scores", "Scores", analysis.scores, "share of the points", "learners", _scores(analysis)),
        Bars("minutes", "Time taken", analysis.minutes, "minutes", "learners", _minutes(analysis.minutes)),
        Bars("days", "Attempts over time", analysis.days, "day", "attempts", _days(analysis.days)),
        _plane(analysis.questions),
    )
    return tuple(each for each in drawn if (each.bins if isinstance(each, Bars) else each.dots))


def _plane(questions: Sequence[QuestionFigures]) -> Dots:
    dots = tuple(
        Dot(each.id, each.figures.facility, each.figures.discrimination, each.figures.suspicious)
        for each in questions
        if each.figures.facility is not None and each.figures.discrimination is not None
    )
    few = sum(each.figures.attempts < ENOUGH for each in questions)
    doubtful = sum(dot.suspicious for dot in dots)
    said = f"{doubtful} of {len(dots)} questions are in doubt." if doubtful else "None of the questions is in doubt."
    waiting = f" With fewer than {ENOUGH} attempts ({few} of them) a place may still move far." if few else ""
    return Dots("plane", "Facility and discrimination", dots, said + waiting)


def _trace(dots: Sequence[Dot], symbol: str, look: str) -> Plain:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.facility for dot in dots],
        "y": [dot.discrimination for dot in dots],
        "text": [dot.question for dot in dots],
        "marker": {"symbol": symbol, "size": 10},
        "meta": {"look": look},
        "hovertemplate": "%{text}<br>facility %{x:.0%}, discrimination %{y:.2f}<extra></extra>",
    }


def _scores(analysis: Analysis) -> str:
    if analysis.whole.mean is None:
        return ""
    below = sum(each.times for each in analysis.scores[:6])
    mean, attempts = 100 * analysis.whole.mean, analysis.whole.attempts
    return f"First attempts: {mean:.0f} % on average; {below} of {attempts} under 60 %."


def _minutes(bins: tuple[Bin, ...]) -> str:
    """The minute in which the middle attempt ended."""
    middle, passed = sum(each.times for each in bins) / 2, 0
    for each in bins:
        passed += each.times
        if passed >= middle > 0:
            return f"Half of the first attempts took {each.label} minutes or less, counted in whole minutes."
    return ""


def _days(bins: tuple[Bin, ...]) -> str:
    if not bins:
        return ""
    most = max(bins, key=lambda each: each.times)
    return f"{sum(each.times for each in bins)} attempts, first or not; most on {most.label}: {most.times}."
