"""What the API's description says of maps."""

from typing import Final

from app.runs.endpoint import JSON, Endpoint, Field, whole_number
from app.runs.schemas import KIND, MINIMA, NUMBER, POINT, TEXT, WHOLE, listed, properties
from optimizers.cells.axes import SIZES, USUAL_SIZE, MapKind
from optimizers.parameters import Scale

SCALE: Final[JSON] = {"anyOf": [{"type": "string", "enum": [scale.value for scale in Scale]}, {"type": "null"}]}
AXIS: Final = properties({"name": TEXT, "values": listed(NUMBER), "scale": SCALE})


def _cells(dtype: str, meaning: str) -> JSON:
    shape = listed(WHOLE, minItems=2, maxItems=2)
    typed = properties({"dtype": {"const": dtype}, "shape": shape, "bdata": TEXT})
    return typed | {"description": f"{meaning}; rows from the lowest up, little-endian, base64"}


SCHEMAS: JSON = {
    "Map": properties(
        {
            "kind": {"type": "string", "enum": ["basin", "settings"]},
            "optimizer": TEXT,
            "landscape": TEXT,
            "steps": WHOLE,
            "seed": {"type": ["integer", "null"], "description": "of the samples of every cell; null without samples"},
            "x": AXIS,
            "y": AXIS,
            "rows": listed(WHOLE, minItems=2, maxItems=2)
            | {"description": "the first row of this answer, and how many"},
            "present": POINT | {"description": "where the run of the address itself stands, along x and y"},
            "limit": {
                "anyOf": [
                    properties({"along": {"enum": ["x", "y"]}, "values": listed(NUMBER), "words": TEXT}),
                    {"type": "null"},
                ],
                "description": "the largest stable learning rate for each value of the other axis, where it is known "
                "exactly, and its formula",
            },
            "kinds": listed(KIND) | {"description": "what the numbers in outcomes mean"},
            "outcomes": _cells("u1", "how the run of each cell ended, by its place in kinds"),
            "at": _cells("u2", "the step at which that was first so"),
            "losses": _cells("f4", "the last loss"),
            "levels": {
                "anyOf": [
                    _cells("f4", "how far above the minimum each run was on average at its end"),
                    {"type": "null"},
                ]
            },
            "minima": _cells("i2", "where each run came to rest, as a place in places, or -1"),
            "places": MINIMA | {"description": "the landscape's minima that are named, then others that were found"},
        }
    )
}


def endpoint(of_the_run: tuple[Field, ...]) -> Endpoint:
    """of_the_run: what describes a run."""
    fields = (
        Field(
            "kind",
            "What the cells are: starts in the landscape's view (basin), or pairs of settings.",
            {"type": "string", "enum": [each.value for each in MapKind]},
            required=True,
        ),
        *(
            Field(axis, f"The setting along {axis}, by its name here; for kind=settings.", {"type": "string"})
            for axis in "xy"
        ),
        Field("size", "How many cells the longer side has.", whole_number(USUAL_SIZE, *SIZES)),
        Field(
            "rows",
            "Some of the rows: first,count. A map of much work is asked for in parts; the answer to too large a part "
            "says how many rows it takes.",
            {"type": "string", "pattern": r"^\d+,\d+$"},
        ),
    )
    return Endpoint(
        "/api/map",
        "Many runs as a map",
        "What becomes of the run from every start, or with every pair of two settings: how each ends, by the same "
        "judgement as one run alone, at which step, at which loss, and in which minimum. On sampled losses every "
        "cell draws its batches from the same seed.",
        "Map",
        (*fields, *of_the_run),
        (
            "/api/map?kind=basin&optimizer=momentum&lr=0.01&landscape=himmelblau&size=20",
            "/api/map?kind=settings&x=lr&y=momentum&optimizer=momentum&landscape=ravine&size=20&rows=0,5",
        ),
    )
