"""The API described in OpenAPI 3.1, made from the catalogues, so that it says what the code does."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from app.drawing.charts import Chart
from app.drawing.plots import Plot
from app.drawing.relief import TURNS
from app.runs import training_description
from app.runs.documents import Numbers
from app.runs.endpoint import Endpoint, Field, gathered, whole_number
from app.runs.races import GRADIENTS, MOST, PREFIXES, SHARED, Rates
from app.runs.schemas import SCHEMAS
from optimizers import landscapes, rules, schedules
from optimizers.addresses import LANDSCAPE, LARGEST_SEED, MOST_STEPS, MOST_STEPS_ONE_BY_ONE, SCHEDULE
from optimizers.cells.axes import SIZES, USUAL_SIZE, MapKind
from optimizers.descent import Kind
from optimizers.functions.own_landscape import FORMULA, OWN, VIEW
from optimizers.functions.trees import MOST_CHARACTERS
from optimizers.maps import STEPS
from optimizers.run import prefixed
from optimizers.verdicts import FOLLOWED

JSON = dict[str, Any]
VERSION = "1.2.0"
SHOWN = "The rectangle that shows it: left,right,bottom,top; found if left out."


def document() -> JSON:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Downhill",
            "version": VERSION,
            "summary": "Runs of optimizers on loss landscapes.",
            "description": "Every answer is a pure function of its address: it has an ETag, and anybody may cache it.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": ".."}],
        "paths": {each.path: {"get": each.document()} for each in endpoints()},
        "components": {"schemas": SCHEMAS | training_description.SCHEMAS},
    }


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Every address of the API, in the order in which one meets them."""
    return (
        *_runs(),
        _map(),
        *_races(),
        *training_description.endpoints(),
        *_landscapes(),
        _function(),
        *_figures(),
        *_catalogues(),
    )


def _runs() -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            "/api/trajectory",
            "One run",
            "The whole run: every point, loss and gradient, the rule's state, and how it ended.",
            "Trajectory",
            (*run_fields(), CHANGE, POINTS),
            _trajectories(),
        ),
        Endpoint(
            "/api/sweep",
            "One run at every tick of a slider",
            "The same run for each value of one number that has a slider: a hyper-parameter, a parameter of the "
            "landscape, of its batches or of the schedule, or the number of steps. The runs are computed together; "
            f"those of Newton and L-BFGS are not, and take at most {MOST_STEPS_ONE_BY_ONE} steps here. Over the number "
            "of steps all runs are beginnings of one, the longest, and the points are those of that one run.",
            "Sweep",
            (*run_fields(), OVER),
            (
                "/api/sweep?optimizer=adam&over=lr&steps=50",
                "/api/sweep?optimizer=momentum&over=momentum&landscape=bowl",
                "/api/sweep?optimizer=gradient_descent&lr=0.01&over=landscape.kappa&steps=50",
                "/api/sweep?optimizer=adam&lr=0.3&schedule=exponential&over=schedule.gamma&steps=50",
            ),
        ),
    )


def _map() -> Endpoint:
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
        (*fields, *run_fields()),
        (
            "/api/map?kind=basin&optimizer=momentum&lr=0.01&landscape=himmelblau&size=20",
            "/api/map?kind=settings&x=lr&y=momentum&optimizer=momentum&landscape=ravine&size=20&rows=0,5",
        ),
    )


def _races() -> tuple[Endpoint, ...]:
    fields, example = _race_fields(), "?optimizer=momentum&optimizer=adam&gradients=40"
    return (
        Endpoint(
            "/api/race",
            "Several rules from the same start",
            "Each racer's path and outcome, and what it had to evaluate, with the same number of gradients for all.",
            "Race",
            fields,
            (f"/api/race{example}", "/api/race?optimizer=newton&landscape=beale"),
        ),
        Endpoint(
            "/api/race/steps",
            "A race, step by step",
            "Each racer's points, losses and gradients in full, in the order in which the race has them.",
            "RaceSteps",
            fields,
            (f"/api/race/steps{example}",),
        ),
        Endpoint(
            "/api/race/{chart}",
            "A race as a chart",
            "The racers' losses by step, or their schedule, as a figure for Plotly without colours.",
            "Figure",
            (_in_path("chart", "What is drawn.", RACE_CHARTS), *fields),
            tuple(f"/api/race/{chart.value}{example}" for chart in RACE_CHARTS),
        ),
    )


