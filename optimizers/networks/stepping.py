"""How a rule moves all weights of a network: element-wise rules in one call, matrix rules layer by layer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np

from optimizers.arithmetic import Number
from optimizers.networks.digits import Floats
from optimizers.networks.matrix_rule import MatrixRule
from optimizers.networks.network import Network
from optimizers.rule import FirstOrderRule, Rule
from optimizers.rules.adam import Adam
from optimizers.schedule import scaled


class Stepping(Protocol):
    """A rule on θ of shape (R, size); the state goes in and out."""

    def init(self, theta: Floats) -> Any: ...

    def probe(self, theta: Floats, state: Any) -> Floats: ...

    def step(self, t: int, theta: Floats, g: Floats, state: Any, factor: Number) -> tuple[Floats, Any]: ...


def stepping(rule: Rule, network: Network) -> Stepping:
    """How this rule moves this network's weights. Raises TypeError for a rule that wants more than gradients."""
    if isinstance(rule, FirstOrderRule):
        return EntryByEntry(rule)
    if isinstance(rule, MatrixRule):
        return LayerByLayer(rule, network)
    raise TypeError(f"{rule.name} does not train networks")


@dataclass
class EntryByEntry:
    """One rule for every weight alike: the very update that the stage's runs make."""

    rule: FirstOrderRule[Any]
    _scaled: tuple[Number, FirstOrderRule[Any]] | None = None

    def init(self, theta: Floats) -> Any:
        return self.rule.init(theta)

    def probe(self, theta: Floats, state: Any) -> Floats:
        return np.asarray(self.rule.probe(theta, state))

    def step(self, t: int, theta: Floats, g: Floats, state: Any, factor: Number) -> tuple[Floats, Any]:
        return self._at(factor).update(t, theta, g, state)

    def _at(self, factor: Number) -> FirstOrderRule[Any]:
        if isinstance(factor, float) and factor == 1.0:
            return self.rule
        scaled_rule: FirstOrderRule[Any] = scaled(self.rule, factor)
        return scaled_rule


class LayerStates(NamedTuple):
    """A matrix rule's state for each layer, and Adam's for the biases."""

    matrices: tuple[Any, ...]
    biases: Any


@dataclass
class LayerByLayer:
    """A matrix rule for the weights of each layer; Adam, at the same rate, for the biases."""

    rule: MatrixRule[Any]
    network: Network
    _is_bias: np.ndarray[Any, np.dtype[np.bool_]] = field(init=False)

    def __post_init__(self) -> None:
        marks = np.zeros((1, self.network.size))
        for layer in self.network.layers(marks):
            layer[:, -1] = 1
        self._is_bias = marks[0] == 1

    def init(self, theta: Floats) -> LayerStates:
        matrices = tuple(self.rule.init(each) for each in self._matrices(theta))
        return LayerStates(matrices, Adam().init(theta[:, self._is_bias]))

    def probe(self, theta: Floats, state: LayerStates) -> Floats:
        return theta

    def step(self, t: int, theta: Floats, g: Floats, state: LayerStates, factor: Number) -> tuple[Floats, LayerStates]:
        matrix = factor[..., None] if np.ndim(factor) else factor
        rate = self.rule.lr  # type: ignore[attr-defined]
        rule = scaled(self.rule, matrix)
        of_biases = Adam(lr=(rate[..., 0] if np.ndim(rate) else rate) * factor)
        moved = np.empty_like(theta)
        states = []
        for into, before, slope, own in zip(
            *(self._matrices(each) for each in (moved, theta, g)), state.matrices, strict=True
        ):
            into[:], after = rule.update(t, before, slope, own)
            states.append(after)
        biases, after = of_biases.update(t, theta[:, self._is_bias], g[:, self._is_bias], state.biases)
        moved[:, self._is_bias] = biases
        return moved, LayerStates(tuple(states), after)

    def _matrices(self, theta: Floats) -> Iterator[Floats]:
        """Each layer's weights without its biases, in θ's own memory."""
        return (layer[:, :-1] for layer in self.network.layers(theta))
