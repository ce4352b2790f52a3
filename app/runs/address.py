"""A run's address as a request gives it: typed values, or FieldErrors that name every field that is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.datastructures import MultiDict

from app.drawing.relief import TURNS
from app.errors import FieldError, FieldErrors
from app.runs.documents import Numbers
from optimizers.addresses import (
    MOST_FAULTS,
    MOST_FIELDS,
    AddressError,
    Fields,
    read_function,
    read_landscape,
    read_map,
    read_run,
    read_sweep,
    shown,
)
from optimizers.cells.axes import CellMap
from optimizers.functions.own_landscape import OwnLandscape
from optimizers.landscape import Landscape, Point
from optimizers.networks.addresses import read_training_from
from optimizers.networks.training import TrainingRun
from optimizers.run import Run


def parse_run(args: "MultiDict[str, str]") -> Run:
    """The run that these parameters describe."""
    with _named():
        return read_run(_fields(args))


def parse_trajectory(args: "MultiDict[str, str]") -> tuple[Run, Numbers]:
    """A run, and how `points` asks for the numbers of its steps."""
    told, kinds = args.getlist("points") or [Numbers.LISTS.value], [each.value for each in Numbers]
    readable = len(told) == 1 and told[0] in kinds
    wrong = () if readable else (FieldError("points", f"takes one of {', '.join(kinds)}"),)
    try:
        run = parse_run(_without(args, "points"))
    except FieldErrors as refused:
        raise FieldErrors((*refused.errors, *wrong)) from None
    if wrong:
        raise FieldErrors(wrong)
    return run, Numbers(told[0])


def parse_sweep(args: "MultiDict[str, str]") -> tuple[Run, str]:
    """A run, and the one of its sliders that `over` names."""
    with _named():
        return read_sweep(_fields(args))


def parse_training(args: "MultiDict[str, str]") -> tuple[TrainingRun, int | None]:
    """A network's training and, where the address says `after`, the update whose later losses are asked for."""
    with _named():
        return read_training_from(_fields(args))


def parse_map(args: "MultiDict[str, str]") -> tuple[CellMap, range]:
    """A map, and those of its rows that are asked for."""
    with _named():
        return read_map(_fields(args))


def parse_landscape(args: "MultiDict[str, str]", *, at: bool = False) -> tuple[Landscape, Point]:
    """A landscape alone and, where the address may say `at=x,y`, a point on it."""
    with _named():
        return read_landscape(_fields(args), at=at)


def parse_turned(args: "MultiDict[str, str]") -> tuple[Landscape, int | None]:
    """A landscape, and the side from which its relief is asked for; None for the one that shows the most."""
    told = args.getlist("turn")
    sides = [str(turn) for turn in range(TURNS)]
    landscape, _ = parse_landscape(_without(args, "turn"))
    if not told:
        return landscape, None
    if len(told) > 1 or told[0] not in sides:
        raise FieldErrors((FieldError("turn", f"takes a whole number from 0 to {TURNS - 1}"),))
    return landscape, int(told[0])


def parse_function(args: "MultiDict[str, str]") -> type[OwnLandscape]:
    """One's own function alone."""
    with _named():
        return read_function(_fields(args))


def no_parameters(args: "MultiDict[str, str]") -> None:
    """FieldErrors if the address has any parameter."""
    if args:
        raise FieldErrors(
            tuple(
                FieldError(shown(name), "is not a parameter: this address takes none") for name in [*args][:MOST_FAULTS]
            )
        )


@contextmanager
def _named() -> Iterator[None]:
    """What the core finds wrong, as the site says it."""
    try:
        yield
    except AddressError as refused:
        raise FieldErrors(tuple(FieldError(*fault) for fault in refused.faults)) from None


def _without(args: "MultiDict[str, str]", left: str) -> "MultiDict[str, str]":
    """The parameters but for the one that the core does not know."""
    return MultiDict((name, text) for name, text in args.items(multi=True) if name != left)


def _fields(args: "MultiDict[str, str]") -> Fields:
    return {name: args.getlist(name) for name in [*args][: MOST_FIELDS + 1]}
