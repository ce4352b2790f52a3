"""Path: a trajectory in a neutral colour; which optimizer drew it?"""

from collections.abc import Iterator
from dataclasses import replace

from quizzes.choices import Choice
from quizzes.kind import Posed
from quizzes.measures import hausdorff_distance
from quizzes.runs import descend_run, landscape_query
from quizzes.shapes import Plot
from quizzes.variants import Variant

DISTINCT = 0.05
"""Paths nearer than this, in view radii, look alike."""


class Path(Choice):
    """Each option has a run; the path shown is the right one's, with nothing that names its rule."""

    instruction = "The path begins at the ring. Choose the one that drew it."

    def pose(self, variant: Variant) -> Posed:
        shown, key = super().pose(variant)
        drawn = [note.run for note in key.notes if note.option in key.right and note.run]
        return (replace(shown, plot=_plot(drawn[0])) if drawn else shown), key

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        yield from super().problems(variant, posed)
        _, key = posed
        runs = {note.option: note.run for note in key.notes}
        if None in runs.values() or not key.right:
            yield "an option has no run"
            return
        shown = descend_run(runs[key.right[0]] or "")
        for option, run in runs.items():
            distance = hausdorff_distance(shown, descend_run(run or ""))
            if option not in key.right and distance < DISTINCT:
                yield f"the path of option {option} comes within {distance:.3f} view radii of the one shown"


def _plot(query: str) -> Plot:
    points = descend_run(query).points
    return Plot(landscape_query(query), tuple((float(f"{x:.5g}"), float(f"{y:.5g}")) for x, y in points.T))
