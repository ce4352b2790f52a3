"""JSON Schemas of what the API answers, by the names that OpenAPI refers to."""

from typing import Any

from optimizers.descent import Kind
from optimizers.parameters import Scale
from optimizers.rule import Idea

JSON = dict[str, Any]


def properties(required: JSON, optional: JSON | None = None) -> JSON:
    """An object with these properties and no others."""
    every = required | (optional or {})
    return {"type": "object", "properties": every, "required": [*required], "additionalProperties": False}


def listed(items: JSON, **more: int) -> JSON:
    """An array of these."""
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


def floats(axes: int = 1) -> JSON:
    """Float32 in base64, with a shape if there is more than one axis."""
    shape = {"shape": listed(WHOLE, minItems=axes, maxItems=axes)} if axes > 1 else {}
    return properties({"dtype": {"const": "f4"}, **shape, "bdata": TEXT})


def _listed_or_typed(lists: JSON, axes: int) -> JSON:
    """What `points` in the address asks for: lists, or an array of float32 or float64 in base64."""
    typed = floats(axes)
    return {"anyOf": [lists, typed | {"properties": typed["properties"] | {"dtype": {"enum": ["f4", "f8"]}}}]}


TEXT: JSON = {"type": "string"}
IDEA: JSON = {
    "type": "string",
    "enum": [idea.value for idea in Idea],
    "description": "what the quantity is about, empty for a setting",
}
NUMBER: JSON = {"type": "number"}
WHOLE: JSON = {"type": "integer"}
MAYBE: JSON = {"type": ["number", "null"], "description": "null where the value is not finite"}
NUMBERS = listed(MAYBE)
PAIR = listed(NUMBERS, minItems=2, maxItems=2) | {"description": "one list for each coordinate"}
STEPS = _listed_or_typed(PAIR, 2)
POINT = listed(NUMBER, minItems=2, maxItems=2)
VIEW = listed(NUMBER, minItems=4, maxItems=4) | {"description": "left, right, bottom, top"}
MINIMA = listed(
    {
        "type": "array",
        "prefixItems": [NUMBER, NUMBER, NUMBER, {"type": "boolean"}],
        "minItems": 4,
        "maxItems": 4,
        "description": "x, y, f, and whether nothing lies lower",
    }
)
KIND: JSON = {"type": "string", "enum": [kind.value for kind in Kind]}
LEVEL: JSON = {
    "type": ["number", "null"],
    "description": "where each step sees a part of the data: how far above the minimum f was on average over the last "
    "epoch, or over the last quarter of a run that is shorter",
}
LEAVES: JSON = {
    "type": ["integer", "null"],
    "description": "the step beyond those shown at which a run that ends at the goal leaves it again",
}
OUTCOME = properties({"kind": KIND, "step": WHOLE, "message": TEXT, "level": LEVEL, "leaves": LEAVES})

SCALE: JSON = {"anyOf": [{"type": "string", "enum": [scale.value for scale in Scale]}, {"type": "null"}]}
AXIS = properties({"name": TEXT, "values": listed(NUMBER), "scale": SCALE})


def _cells(dtype: str, meaning: str) -> JSON:
    shape = listed(WHOLE, minItems=2, maxItems=2)
    typed = properties({"dtype": {"const": dtype}, "shape": shape, "bdata": TEXT})
    return typed | {"description": f"{meaning}; rows from the lowest up, little-endian, base64"}


