"""Arrays on their way out: what is read back is what was sent."""

from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.drawing.typed_arrays import typed_array
from optimizers.arithmetic import Array

SHAPES = arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@given(data=st.data())
def test_an_array_comes_back_as_it_was_sent(dtype: str, data: st.DataObject) -> None:
    sent: Array = data.draw(arrays.arrays(np.dtype(f"<{dtype}"), SHAPES))

    told = typed_array(sent.T, "f4" if dtype == "f4" else "f8")  # a view, its numbers lying the other way round

    back = np.frombuffer(b64decode(told["bdata"]), f"<{told['dtype']}").reshape(told.get("shape", -1))
    np.testing.assert_array_equal(back, sent.T)
    assert ("shape" in told) == (sent.ndim > 1)
