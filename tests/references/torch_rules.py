"""The course's rules as PyTorch, schedulefree and lion-pytorch have them, each seen through its convention.

The course keeps the papers' forms. Where a package's form is another, the difference is undone here, in the open:

- Momentum: PyTorch keeps b ← γb + g and steps by ηb; the course's v is ηb, the same path while η is constant.
- Nesterov: PyTorch's parameter is the look-ahead point p = θ − γv, and its step is η(g + γb). The course's point is
  θ = p + γηb, with b as it stands after the step.
- RMSprop's momentum: as Momentum's, b here holds the rate.
- Schedule-Free: the package's parameter is y while training; θ, the average, is (y − (1−β₁)z)/β₁.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import schedulefree
import torch
from lion_pytorch import Lion

from optimizers.landscape import Landscape

Pair = tuple[float, float]
SETTINGS = {"rho": "alpha", "warm_up": "warmup_steps"}


class Seen(NamedTuple):
    """One step as the package took it: the course's θ and state before, the gradient given, and θ after."""

    before: Pair
    state: dict[str, Pair]
    g: Pair
    after: Pair


def follow(rule: str, settings: dict[str, float], landscape: Landscape, start: Pair, steps: int) -> Iterator[Seen]:
    """The run of a package's rule; gradients come from the landscape, in double precision."""
    parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer, seen = MAKERS[rule](parameter, settings), VIEWS.get(rule, _as_it_is)
    theta, state = start, seen(parameter, optimizer, settings)[1]
    for _ in range(steps):
        g = landscape.gradient(tuple(parameter.tolist()))
        parameter.grad = torch.tensor(g, dtype=torch.float64)
        optimizer.step()
        after, following = seen(parameter, optimizer, settings)
        yield Seen(theta, state, (float(g[0]), float(g[1])), after)
        if not all(map(math.isfinite, after)):
            return
        theta, state = after, following


def _sgd(parameter: Any, given: dict[str, float], *, nesterov: bool = False) -> Any:
    return torch.optim.SGD([parameter], nesterov=nesterov, **given)


def _nesterov(parameter: Any, given: dict[str, float]) -> Any:
    return _sgd(parameter, given, nesterov=True)


def _adagrad(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.Adagrad([parameter], **given)


def _adadelta(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.Adadelta([parameter], **given)


def _rmsprop(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.RMSprop([parameter], **_renamed(given))


def _adam(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.Adam([parameter], **_with_betas(given))


def _amsgrad(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.Adam([parameter], amsgrad=True, **_with_betas(given))


def _adamw(parameter: Any, given: dict[str, float]) -> Any:
    return torch.optim.AdamW([parameter], **_with_betas(given))


def _nadam(parameter: Any, given: dict[str, float]) -> Any:
    torch.set_default_dtype(torch.float64)  # the product of the momentum's weights is kept in the default type
    return torch.optim.NAdam([parameter], **_with_betas(given))


def _lion(parameter: Any, given: dict[str, float]) -> Any:
    others = {name: value for name, value in given.items() if not name.startswith("beta")}
    return Lion([parameter], betas=(given.get("beta1", 0.9), given.get("beta2", 0.99)), **others)


def _schedule_free(parameter: Any, given: dict[str, float]) -> Any:
    optimizer = schedulefree.AdamWScheduleFree([parameter], foreach=False, **_renamed(_with_betas(given)))
    optimizer.train()
    return optimizer


def _with_betas(given: dict[str, float]) -> dict[str, Any]:
    others = {name: value for name, value in given.items() if not name.startswith("beta")}
    return others | {"betas": (given.get("beta1", 0.9), given.get("beta2", 0.999))}


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    return {SETTINGS.get(name, name): value for name, value in given.items()}


MAKERS: dict[str, Callable[[Any, dict[str, float]], Any]] = {
    "gradient_descent": _sgd, "momentum": _sgd, "nesterov": _nesterov, "adagrad": _adagrad, "adadelta": _adadelta,
    "adam": _adam, "rmsprop": _rmsprop, "adamw": _adamw, "adam_l2": _adam, "amsgrad": _amsgrad,
    "schedule_free": _schedule_free, "nadam": _nadam, "lion": _lion,
}  # fmt: skip


def _kept(parameter: Any, optimizer: Any, names: dict[str, str]) -> dict[str, Pair]:
    """What the package remembers, by the course's names; zeros before the first step."""
    memory = optimizer.state.get(parameter, {})
    return {
        ours: tuple(memory[theirs].tolist()) if memory.get(theirs) is not None else (0.0, 0.0)
        for ours, theirs in names.items()
    }


NAMES = {
    "adagrad": {"G": "sum"}, "adadelta": {"E": "square_avg", "D": "acc_delta"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"}, "adamw": {"m": "exp_avg", "v": "exp_avg_sq"},
    "lion": {"m": "exp_avg"},
}  # fmt: skip


def _as_it_is(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:  # noqa: ARG001
    rule = type(optimizer).__name__.lower()
    return tuple(parameter.tolist()), _kept(parameter, optimizer, NAMES.get(rule, {}))


def _momentum_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:
    v = _velocity(parameter, optimizer, settings)
    return tuple(parameter.tolist()), {"v": v}


def _nesterov_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:
    v = _velocity(parameter, optimizer, settings)
    px, py = parameter.tolist()
    return (px + settings["momentum"] * v[0], py + settings["momentum"] * v[1]), {"v": v}


def _amsgrad_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:  # noqa: ARG001
    names = NAMES["adam"] | {"v_max": "max_exp_avg_sq"}
    return tuple(parameter.tolist()), _kept(parameter, optimizer, names)


def _nadam_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:  # noqa: ARG001
    product = float(optimizer.state.get(parameter, {}).get("mu_product", 1.0))
    return tuple(parameter.tolist()), _kept(parameter, optimizer, NAMES["adam"]) | {"P": (product, product)}


def _rmsprop_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:
    kept = _kept(parameter, optimizer, {"v": "square_avg", "b": "momentum_buffer"})
    x, y = kept["b"]
    return tuple(parameter.tolist()), kept | {"b": (settings["lr"] * x, settings["lr"] * y)}


def _velocity(parameter: Any, optimizer: Any, settings: dict[str, float]) -> Pair:
    b = _kept(parameter, optimizer, {"b": "momentum_buffer"})["b"]
    return settings["lr"] * b[0], settings["lr"] * b[1]


def _schedule_free_seen(parameter: Any, optimizer: Any, settings: dict[str, float]) -> tuple[Pair, dict[str, Pair]]:
    beta1 = settings.get("beta1", 0.9)
    memory = _kept(parameter, optimizer, {"v": "exp_avg_sq", "z": "z"})
    y = parameter.tolist()
    z = memory["z"] if optimizer.state.get(parameter) else tuple(y)
    group = optimizer.param_groups[0]
    S, eta_max = float(group["weight_sum"]), max(float(group["lr_max"]), 0.0)
    theta = tuple((at - (1 - beta1) * bold) / beta1 for at, bold in zip(y, z, strict=True))
    return theta, {"y": tuple(y), "v": memory["v"], "z": z, "S": (S, S), "eta_max": (eta_max, eta_max)}


VIEWS: dict[str, Callable[[Any, Any, dict[str, float]], tuple[Pair, dict[str, Pair]]]] = {
    "momentum": _momentum_seen, "nesterov": _nesterov_seen, "amsgrad": _amsgrad_seen, "nadam": _nadam_seen,
    "rmsprop": _rmsprop_seen,
    "schedule_free": _schedule_free_seen,
}  # fmt: skip