def _race_fields() -> tuple[Field, ...]:
    shared = tuple(each for each in run_fields() if each.name in SHARED or each.name.startswith(PREFIXES))
    own = (
        Field(
            "optimizer",
            f"Who races: up to {MOST} update rules, the field given once for each. "
            "A racer's own hyper-parameters carry its name: adam.beta1.",
            {"type": "string", "enum": [*rules.catalogue()]},
        ),
        Field("gradients", "How many gradients each may ask for.", whole_number(GRADIENTS, 1, MOST_STEPS)),
        Field(
            "rates",
            "Learning rates: each at its best, the same for all (lr), or each its own (adam.lr).",
            {"type": "string", "enum": [each.value for each in Rates], "default": Rates.BEST.value},
        ),
        Field("lr", "The learning rate of all, where rates=same.", {"type": "number"}),
    )
    return (*own, *shared, CHANGE)


def _landscapes() -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            "/api/contours",
            "A landscape's contour lines",
            "Levels as SVG paths; the picture's longer side is 1,000 units, and Y points down.",
            "Contours",
            landscape_fields(),
            ("/api/contours", "/api/contours?landscape=ravine&landscape.kappa=10"),
        ),
        Endpoint(
            "/api/point",
            "A landscape at one point",
            "f, its gradient and how steep that is.",
            "Point",
            (*landscape_fields(), AT),
            ("/api/point?landscape=rosenbrock&at=1,1",),
        ),
        Endpoint(
            "/api/relief",
            "A landscape in relief",
            "The surface from one of twelve sides, with contour lines on it, and how a point gets into the picture.",
            "Relief",
            (*landscape_fields(), TURN),
            ("/api/relief?landscape=rosenbrock&turn=3", "/api/relief"),
        ),
        Endpoint(
            "/api/example-gradients",
            "Each example's own gradient",
            "For a loss that is a mean over examples: the gradient of each one's loss at a point.",
            "ExampleGradients",
            (*landscape_fields(), AT),
            ("/api/example-gradients?landscape=regression&at=0,0",),
        ),
    )


def _function() -> Endpoint:
    return Endpoint(
        "/api/function",
        "A function of one's own",
        "How a formula is read, over which rectangle it is shown, where its minima are, and what is to be said of "
        "it. What is wrong with one is said with the character at which it is.",
        "Function",
        (Field(FORMULA, "A function of x and y.", TYPED, required=True), Field(VIEW, SHOWN, RECTANGLE)),
        (
            "/api/function?landscape.f=x%5E2%2B3y%C2%B2",
            "/api/function?landscape.f=%7Cx%7C%2By%5E2&landscape.view=-2,2,-1,1",
        ),
    )


def _figures() -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            "/api/figures/{chart}",
            "A run as a chart",
            "One quantity of a run by step, as a figure for Plotly without colours.",
            "Figure",
            (_in_path("chart", "What is drawn.", Chart), *run_fields()),
            tuple(f"/api/figures/{chart.value}?optimizer=adam&steps=20" for chart in Chart),
        ),
        Endpoint(
            "/api/plots/{plot}",
            "A landscape as a plot",
            "Contour lines in the plane, or the surface in space, as a figure for Plotly without paths and colours.",
            "Figure",
            (_in_path("plot", "Where it is plotted.", Plot), *landscape_fields()),
            tuple(f"/api/plots/{plot.value}?landscape=rosenbrock" for plot in Plot),
        ),
    )


def _catalogues() -> tuple[Endpoint, ...]:
    listed = (
        ("/api/optimizers", "The update rules", "Every rule with its formula and its hyper-parameters.", "Optimizers"),
        ("/api/landscapes", "The landscapes", "Every landscape with f, view, minima and start.", "Landscapes"),
        ("/api/schedules", "The schedules", "Every learning-rate schedule with its parameters.", "Schedules"),
        ("/api/openapi.json", "This description", "The API in OpenAPI 3.1.", "Description"),
    )
    return tuple(Endpoint(*each, fields=(), examples=(each[0],)) for each in listed)


