"""A map as the API answers it: what became of each cell, as typed arrays."""

import numpy as np
from numpy.typing import NDArray

from app.drawing.typed_arrays import typed_array
from app.runs.documents import JSON, encoded
from optimizers.arithmetic import Array
from optimizers.cells.atlas import outcomes
from optimizers.cells.axes import Axis, CellMap, present
from optimizers.cells.limits import Limit, limit
from optimizers.cells.tally import KINDS


def document(drawn: CellMap, rows: range) -> bytes:
    """The outcomes of these rows, the lowest first: arrays of shape (rows, columns), little-endian, in base64."""
    found, run = outcomes(drawn, rows), drawn.run
    stable = limit(drawn)
    return encoded(
        {
            "kind": drawn.kind.value,
            "optimizer": type(run.rule).id,
            "landscape": type(run.landscape).id,
            "steps": run.steps,
            "seed": run.seed if samples(drawn) else None,
            "x": _axis(drawn.x),
            "y": _axis(drawn.y),
            "rows": [rows.start, len(rows)],
            "present": present(drawn),
            "limit": None if stable is None else _limit(stable),
            "kinds": [kind.value for kind in KINDS],
            "outcomes": typed_array(found.kinds, "u1"),
            "at": typed_array(found.steps, "u2"),
            "losses": typed_array(_single(found.losses), "f4"),
            "levels": typed_array(_single(found.levels), "f4") if samples(drawn) else None,
            "minima": typed_array(found.minima, "i2"),
            "places": found.places,
        }
    )


def samples(drawn: CellMap) -> bool:
    """Whether the steps of any cell see a part of the data, drawn from the run's seed."""
    return drawn.run.landscape.epoch_length > 1 or "loss.batch_size" in (drawn.x.name, drawn.y.name)


def _axis(axis: Axis) -> JSON:
    return {"name": axis.name, "values": axis.values, "scale": axis.parameter.scale.value if axis.parameter else None}


def _limit(stable: Limit) -> JSON:
    return {"along": "x" if stable.rate_is_x else "y", "values": stable.values, "words": stable.words}


def _single(values: Array) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        return values.astype(np.float32)
