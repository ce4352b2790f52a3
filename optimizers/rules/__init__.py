"""The update rules, one a module; a rule is registered by its module being here."""

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType

from optimizers.rule import Rule


@cache
def catalogue() -> MappingProxyType[str, type[Rule]]:
    """Every rule by its id, the name of its module; in the order of the modules' `ORDER`, then by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    rules = {}
    for module in modules:
        (rule,) = (
            each
            for each in vars(module).values()
            if inspect.isclass(each) and issubclass(each, Rule) and each.__module__ == module.__name__
        )
        rule.id = module.__name__.rpartition(".")[2]
        rules[rule.id] = rule
    return MappingProxyType(rules)
