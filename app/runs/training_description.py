"""What the API's description says of the network's trainings."""

from typing import Final

from app.runs.endpoint import JSON, Endpoint, Field, gathered, whole_number
from app.runs.schemas import MAYBE, TEXT, WHOLE, floats, listed, properties
from optimizers import schedules
from optimizers.addresses import LARGEST_SEED, SCHEDULE
from optimizers.networks import rules
from optimizers.networks.addresses import names
from optimizers.networks.digits import CLASSES
from optimizers.networks.training import Task

BY_SEED: Final = listed(listed(MAYBE)) | {"description": "a list for each seed, a number for each update in `at`"}
FLOATS: Final = floats()
OUTCOME: Final = properties(
    {"kind": {"type": "string", "enum": ["ran_out", "diverged", "under_way"]}, "update": WHOLE, "message": TEXT}
)
MISTAKE: Final = properties(
    {"number": WHOLE, "label": WHOLE, "said": WHOLE, "chance": {"type": "number"}, "pixels": TEXT}
)
SCHEMAS: JSON = {
    "Training": properties(
        {
            "optimizer": TEXT,
            "hyperparameters": {"type": "object", "additionalProperties": {"type": "number"}},
            "task": {"type": "object", "additionalProperties": {"type": "number"}},
            "schedule": {"type": ["string", "null"]},
            "seeds": listed(WHOLE),
            "updates": WHOLE | {"description": "how many the whole training takes"},
            "done": WHOLE | {"description": "how many have been made; ask again with after=done while that is fewer"},
            "after": WHOLE,
            "losses": listed(FLOATS)
            | {
                "description": "for each seed the loss of each batch after that update, float32, little-endian, "
                "base64; it ends where a loss is no longer finite"
            },
            "scores": properties(
                {"at": listed(WHOLE)}
                | dict.fromkeys(("training_loss", "training_accuracy", "test_loss", "test_accuracy", "dead"), BY_SEED)
                | dict.fromkeys(("moved_hidden", "moved_output"), BY_SEED)
            ),
            "outcomes": listed(OUTCOME),
        },
        {
            "weights": {"anyOf": [FLOATS, {"type": "null"}], "description": "the first seed's, null if not finite"},
            "confusion": {"anyOf": [listed(listed(WHOLE, minItems=CLASSES, maxItems=CLASSES)), {"type": "null"}]},
            "mistakes": {"anyOf": [listed(MISTAKE), {"type": "null"}]},
        },
    ),
    "RateTrack": properties(
        {
            "optimizer": TEXT,
            "rates": listed({"type": "number"}),
            "test_accuracy": listed({"type": "number"}),
            "diverged": listed(WHOLE) | {"description": "at which update, 0 where the training did not diverge"},
        }
    ),
}


def endpoints() -> tuple[Endpoint, ...]:
    """The addresses of trainings."""
    return (
        Endpoint(
            "/api/training",
            "A network learns the digits",
            "How a network with one hidden layer learns 1,347 hand-written digits by one rule, once for each seed: the "
            "loss of each batch, and scores on 450 of these images and on 450 others at the end of each epoch. A "
            "training that is larger than the usual one comes in parts: while `done` is less than `updates`, ask again "
            "with `after=done` within a second; only the last part may be kept.",
            "Training",
            (*training_fields(), AFTER),
            (
                "/api/training?optimizer=adam&lr=0.01&seeds=1&epochs=1&network.width=8",
                "/api/training?optimizer=momentum&epochs=1&seeds=1&network.width=4&schedule=cosine&schedule.period=43&after=0",
            ),
        ),
        Endpoint(
            "/api/training/track",
            "A training at 25 learning rates",
            "The training by its first seed at each of 25 rates, spaced by their logarithm over the slider's range.",
            "RateTrack",
            training_fields(),
            ("/api/training/track?optimizer=adam&epochs=1&network.width=4",),
        ),
    )


def training_fields() -> tuple[Field, ...]:
    """What describes a training."""
    every, called = rules.catalogue(), names()
    return (
        Field("optimizer", "The update rule.", {"type": "string", "enum": [*every]}, required=True),
        *gathered((each.name, rule.id, each) for rule in every.values() for each in rule.hyperparameters()),
        *gathered((called[each.name], "the training", each) for each in Task.parameters()),
        Field("seed", "The first seed.", whole_number(0, 0, LARGEST_SEED - 10)),
        Field(
            "schedule",
            "What multiplies the learning rate from outside; t counts updates.",
            {"type": "string", "enum": [*schedules.catalogue()], "default": SCHEDULE},
        ),
        *gathered(
            (f"schedule.{each.name}", schedule.id, each)
            for schedule in schedules.catalogue().values()
            for each in schedule.parameters()
        ),
    )


AFTER: Final = Field("after", "The losses of the updates after this one alone.", whole_number(0, 0, 26_940))
