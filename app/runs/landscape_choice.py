"""What a form still means once another landscape has been chosen in it: which start goes with which landscape."""

from werkzeug.datastructures import MultiDict

from optimizers import landscapes
from optimizers.addresses import LANDSCAPE
from optimizers.functions.own_landscape import FORMULA, OWN, OwnLandscape, own_landscape
from optimizers.functions.trees import FormulaError
from optimizers.landscape import Landscape
from optimizers.numbers import decimal

SHOWN = "shown"
"""The field with which a page says what it showed: the landscape and, for a lesson, the schedule."""


def landscape_choices(shown: Landscape | None = None) -> tuple[tuple[str, str], ...]:
    """Every landscape with its name; a function of somebody's own where that is shown."""
    own = ((OWN, OwnLandscape.name),) if isinstance(shown, OwnLandscape) else ()
    return (*((each.id, each.name) for each in landscapes.catalogue().values()), *own)


def own_function(shown: Landscape) -> type[OwnLandscape] | None:
    """The function of somebody's own that is shown, if one is."""
    return type(shown) if isinstance(shown, OwnLandscape) else None


def shown_landscape(landscape: Landscape) -> str:
    """What the field SHOWN says of the landscape that a page shows."""
    own = f",,{landscape.formula}" if isinstance(landscape, OwnLandscape) else ""
    return f"{type(landscape).id}{own}"


def keeps_start(args: MultiDict[str, str]) -> bool:
    """Whether the form's start is meant for the landscape that the form chooses.

    On the landscape that was shown it is. On another it stays if somebody chose it and it lies inside the view there;
    the start that the landscape shown came with stays behind.
    """
    shown_id, _, rest = args.get(SHOWN, "").partition(",")
    shown = _kind(shown_id, rest.partition(",")[2] or args.get(FORMULA, ""))
    chosen = _kind(args.get("landscape", LANDSCAPE), args.get(FORMULA, ""))
    if shown is None or chosen is None or shown is chosen:
        return True
    place = tuple(decimal(each) for each in args.get("start", "").split(",", 2))
    return place != shown.start and len(place) == 2 and chosen().view.holds(*place)


def _kind(name: str, typed: str) -> type[Landscape] | None:
    """The kind of landscape that an id means, a function that was typed with it; None if there is none."""
    if name != OWN:
        return landscapes.catalogue().get(name)
    try:
        return own_landscape(typed)
    except FormulaError:
        return None


def meant(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The form without what it said of itself, and without a start that is not meant."""
    gone = {SHOWN} if keeps_start(args) else {SHOWN, "start"}
    return MultiDict((name, value) for name, value in args.items(multi=True) if name not in gone)
