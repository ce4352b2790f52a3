"""The update rules, one a module; a rule is registered by its module being here."""

import sys
from functools import cache
from types import MappingProxyType

from optimizers.discovery import classes
from optimizers.rule import Rule


@cache
def catalogue() -> MappingProxyType[str, type[Rule]]:
    """Every rule by its id, the name of its module; in the order of the modules' `ORDER`, then by name."""
    return classes(sys.modules[__name__], Rule)