def run_fields() -> tuple[Field, ...]:
    """What describes a run, hyper-parameters and the parameters of landscapes and schedules included."""
    return (
        Field("optimizer", "The update rule.", {"type": "string", "enum": [*rules.catalogue()]}, required=True),
        *gathered((each.name, rule.id, each) for rule in rules.catalogue().values() for each in rule.hyperparameters()),
        *landscape_fields(),
        Field(
            "start", "The start x,y, within ten view radii of the view's centre; by default the landscape's own.", POINT
        ),
        Field("steps", "How many steps at most.", whole_number(int(STEPS.default), 1, MOST_STEPS)),
        Field("seed", "What the samples of a mini-batch loss are drawn from.", whole_number(0, 0, LARGEST_SEED)),
        Field(
            "schedule",
            "What multiplies the learning rate from outside.",
            {"type": "string", "enum": [*schedules.catalogue()], "default": SCHEDULE},
        ),
        *gathered(
            (f"schedule.{each.name}", schedule.id, each)
            for schedule in schedules.catalogue().values()
            for each in schedule.parameters()
        ),
    )


def landscape_fields() -> tuple[Field, ...]:
    """What describes a landscape."""
    every = landscapes.catalogue()
    return (
        Field("landscape", "The loss landscape.", {"type": "string", "enum": [*every, OWN], "default": LANDSCAPE}),
        Field(FORMULA, "One's own function of x and y.", TYPED, (OWN,)),
        Field(VIEW, SHOWN, RECTANGLE, (OWN,)),
        *gathered(
            (prefixed(each), landscape.id, each) for landscape in every.values() for each in landscape.parameters()
        ),
    )


def _trajectories() -> tuple[str, ...]:
    plain = tuple(f"/api/trajectory?optimizer={rule}&steps=20" for rule in rules.catalogue())
    return (
        *plain,
        "/api/trajectory?optimizer=momentum&lr=0.01&steps=60&change=30:0.001",
        "/api/trajectory?optimizer=nesterov&steps=20&points=f8",
        "/api/trajectory?optimizer=momentum&landscape=ravine&landscape.kappa=1000&lr=0.001&momentum=0.9&start=-1.8,0.9",
    )


def _in_path(name: str, meaning: str, kinds: Iterable[Enum]) -> Field:
    schema = {"type": "string", "enum": [each.value for each in kinds]}
    return Field(name, meaning, schema, required=True, place="path")


RACE_CHARTS = (Chart.LOSS, Chart.SCHEDULE)
POINT: JSON = {"type": "string", "pattern": r"^[-+0-9.eE]+,[-+0-9.eE]+$"}
TURN = Field("turn", "The side; by default the one that shows the most.", {"type": "integer", "enum": [*range(TURNS)]})
TYPED: JSON = {"type": "string", "maxLength": MOST_CHARACTERS}
RECTANGLE: JSON = {"type": "string", "pattern": r"^[-+0-9.eE]+(,[-+0-9.eE]+){3}$"}
CHANGE = Field(
    "change",
    "A change in mid-run, step:lr: after so many steps the learning rate is lr, a schedule's factor apart. "
    "Only for rules with a learning rate; in a race for all who have one.",
    {"type": "string", "pattern": r"^[0-9]+:[-+0-9.eE]+$"},
)
POINTS = Field(
    "points",
    "How points, losses, gradients and probes are written: as lists, in which what is not finite is null, or as typed "
    "arrays in base64, little-endian, of four (f4) or eight bytes (f8) a number, as Plotly and NumPy read them.",
    {"type": "string", "enum": [each.value for each in Numbers], "default": Numbers.LISTS.value},
)
AT = Field("at", "The point x,y; by default the landscape's start.", POINT)
OVER = Field(
    "over",
    "What takes every tick of its slider, by its name here: "
    "for example lr, landscape.kappa, loss.batch_size, schedule.gamma or steps.",
    {"type": "string"},
    required=True,
)
KINDS: Mapping[str, str] = {
    Kind.CONVERGED.value: "from that step on f stayed within the landscape's tolerance of the global minimum, "
    f"also beyond the steps shown, as far as it was followed there: {FOLLOWED}; "
    "where each step sees a part of the data, its mean over each epoch did",
    Kind.UNSETTLED.value: "f came within that tolerance at that step, but not to stay",
    Kind.TRAPPED.value: "the gradient vanished somewhere else",
    Kind.ESCAPED.value: "on a saddle, the run left the view, lower than the saddle",
    Kind.RAN_OUT.value: "none of these happened within the steps",
    Kind.DIVERGED.value: "a value was no longer finite, or a thousand view radii away",
}
"""What an outcome's kind means."""
