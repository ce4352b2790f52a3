"""What can be measured of a descent for a sentence to speak of: one function a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.minibatch import SampledLandscape
from quizzes import measures


@dataclass(frozen=True)
class Lens:
    """What a measurement needs to know besides the descent: a loss above f*, a step, a coordinate ("x" or "y").

    step: from 1, or −1 for the last. until: the last step that counts, where a span is measured; None for the last.
    """

    loss: float = 1e-3
    step: int = -1
    coordinate: str = "y"
    until: int | None = None

    @property
    def axis(self) -> int:
        return "xy".index(self.coordinate)

    @property
    def span(self) -> slice:
        """From the step to the last that counts."""
        return slice(self.step, None if self.until is None else self.until + 1)

    @property
    def column(self) -> int:
        """The step's column in an array that has one column a step."""
        return self.step - 1 if self.step > 0 else self.step


def below(lens: Lens, descent: Descent) -> int | None:
    """The first step with f − f* under the loss."""
    reached = np.flatnonzero(descent.excess < lens.loss)
    return int(reached[0]) if reached.size else None


def stays_below(lens: Lens, descent: Descent) -> int | None:
    """The step from which f − f* stays under the loss until the end."""
    above = np.flatnonzero(~(descent.excess < lens.loss))
    first = int(above[-1]) + 1 if above.size else 0
    return first if first < descent.losses.size else None


def lowest(lens: Lens, descent: Descent) -> float:
    """The smallest f − f* of the run, up to the last step that counts."""
    return float(np.nanmin(descent.excess[: lens.span.stop]))


def highest(lens: Lens, descent: Descent) -> float:
    """The largest f − f* from the step on."""
    return float(descent.excess[lens.span].max())


def loss(lens: Lens, descent: Descent) -> float:
    """f − f* after the step."""
    return float(descent.excess[lens.step])


def level(lens: Lens, descent: Descent) -> float | None:  # noqa: ARG001
    """On sampled data, how far above f* the run is on average at its end."""
    return descent.outcome.level


def position(lens: Lens, descent: Descent) -> float:
    return float(descent.points[lens.axis, lens.step])


def offset(lens: Lens, descent: Descent) -> float:
    """How far the coordinate is from the best minimum's after the step; from 0 where there is no minimum."""
    return abs(position(lens, descent) - _home(lens, descent))


def swing(lens: Lens, descent: Descent) -> float:
    """The farthest that the coordinate is from the best minimum's, from the step on."""
    return float(abs(descent.points[lens.axis, lens.span] - _home(lens, descent)).max())


def turns(lens: Lens, descent: Descent) -> int:
    """How often the path turns round in the coordinate, up to the step."""
    return measures.turns(descent, lens.coordinate, lens.step if lens.step > 0 else None)


def stride(lens: Lens, descent: Descent) -> float:
    """How far the step went in the coordinate."""
    return float(abs(np.diff(descent.points[lens.axis])[lens.column]))


def stride_over_rate(lens: Lens, descent: Descent) -> float:
    """How far the step went in the coordinate, in units of the learning rate."""
    return stride(lens, descent) / float(descent.rule.lr)


def rate(lens: Lens, descent: Descent) -> float | None:
    """The effective rate in the coordinate at the step."""
    return None if descent.rates is None else float(descent.rates[lens.axis, lens.column])


def rate_balance(lens: Lens, descent: Descent) -> float | None:
    """The coordinate's effective rate over the other coordinate's, at the step."""
    own = rate(lens, descent)
    return None if descent.rates is None or own is None else own / float(descent.rates[1 - lens.axis, lens.column])


def examples_read(lens: Lens, descent: Descent) -> int | None:
    """How many examples a run on a sampled loss has looked at after the step, counted anew in every epoch."""
    loss = descent.landscape
    if not isinstance(loss, SampledLandscape):
        return None
    epochs, steps = divmod(lens.step if lens.step > 0 else descent.points.shape[1] - 1, loss.epoch_length)
    return int(epochs * loss.count + steps * loss.batch_size)


def rate_growth(lens: Lens, descent: Descent) -> float | None:
    """The largest growth of the coordinate's effective rate from one step to the next; at most 0 if it never grows."""
    return None if descent.rates is None else float(np.diff(descent.rates[lens.axis]).max())


def root_share(lens: Lens, descent: Descent) -> float:
    """√v after the first step as a share of the gradient's size."""
    return float(np.sqrt(descent.state.v[lens.axis, 1]) / abs(descent.gradients[lens.axis, 0]))


def moment_share(lens: Lens, descent: Descent) -> float:
    """Adam's m after the first step as a share of the gradient."""
    return float(descent.state.m[lens.axis, 1] / descent.gradients[lens.axis, 0])