SCHEMAS: JSON = {
    "Trajectory": properties(
        {
            "optimizer": TEXT,
            "landscape": TEXT,
            "hyperparameters": {"type": "object", "additionalProperties": NUMBER},
            "start": POINT,
            "steps": WHOLE | {"description": "how many were asked for"},
            "points": STEPS | {"description": "steps + 1 columns, the start first; fewer if the run diverged"},
            "losses": _listed_or_typed(NUMBERS, 1),
            "gradients": STEPS | {"description": "column t − 1 is the gradient that step t used"},
            "state": {"type": "object", "additionalProperties": {"type": ["array", "null"]}},
            "parts": listed(properties({"name": TEXT, "value": PAIR})) | {"description": "what adds up to each step"},
            "rates": {"anyOf": [PAIR, {"type": "null"}], "description": "the effective rate in each coordinate"},
            "factors": {"anyOf": [NUMBERS, {"type": "null"}], "description": "the schedule's factor at each step"},
            "evaluations": properties({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
            "outcome": OUTCOME,
        },
        {"probes": STEPS | {"description": "where the gradients were taken, if that was not the point itself"}},
    ),
    "Sweep": properties(
        {
            "optimizer": TEXT,
            "landscape": TEXT,
            "over": TEXT,
            "steps": WHOLE,
            "ticks": listed(NUMBER),
            "points": floats(3) | {"description": "float32, little-endian, base64; NaN after a divergence"},
            "losses": NUMBERS,
            "outcomes": listed(properties({"kind": KIND, "step": WHOLE, "level": LEVEL})),
        }
    ),
    "Race": properties(
        {
            "landscape": TEXT,
            "start": POINT,
            "gradients": WHOLE | {"description": "how many gradients each racer may ask for"},
            "rates": TEXT,
            "query": TEXT | {"description": "the query string that gives this race again"},
            "racers": listed(
                properties(
                    {
                        "optimizer": TEXT,
                        "hyperparameters": {"type": "object", "additionalProperties": NUMBER},
                        "learning_rate_from": {"type": "string", "enum": ["sweep", "address"]},
                        "good_rates": {
                            "anyOf": [listed(NUMBER, minItems=2, maxItems=2), {"type": "null"}],
                            "description": "from where to where learning rates do nearly as well as the best that the "
                            "sweep found; null without a sweep, and where runs diverge at every rate",
                        },
                        "steps": WHOLE,
                        "points": floats(2),
                        "final_f": MAYBE,
                        "outcome": OUTCOME,
                        "evaluations": properties({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
                        "evaluations_to_arrive": properties({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
                        "repeats": {
                            "anyOf": [properties({"seeds": WHOLE, "levels": listed(NUMBER)}), {"type": "null"}],
                            "description": "where steps see parts of the data: the same racer with several seeds, its "
                            "own the first, and how far above the minimum each was on average at its end, the "
                            "lowest first; one that flew off has no level",
                        },
                    }
                )
            ),
        }
    ),
    "RaceSteps": listed(properties({"points": PAIR, "losses": NUMBERS, "gradients": PAIR}))
    | {"description": "points: the start first, then each step; gradients: column t − 1 is the one that step t used"},
    "Figure": properties(
        {"data": listed({"type": "object"}), "layout": {"type": "object"}},
    )
    | {"description": "as Plotly takes it"},
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
    ),
    "Contours": properties(
        {
            "view": VIEW,
            "width": NUMBER,
            "height": NUMBER,
            "levels": listed(properties({"f": NUMBER, "d": TEXT | {"description": "an SVG path"}})),
            "minima": MINIMA,
        }
    ),
    "Point": properties({"at": POINT, "f": MAYBE, "gradient": listed(MAYBE, minItems=2, maxItems=2), "slope": MAYBE}),
    "Relief": properties(
        {
            "turn": WHOLE,
            "turns": WHOLE,
            "width": NUMBER,
            "height": NUMBER,
            "strokes": listed(
                {
                    "type": "array",
                    "prefixItems": [TEXT, {"type": ["integer", "null"]}],
                    "minItems": 2,
                    "maxItems": 2,
                    "description": "an SVG path, and its tone, or null for contour lines; from back to front",
                }
            ),
            "sides": listed(TEXT, minItems=2, maxItems=2),
            "view": VIEW,
            "heights": floats(2)
            | {"description": "rows from the top of the view, 0 at the lowest and 1 at the highest"},
            "mapping": listed(listed(NUMBER, minItems=4, maxItems=4), minItems=2, maxItems=2)
            | {"description": "what x, y, the height and 1 are multiplied by to get across the picture, and down"},
            "sight": listed(NUMBER, minItems=3, maxItems=3)
            | {"description": "a move towards whoever looks: x, y and height"},
            "minima": listed(
                {
                    "type": "array",
                    "prefixItems": [NUMBER, NUMBER, {"type": "boolean"}],
                    "minItems": 3,
                    "maxItems": 3,
                    "description": "where in the picture, and whether nothing lies lower",
                }
            ),
        }
    ),
    "Function": properties(
        {
            "f": TEXT | {"description": "as typed"},
            "latex": TEXT | {"description": "how it was read"},
            "mathml": TEXT,
            "view": VIEW,
            "minima": MINIMA,
            "start": POINT,
            "tolerance": NUMBER,
            "remarks": listed(TEXT),
        }
    ),
    "ExampleGradients": PAIR,
    "Parameter": properties(
        {
            "name": TEXT,
            "symbol": TEXT | {"description": "LaTeX"},
            "meaning": TEXT,
            "default": NUMBER,
            "low": NUMBER,
            "high": NUMBER,
            "scale": {"type": "string", "enum": [scale.value for scale in Scale]},
        }
    ),
    "Optimizers": listed(
        properties(
            {
                "id": TEXT,
                "name": TEXT,
                "year": WHOLE,
                "source": TEXT,
                "formula": listed(TEXT) | {"description": "LaTeX, one assignment a line"},
                "symbols": listed(properties({"latex": TEXT, "name": TEXT, "meaning": TEXT, "idea": IDEA})),
                "memory": WHOLE | {"description": "numbers kept for each parameter"},
                "hyperparameters": listed(_ref("Parameter")),
            }
        )
    ),
    "Landscapes": listed(
        properties(
            {
                "id": TEXT,
                "name": TEXT,
                "f": TEXT | {"description": "LaTeX, the right-hand side"},
                "teaches": TEXT,
                "view": VIEW,
                "minima": MINIMA,
                "start": POINT,
                "tolerance": NUMBER,
                "parameters": listed(_ref("Parameter")),
            }
        )
    ),
    "Schedules": listed(
        properties({"id": TEXT, "name": TEXT, "factor": TEXT, "source": TEXT, "parameters": listed(_ref("Parameter"))})
    ),
    "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
    "Problem": properties(
        {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT},
        {"errors": listed(properties({"field": TEXT, "message": TEXT}))},
    ),
}
