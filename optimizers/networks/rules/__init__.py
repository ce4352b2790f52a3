"""The rules that need matrices, one a module; a rule is registered by its module being here."""

import sys
from functools import cache
from types import MappingProxyType

from optimizers import rules
from optimizers.discovery import classes
from optimizers.rule import FirstOrderRule, Rule


@cache
def matrix_catalogue() -> MappingProxyType[str, type[Rule]]:
    """Every rule for matrices by its id."""
    return classes(sys.modules[__name__], Rule)


@cache
def catalogue() -> MappingProxyType[str, type[Rule]]:
    """Every rule that can train a network, by its id: those that need gradients alone, then those for matrices.

    Newton needs a matrix of all second derivatives, 2,410 by 2,410 here, and full-matrix Adagrad one as large of
    gradients, whose root takes 10¹⁰ operations a step; L-BFGS compares gradients, which batches make differ by chance.
    """
    element_wise = {name: rule for name, rule in rules.catalogue().items() if issubclass(rule, FirstOrderRule)}
    return MappingProxyType({**element_wise, **matrix_catalogue()})
