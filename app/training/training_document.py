"""A training as the API answers it: as far as it has gone, in lists and little-endian float32."""

from typing import Any

import numpy as np

from app.drawing.typed_arrays import typed_array
from app.runs.documents import encoded, values
from app.training.answers import answers
from app.training.trainings import trainings
from optimizers.networks import addresses
from optimizers.networks.digits import Floats
from optimizers.networks.tracks import track
from optimizers.networks.training import Record, TrainingRun

JSON = dict[str, Any]


def document(run: TrainingRun, after: int | None) -> tuple[bytes, bool]:
    """The training's bytes, with the losses of the updates after `after`; and whether it has come to its end."""
    record = trainings().further(run)
    done = len(record.losses)
    is_whole = done == run.updates
    return encoded(
        {
            "optimizer": type(run.rule).id,
            "hyperparameters": values(run.rule),
            "task": {called: getattr(run.task, name) for name, called in addresses.names().items()},
            "schedule": None if run.schedule is None else type(run.schedule).id,
            "seeds": [*run.seeds],
            "updates": run.updates,
            "done": done,
            "after": after or 0,
            "losses": _losses(record, after or 0),
            "scores": _scores(record),
            "outcomes": [_outcome(update, done, run.updates) for update in record.diverged],
            **(_ending(run, record) if is_whole else {}),
        }
    ), is_whole


def _losses(record: Record, after: int) -> list[JSON]:
    """Each seed's losses, up to where they stop being finite."""
    ends = [update or len(record.losses) for update in record.diverged]
    return [typed_array(losses[after:end], "f4") for losses, end in zip(record.losses.T, ends, strict=True)]


def _scores(record: Record) -> JSON:
    """A list for each seed, with a number for each update in `at`; null where there is no finite one."""
    is_lost = ~np.isfinite(record.test.loss)
    return {
        "at": record.at,
        "training_loss": _finite(record.training.loss),
        "training_accuracy": _finite(np.where(is_lost, np.nan, record.training.accuracy)),
        "test_loss": _finite(record.test.loss),
        "test_accuracy": _finite(np.where(is_lost, np.nan, record.test.accuracy)),
        "dead": _finite(np.where(is_lost, np.nan, record.training.dead)),
        "moved_hidden": _finite(record.moved[..., 0]),
        "moved_output": _finite(record.moved[..., 1]),
    }


def _finite(scores: Floats) -> list[list[float | None]]:
    return [[float(f"{value:.6g}") if np.isfinite(value) else None for value in seed] for seed in scores.T.tolist()]


def _outcome(update: int, done: int, updates: int) -> JSON:
    if update:
        return {"kind": "diverged", "update": update, "message": f"Diverged at update {update}."}
    if done < updates:
        return {"kind": "under_way", "update": done, "message": f"After {done} of {updates} updates."}
    return {"kind": "ran_out", "update": done, "message": f"Ended after {done} updates."}


def _ending(run: TrainingRun, record: Record) -> JSON:
    """What there is to say of the first seed's network at the end."""
    said = answers(run, record)
    return {
        "weights": None if said is None else typed_array(record.theta[0], "f4"),
        "confusion": None if said is None else said.confusion,
        "mistakes": None if said is None else [each._asdict() for each in said.mistakes],
    }


def track_document(run: TrainingRun) -> bytes:
    """The training at each rate of the slider, by its first seed."""
    found = track(run)
    return encoded(
        {
            "optimizer": type(run.rule).id,
            "rates": found.rates,
            "test_accuracy": [round(share, 4) for share in found.accuracy],
            "diverged": found.diverged,
        }
    )
