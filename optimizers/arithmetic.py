"""Elementary functions that take a plain float or an array, so that one definition of a rule or landscape serves both.

Floats overflow to infinity and fail to nan, as arrays do, instead of raising.
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizers.faithful import by_way_of_complex_numbers, faithful

Array: TypeAlias = NDArray[np.float64]
Number: TypeAlias = Any
"""A float, or an array: one coordinate of one run, or of many. (No static type says "either, element-wise".)"""


def _elementwise(
    of_float: Callable[[float], float],
    ufunc: np.ufunc,
    too_large: float,
    *others: Callable[[Number], Number],
    to_the_bit: bool = True,
) -> Callable[[Number], Number]:
    def function(x: Number) -> Number:
        if type(x) is not float:
            return of_array(x)
        try:
            return of_float(x)
        except OverflowError:
            return too_large
        except ValueError:
            return math.nan

    of_array = faithful(of_float, ufunc, *others) if to_the_bit else ufunc
    function.__name__ = function.__qualname__ = ufunc.__name__
    return function


sqrt = _elementwise(math.sqrt, np.sqrt, math.inf, to_the_bit=False)
exp = _elementwise(math.exp, np.exp, math.inf, by_way_of_complex_numbers(np.exp))
log = _elementwise(math.log, np.log, math.nan, to_the_bit=False)
"""No gradient of ours has one, so no path hangs on its last bit; and a root has the same bits on every machine."""
sin = _elementwise(math.sin, np.sin, math.nan)
cos = _elementwise(math.cos, np.cos, math.nan)


def sign(a: Number) -> Number:
    """1, −1, or 0 at 0: the slope of |a|, taken as 0 at the kink; nan of nan."""
    return np.sign(a) if type(a) is not float else a if a != a else float((a > 0) - (a < 0))


def larger(a: Number, b: Number) -> Number:
    """The larger of two numbers, element by element."""
    return max(a, b) if _are_scalars(a, b) else np.maximum(a, b)


def smaller(a: Number, b: Number) -> Number:
    """The smaller of two numbers, element by element."""
    return min(a, b) if _are_scalars(a, b) else np.minimum(a, b)


def _are_scalars(a: Number, b: Number) -> bool:
    return not (isinstance(a, np.ndarray) or isinstance(b, np.ndarray))
