"""JSON Schemas of what the API answers, by the names that OpenAPI refers to."""

from typing import Any

from optimizers.descent import Kind
from optimizers.parameters import Scale
from optimizers.rule import Idea

JSON = dict[str, Any]


def _object(required: JSON, optional: JSON | None = None) -> JSON:
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


def _list(items: JSON, **more: int) -> JSON:
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: JSON = {"type": "string"}
IDEA: JSON = {
    "type": "string",
    "enum": [idea.value for idea in Idea],
    "description": "what the quantity is about, empty for a setting",
}
NUMBER: JSON = {"type": "number"}
WHOLE: JSON = {"type": "integer"}
MAYBE: JSON = {"type": ["number", "null"], "description": "null where the value is not finite"}
NUMBERS = _list(MAYBE)
PAIR = _list(NUMBERS, minItems=2, maxItems=2) | {"description": "one list for each coordinate"}
POINT = _list(NUMBER, minItems=2, maxItems=2)
VIEW = _list(NUMBER, minItems=4, maxItems=4) | {"description": "left, right, bottom, top"}
MINIMA = _list(
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
OUTCOME = _object({"kind": KIND, "step": WHOLE, "message": TEXT, "level": LEVEL, "leaves": LEAVES})

SCHEMAS: JSON = {
    "Trajectory": _object(
        {
            "optimizer": TEXT,
            "landscape": TEXT,
            "hyperparameters": {"type": "object", "additionalProperties": NUMBER},
            "start": POINT,
            "steps": WHOLE | {"description": "how many were asked for"},
            "points": PAIR | {"description": "steps + 1 columns, the start first; fewer if the run diverged"},
            "losses": NUMBERS,
            "gradients": PAIR | {"description": "column t − 1 is the gradient that step t used"},
            "state": {"type": "object", "additionalProperties": {"type": ["array", "null"]}},
            "parts": _list(_object({"name": TEXT, "value": PAIR})) | {"description": "what adds up to each step"},
            "rates": {"anyOf": [PAIR, {"type": "null"}], "description": "the effective rate in each coordinate"},
            "factors": {"anyOf": [NUMBERS, {"type": "null"}], "description": "the schedule's factor at each step"},
            "evaluations": _object({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
            "outcome": OUTCOME,
        },
        {"probes": PAIR | {"description": "where the gradients were taken, if that was not the point itself"}},
    ),
    "Sweep": _object(
        {
            "optimizer": TEXT,
            "landscape": TEXT,
            "over": TEXT,
            "steps": WHOLE,
            "ticks": _list(NUMBER),
            "points": _object({"dtype": {"const": "f4"}, "shape": _list(WHOLE, minItems=3, maxItems=3), "bdata": TEXT})
            | {"description": "float32, little-endian, base64; NaN after a divergence"},
            "losses": NUMBERS,
            "outcomes": _list(_object({"kind": KIND, "step": WHOLE, "level": LEVEL})),
        }
    ),
    "Race": _object(
        {
            "landscape": TEXT,
            "start": POINT,
            "gradients": WHOLE | {"description": "how many gradients each racer may ask for"},
            "rates": TEXT,
            "query": TEXT | {"description": "the query string that gives this race again"},
            "racers": _list(
                _object(
                    {
                        "optimizer": TEXT,
                        "hyperparameters": {"type": "object", "additionalProperties": NUMBER},
                        "learning_rate_from": {"type": "string", "enum": ["sweep", "address"]},
                        "good_rates": {
                            "anyOf": [_list(NUMBER, minItems=2, maxItems=2), {"type": "null"}],
                            "description": "from where to where learning rates do nearly as well as the best that the "
                            "sweep found; null without a sweep, and where runs diverge at every rate",
                        },
                        "steps": WHOLE,
                        "points": _object(
                            {"dtype": {"const": "f4"}, "shape": _list(WHOLE, minItems=2, maxItems=2), "bdata": TEXT}
                        ),
                        "final_f": MAYBE,
                        "outcome": OUTCOME,
                        "evaluations": _object({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
                        "evaluations_to_arrive": _object({"f": WHOLE, "gradient": WHOLE, "hessian": WHOLE}),
                    }
                )
            ),
        }
    ),
    "Contours": _object(
        {
            "view": VIEW,
            "width": NUMBER,
            "height": NUMBER,
            "levels": _list(_object({"f": NUMBER, "d": TEXT | {"description": "an SVG path"}})),
            "minima": MINIMA,
        }
    ),
    "Point": _object({"at": POINT, "f": MAYBE, "gradient": _list(MAYBE, minItems=2, maxItems=2), "slope": MAYBE}),
    "Relief": _object(
        {
            "turn": WHOLE,
            "turns": WHOLE,
            "width": NUMBER,
            "height": NUMBER,
            "strokes": _list(
                {
                    "type": "array",
                    "prefixItems": [TEXT, {"type": ["integer", "null"]}],
                    "minItems": 2,
                    "maxItems": 2,
                    "description": "an SVG path, and its tone, or null for contour lines; from back to front",
                }
            ),
            "sides": _list(TEXT, minItems=2, maxItems=2),
            "view": VIEW,
            "heights": _object({"dtype": {"const": "f4"}, "shape": _list(WHOLE, minItems=2, maxItems=2), "bdata": TEXT})
            | {"description": "rows from the top of the view, 0 at the lowest and 1 at the highest"},
            "mapping": _list(_list(NUMBER, minItems=4, maxItems=4), minItems=2, maxItems=2)
            | {"description": "what x, y, the height and 1 are multiplied by to get across the picture, and down"},
            "sight": _list(NUMBER, minItems=3, maxItems=3)
            | {"description": "a move towards whoever looks: x, y and height"},
            "minima": _list(
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
    "Function": _object(
        {
            "f": TEXT | {"description": "as typed"},
            "latex": TEXT | {"description": "how it was read"},
            "mathml": TEXT,
            "view": VIEW,
            "minima": MINIMA,
            "start": POINT,
            "tolerance": NUMBER,
            "remarks": _list(TEXT),
        }
    ),
    "ExampleGradients": PAIR,
    "Parameter": _object(
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
    "Optimizers": _list(
        _object(
            {
                "id": TEXT,
                "name": TEXT,
                "year": WHOLE,
                "source": TEXT,
                "formula": _list(TEXT) | {"description": "LaTeX, one assignment a line"},
                "symbols": _list(_object({"latex": TEXT, "name": TEXT, "meaning": TEXT, "idea": IDEA})),
                "memory": WHOLE | {"description": "numbers kept for each parameter"},
                "hyperparameters": _list(_ref("Parameter")),
            }
        )
    ),
    "Landscapes": _list(
        _object(
            {
                "id": TEXT,
                "name": TEXT,
                "f": TEXT | {"description": "LaTeX, the right-hand side"},
                "teaches": TEXT,
                "view": VIEW,
                "minima": MINIMA,
                "start": POINT,
                "tolerance": NUMBER,
                "parameters": _list(_ref("Parameter")),
            }
        )
    ),
    "Schedules": _list(
        _object({"id": TEXT, "name": TEXT, "factor": TEXT, "source": TEXT, "parameters": _list(_ref("Parameter"))})
    ),
    "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
    "Problem": _object(
        {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT},
        {"errors": _list(_object({"field": TEXT, "message": TEXT}))},
    ),
}
