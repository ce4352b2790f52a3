"""A chosen landscape: its own start comes with it, unless somebody chose one that lies inside its view."""

from hypothesis import given
from hypothesis import strategies as some
from werkzeug.datastructures import MultiDict

from app.runs.landscape_choice import keeps_start, meant
from optimizers import landscapes
from optimizers.numbers import plain

NAMES = some.sampled_from(sorted(landscapes.catalogue()))


def sent(shown: str, chosen: str, x: float, y: float) -> MultiDict[str, str]:
    return MultiDict({"shown": shown, "landscape": chosen, "start": f"{plain(x)},{plain(y)}", "gradients": "50"})


@given(NAMES, NAMES, some.floats(-12, 12), some.floats(-12, 12))
def test_a_chosen_start_stays_where_the_new_picture_shows_it(shown: str, chosen: str, x: float, y: float) -> None:
    args = sent(shown, chosen, x, y)
    if shown == chosen:
        assert keeps_start(args)
    elif (x, y) != landscapes.catalogue()[shown].start:
        assert keeps_start(args) == landscapes.catalogue()[chosen]().view.holds(x, y)


@given(NAMES, NAMES)
def test_a_landscapes_own_start_stays_behind(shown: str, chosen: str) -> None:
    args = sent(shown, chosen, *landscapes.catalogue()[shown].start)
    assert keeps_start(args) == (shown == chosen)
    assert ("start" in meant(args)) == (shown == chosen)


@given(NAMES, some.text(max_size=20))
def test_an_address_that_shows_nothing_keeps_what_it_says(chosen: str, start: str) -> None:
    args = MultiDict({"landscape": chosen, "start": start})
    assert meant(args) == args


def test_the_form_keeps_everything_else() -> None:
    assert meant(sent("ravine", "easom", -1.8, 0.9)) == MultiDict({"landscape": "easom", "gradients": "50"})
