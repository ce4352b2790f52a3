"""Arrays on their way out, as Plotly and our scripts take them: little-endian numbers in base64."""

from base64 import b64encode
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike


def typed_array(values: ArrayLike, dtype: Literal["f4", "f8", "u1", "u2", "i2"]) -> dict[str, Any]:
    """The values with their type, and with their shape if it is more than a length; not-a-number stays what it is."""
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    shape = {"shape": array.shape} if array.ndim > 1 else {}
    return {"dtype": dtype, **shape, "bdata": b64encode(array.tobytes()).decode("ascii")}
