"""The loss landscapes, one a module; a landscape is registered by its module being here."""

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType

from optimizers.landscape import Landscape


@cache
def catalogue() -> MappingProxyType[str, type[Landscape]]:
    """Every landscape by its id, the name of its module; in the order of the modules' `ORDER`, then by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    landscapes = {}
    for module in modules:
        (landscape,) = (
            each
            for each in vars(module).values()
            if inspect.isclass(each) and issubclass(each, Landscape) and each.__module__ == module.__name__
        )
        landscape.id = module.__name__.rpartition(".")[2]
        landscapes[landscape.id] = landscape
    return MappingProxyType(landscapes)
