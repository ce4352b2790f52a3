"""The three views of one run: the map, the relief, and the plot that scripts draw."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from app.errors import FieldError


class View(Enum):
    """How the stage shows a run; the value is what an address says."""

    MAP = "map"
    RELIEF = "relief"
    PLOT = "plot"

    @property
    def word(self) -> str:
        return self.value.capitalize()

    @property
    def needs_scripts(self) -> bool:
        return self is View.PLOT


class Chosen(NamedTuple):
    """The view that an address asks for; one that is not known gives the map, and why."""

    view: View
    error: FieldError | None = None


def chosen(args: Mapping[str, str]) -> Chosen:
    """The view that a page's address names under `view`, or the map."""
    told = args.get("view", View.MAP.value)
    known = [view.value for view in View]
    if told in known:
        return Chosen(View(told))
    return Chosen(View.MAP, FieldError("view", f"is none of {', '.join(known)}; this is the map"))
