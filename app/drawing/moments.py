"""Moments on a page, in the clock of a section."""

from datetime import datetime, tzinfo

from markupsafe import Markup

_TIME = Markup('<time datetime="%s">%s</time>')
"""Filled by %, for a page may have fifty and `format` takes several times as long."""


def local(moment: datetime | None, zone: tzinfo, absent: str = "–") -> Markup | str:
    """The moment as a <time> element, in that zone: Thu 12 Nov 2026, 23:59."""
    if moment is None:
        return absent
    here = moment.astimezone(zone)
    return _TIME % (here.isoformat(), here.strftime("%a %-d %b %Y, %H:%M"))
