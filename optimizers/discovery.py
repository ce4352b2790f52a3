"""Discovery: the classes of a package, one a module, registered by their modules being there."""

import importlib
import inspect
import pkgutil
from types import MappingProxyType, ModuleType
from typing import TypeVar

Found = TypeVar("Found")


def classes(package: ModuleType, base: type[Found]) -> MappingProxyType[str, type[Found]]:
    """The one subclass of `base` that each module defines, by the module's name, which becomes its `id`.

    In the order of the modules' `ORDER`, then by name.
    """
    names = [found.name for found in pkgutil.iter_modules(package.__path__)]
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    return MappingProxyType(dict(_class(module, base) for module in modules))


def _class(module: ModuleType, base: type[Found]) -> tuple[str, type[Found]]:
    (found,) = (each for each in vars(module).values() if _is_its_own(module, each, base))
    found.id = module.__name__.rpartition(".")[2]
    return found.id, found


def _is_its_own(module: ModuleType, each: object, base: type) -> bool:
    return inspect.isclass(each) and issubclass(each, base) and each.__module__ == module.__name__
