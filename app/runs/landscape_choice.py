"""What a form still means once another landscape has been chosen in it: which start goes with which landscape."""

from werkzeug.datastructures import MultiDict

from optimizers import landscapes
from optimizers.addresses import LANDSCAPE
from optimizers.functions.own_landscape import OWN
from optimizers.numbers import decimal

SHOWN = "shown"
"""The field with which a page says what it showed: the landscape and, for a lesson, the schedule."""


def keeps_start(args: MultiDict[str, str]) -> bool:
    """Whether the form's start is meant for the landscape that the form chooses.

    On the landscape that was shown it is. On another it stays if somebody chose it and it lies inside the view there;
    the start that the landscape shown came with stays behind.
    """
    shown_id, chosen_id = args.get(SHOWN, "").partition(",")[0], args.get("landscape", LANDSCAPE)
    if shown_id and OWN in (shown_id, chosen_id):
        return shown_id == chosen_id
    shown, chosen = (landscapes.catalogue().get(each) for each in (shown_id, chosen_id))
    if shown is None or chosen is None or shown is chosen:
        return True
    place = tuple(decimal(each) for each in args.get("start", "").split(",", 2))
    return place != shown.start and len(place) == 2 and chosen().view.holds(*place)


def meant(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The form without what it said of itself, and without a start that is not meant."""
    gone = {SHOWN} if keeps_start(args) else {SHOWN, "start"}
    return MultiDict((name, value) for name, value in args.items(multi=True) if name not in gone)
