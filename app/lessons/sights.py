"""Sights: what the stage shows while a paragraph is read: a step of the lesson's own run, its arrows, and the view."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.drawing.arrows import Arrow, arrows
from app.drawing.contours import Frame
from app.drawing.pictures import BEYOND, polyline
from app.lessons.claims import Claim
from app.runs.view_choice import View
from optimizers.descent import Descent


class SightPicture(NamedTuple):
    """The path up to a step, in stage units, the point from which the step goes, and the arrows spoken of."""

    points: str
    here: tuple[float, float]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class Sight:
    """What one paragraph speaks of.

    id: what the paragraph calls it. step: the step (from 1) whose arrows and numbers are shown. arrows: the names of
    those spoken of. claims: what the paragraph says of the lesson's opening run. view: the one that shows it better
    than the map; without one, the view is the reader's.
    """

    id: str
    step: int
    claims: tuple[Claim, ...]
    arrows: tuple[str, ...] = ()
    view: View | None = None

    def problems(self, descent: Descent) -> Iterator[str]:
        """What of it cannot be shown."""
        steps = descent.points.shape[1] - 1
        if not 1 <= self.step <= steps:
            yield f"there is no step {self.step} in a run of {steps}"
            return
        drawn = {each.name for each in arrows(Frame(descent.landscape.view), descent, self.step).each if each.d}
        yield from (f"step {self.step} draws no arrow {name!r}" for name in self.arrows if name not in drawn)
        if self.arrows and self.view is View.PLOT:
            yield "the plot may be in space, where it draws no arrows"

    def picture(self, descent: Descent) -> SightPicture:
        frame = Frame(descent.landscape.view)
        walked = np.clip(frame.place(descent.points[:, : self.step]), -BEYOND, BEYOND)
        drawn = arrows(frame, descent, self.step).each
        x, y = walked[:, -1]
        return SightPicture(
            polyline(walked), (float(x), float(y)), tuple(each for each in drawn if each.name in self.arrows)
        )
