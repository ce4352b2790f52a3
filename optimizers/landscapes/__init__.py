"""The loss landscapes, one a module; a landscape is registered by its module being here."""

import sys
from functools import cache
from types import MappingProxyType

from optimizers.discovery import classes
from optimizers.landscape import Landscape


@cache
def catalogue() -> MappingProxyType[str, type[Landscape]]:
    """Every landscape by its id, the name of its module; in the order of the modules' `ORDER`, then by name."""
    return classes(sys.modules[__name__], Landscape)  # type: ignore[type-abstract]
