"""The exact limit of stability on a map of settings: on a quadratic, for a rule that is linear."""

from dataclasses import dataclass

from optimizers.cells.axes import CellMap, MapKind
from optimizers.maps import at

RATE = "lr"


@dataclass(frozen=True)
class Limit:
    """The largest learning rate that is stable, for each value of the other axis.

    rate_is_x: whether the learning rate is the map's x. words: the formula, in plain characters.
    """

    rate_is_x: bool
    values: tuple[float, ...]
    words: str


def limit(drawn: CellMap) -> Limit | None:
    """None where theory has no exact limit, or the learning rate is on neither axis."""
    rule, landscape, schedule, _ = drawn.setting
    is_exact = landscape.is_quadratic and landscape.epoch_length == 1 and schedule is None
    axes = {drawn.x.name: drawn.y, drawn.y.name: drawn.x}
    if drawn.kind is not MapKind.SETTINGS or RATE not in axes or not is_exact or not rule.limit_in_words:
        return None
    other = axes[RATE]
    if other.name.startswith("loss."):
        return None
    values = []
    for value in other.values:
        setting = at(drawn.setting, other.name, value)
        stable = setting.rule.stability_limit(setting.landscape.curvature)
        values.append(float(stable))
    return Limit(drawn.x.name == RATE, tuple(values), rule.limit_in_words)
