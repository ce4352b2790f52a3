"""The kinds of question, one a module; a kind is registered by its module being here."""

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType

from quizzes.kind import Kind


@cache
def catalogue() -> MappingProxyType[str, Kind]:
    """Every kind by its id, the name of its module."""
    kinds = {}
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        (kind,) = (
            each
            for each in vars(module).values()
            if inspect.isclass(each) and issubclass(each, Kind) and each.__module__ == module.__name__
        )
        kind.id = found.name
        kinds[kind.id] = kind()
    return MappingProxyType(kinds)
