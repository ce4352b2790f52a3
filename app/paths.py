"""Where things are: templates and static files, in a checkout or in an installed package, and the instance folder."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent


def _content() -> Path:
    """The folder that holds templates/ and static/: the checkout's top, or this package once it is installed."""
    checkout = PACKAGE.parent
    return checkout if (checkout / "templates").is_dir() else PACKAGE


CONTENT = _content()
TEMPLATES = CONTENT / "templates"
STATIC = CONTENT / "static"
LESSONS = TEMPLATES / "lessons"


def instance() -> Path:
    """Where the site keeps its database, its secret key and its compressed files, unless INSTANCE says otherwise."""
    return CONTENT / "instance" if CONTENT != PACKAGE else _user_data() / "downhill"


def _user_data() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
