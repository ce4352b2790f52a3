"""Elementary functions of arrays that give, bit for bit, what the same function of each float gives.

A run that is chaotic ends differently if one number differs in its last bit. So that a run among many ends as it does
alone, arrays and floats are computed by the same functions of the machine's library.
"""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLE: Final = np.concatenate([np.linspace(-30, 30, 2000), np.geomspace(1e-9, 600, 1000)])
"""Two functions that agree here to the last bit are taken to be the same: others differ at one place in a hundred."""

LARGE: Final = 700.0
"""No function of ours overflows below."""


def faithful(machine: Callable[[float], float], *of_arrays: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The first of these that agrees with the machine's function of floats; else that one, number by number."""
    one_by_one = _one_by_one(machine, of_arrays[0])
    with np.errstate(all="ignore"):
        expected = one_by_one(SAMPLE)
        same = (each for each in of_arrays if np.array_equal(each(SAMPLE), expected, equal_nan=True))
        return next(same, one_by_one)


def by_way_of_complex_numbers(of_array: np.ufunc) -> Callable[[Any], Any]:
    """The C library's own function: NumPy has quick ones of its own for real numbers alone."""
    return lambda x: of_array(np.asarray(x, dtype=complex)).real


def _one_by_one(machine: Callable[[float], float], of_array: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Where the machine's function might fail, the function of arrays stands in for it."""

    def function(x: Any) -> Any:
        numbers = np.asarray(x, dtype=float)
        safe = (numbers > (0 if machine is math.log else -LARGE)) & (numbers < LARGE)
        told = np.array(of_array(numbers))
        told[safe] = np.fromiter(map(machine, numbers[safe].tolist()), float, np.count_nonzero(safe))
        return told if told.ndim else told[()]

    return function


class FaithfulArray(np.ndarray):
    """An array whose powers are, bit for bit, those of floats."""

    def __pow__(self, exponent: Any, _modulo: None = None) -> Any:
        return power(self, exponent)


def power(base: Any, exponent: Any) -> Any:
    """base^exponent, number by number as of floats; either may be an array."""
    if not (np.ndim(base) or np.ndim(exponent)):
        return base**exponent
    bases, exponents = np.broadcast_arrays(np.asarray(base), np.asarray(exponent))
    pairs = zip(bases.ravel().tolist(), exponents.ravel().tolist(), strict=True)
    return np.array([one**other for one, other in pairs], dtype=float).reshape(bases.shape)
