"""The learning-rate schedules, one a module; a schedule is registered by its module being here."""

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType

from optimizers.schedule import Schedule


@cache
def catalogue() -> MappingProxyType[str, type[Schedule]]:
    """Every schedule by its id, the name of its module; in the order of the modules' `ORDER`, then by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    schedules = {}
    for module in modules:
        (schedule,) = (
            each
            for each in vars(module).values()
            if inspect.isclass(each) and issubclass(each, Schedule) and each.__module__ == module.__name__
        )
        schedule.id = module.__name__.rpartition(".")[2]
        schedules[schedule.id] = schedule
    return MappingProxyType(schedules)