def limit(lens: Lens, descent: Descent) -> float | None:  # noqa: ARG001
    """The largest stable learning rate at the best minimum."""
    stable = descent.rule.stability_limit(float(_curvatures(descent)[-1]))
    return None if stable is None else float(stable)


def curvature_limit(lens: Lens, descent: Descent) -> float:
    """2/λ, with λ the curvature along the coordinate at the best minimum."""
    best = descent.landscape.minima[0]
    along = descent.landscape.hessian((best.x, best.y))
    return float(2 / (along[0], along[2])[lens.axis])


def factor(lens: Lens, descent: Descent) -> float:
    """By what a step of gradient descent multiplies the coordinate's distance to the best minimum: 1 − ηλ."""
    return 1 - 2 * float(descent.rule.lr) / curvature_limit(lens, descent)


def momentum_limit(lens: Lens, descent: Descent) -> float:  # noqa: ARG001
    """The largest rate at which momentum with the rule's own γ is stable at the best minimum."""
    return float(2 * (1 + descent.rule.momentum) / _curvatures(descent)[-1])


def slope(lens: Lens, descent: Descent) -> float:
    """How large the gradient that the step used is in the coordinate."""
    return float(abs(descent.gradients[lens.axis, lens.column]))


def slope_ahead(lens: Lens, descent: Descent) -> float:
    """The gradient that the step used in units of the one where the step began, in the coordinate."""
    x, y = descent.points[:, :-1][:, lens.column]
    return float(descent.gradients[lens.axis, lens.column] / descent.landscape.gradient((x, y))[lens.axis])


def root_of_sum(lens: Lens, descent: Descent) -> float:
    """The root of Adagrad’s G in the coordinate after the step."""
    return float(np.sqrt(descent.state.G[lens.axis, lens.step]))


def remembered(lens: Lens, descent: Descent) -> float:
    """The velocity's part of the step in the coordinate: the share γ of what it was."""
    return float(abs(descent.rule.momentum * descent.state.v[lens.axis, :-1][lens.column]))


def uphill(lens: Lens, descent: Descent) -> float:
    """The cosine of the angle between the step and its gradient: −1 straight downhill, 1 straight uphill."""
    step = np.diff(descent.points)[:, lens.column]
    gradient = descent.gradients[:, lens.column]
    return float(step @ gradient / (np.linalg.norm(step) * np.linalg.norm(gradient)))


def highest_rate(lens: Lens, descent: Descent) -> float | None:
    """The largest effective rate in the coordinate from the step on."""
    return None if descent.rates is None else float(descent.rates[lens.axis, max(lens.step - 1, 0) : lens.until].max())


def fading(lens: Lens, descent: Descent) -> float:  # noqa: ARG001
    """The factor by which momentum's slowest swing fades a step near the best minimum.

    A momentum step on curvature λ has the characteristic equation z² − (1 + γ − ηλ)z + γ = 0.
    """
    lr, momentum = descent.rule.lr, descent.rule.momentum
    return max(float(abs(np.roots([1, lr * each - 1 - momentum, momentum])).max()) for each in _curvatures(descent))


def apart(lens: Lens, descent: Descent, other: Descent) -> float:
    """The largest distance between two runs in the coordinate, at equal steps."""
    shared = min(descent.points.shape[1], other.points.shape[1])
    return float(abs(descent.points[lens.axis, :shared] - other.points[lens.axis, :shared]).max())


def _home(lens: Lens, descent: Descent) -> float:
    minima = descent.landscape.minima
    return float(minima[0][lens.axis]) if minima else 0.0


def _curvatures(descent: Descent) -> Array:
    """The Hessian's eigenvalues at the best minimum, ascending."""
    best = descent.landscape.minima[0]
    f_xx, f_xy, f_yy = descent.landscape.hessian((best.x, best.y))
    return np.linalg.eigvalsh(np.array([[f_xx, f_xy], [f_xy, f_yy]], dtype=float))


OF_ONE: Mapping[str, Callable[[Lens, Descent], float | None]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            below,
            stays_below,
            lowest,
            highest,
            loss,
            level,
            position,
            offset,
            swing,
            turns,
            stride,
            stride_over_rate,
            rate,
            rate_growth,
            rate_balance,
            examples_read,
            root_share,
            moment_share,
            factor,
            momentum_limit,
            slope,
            slope_ahead,
            root_of_sum,
            remembered,
            uphill,
            highest_rate,
            limit,
            curvature_limit,
            fading,
        )
    }
)
OF_TWO: Mapping[str, Callable[[Lens, Descent, Descent], float]] = MappingProxyType({"apart": apart})
