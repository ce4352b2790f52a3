"""A run's address as a request gives it: typed values, or FieldErrors that name every field that is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.datastructures import MultiDict

from app.drawing.relief import TURNS
from app.errors import FieldError, FieldErrors
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
    landscape, _ = parse_landscape(MultiDict((name, text) for name, text in args.items(multi=True) if name != "turn"))
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


def _fields(args: "MultiDict[str, str]") -> Fields:
    return {name: args.getlist(name) for name in [*args][: MOST_FIELDS + 1]}
