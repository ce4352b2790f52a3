"""The page of maps: a map of starts or of settings, and beside it the stage with the run that one chose on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final

from werkzeug.datastructures import MultiDict

from app.errors import FieldError
from app.lessons import lesson_page
from app.lessons.claims import Scene, run_of
from app.lessons.lesson_page import LessonPage
from app.lessons.sights import Sight
from app.playground.map_pictures import MapPicture, map_picture
from optimizers import landscapes, rules, schedules
from optimizers.beyond import Setting
from optimizers.cells.atlas import MOST_WORK, most_rows, work
from optimizers.cells.axes import CellMap, MapKind, basin_map, settings_map
from optimizers.maps import STEPS, declared
from optimizers.parameters import Parameter
from optimizers.rule import Rule
from optimizers.run import Run, prefixed

RULE, QUERY = "momentum", "landscape=himmelblau&lr=0.01&steps=200"
"""What the page opens with: the basins that people print."""
OPENING: Final = f"optimizer={RULE}&{QUERY}"
KEYS: Final = frozenset({"kind", "x", "y", "size", "drawn"})
"""What an address says of the map alone."""
SIZES: Final = (25, 50, 100)
"""How fine a form without scripts may ask for it."""
USUAL: Final = 50
FINE: Final = (200, 100, 50, 25)
"""How fine scripts draw it in the end: as fine as is done in a few parts."""
FEW_PARTS: Final = 6
QUICK: Final = 8
"""A page on which nobody chose how fine the map is takes this part of the time that it might."""
SMALLER: Final = (100, 50, 25, 12, 6, 4, 2)
COLOURS: Final = ("#2a62a8", "#c4691c", "#1f7f72", "#8a4fa0", "#a08400", "#b0486b")
"""Of the minima in a picture to keep: the page's own by day."""
PARTNERS: Final = ("momentum", "beta1", "rho", "beta2", "eps", "landscape.kappa", "loss.batch_size")
"""What goes well with the learning rate, the first that there is."""
RUNS_ALONE: Final = frozenset({"optimizer", "landscape", "start", "steps", "seed", "schedule", "shown", "view"})
"""What of a run stays when another rule is chosen, with all that has a prefix."""


@dataclass(frozen=True)
class MapRule:
    """What has a stage here: a rule, with all of its settings in sight."""

    optimizer: str
    query: str = ""
    other: None = None
    prediction: None = None
    at_hand: tuple[str, ...] = ()

    @property
    def controls(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.rule.hyperparameters())

    @property
    def rule(self) -> type[Rule]:
        return rules.catalogue()[self.optimizer]

    @cached_property
    def scene(self) -> Scene:
        return Scene(run_of(self.query), None, ())

    def sight(self, name: str) -> Sight:
        return Sight(name, 1, ())


@dataclass(frozen=True)
class MapPage:
    """What the page shows. kind, x, y, size: as chosen, or what suits the run."""

    stage: LessonPage
    kind: MapKind
    x: str
    y: str
    size: int
    wrong: tuple[FieldError, ...] = ()

    @property
    def faults(self) -> tuple[FieldError, ...]:
        """Each field that is wrong."""
        return (*self.stage.errors, *self.wrong)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return (*self.stage.problems, *((each.field, f"{each.field} {each.message}") for each in self.wrong))

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.id, each.name) for each in rules.catalogue().values())

    @property
    def title(self) -> str:
        """What the picture shows, in a line."""
        run = self.stage.run
        of = "starts" if self.kind is MapKind.BASIN else f"{self.x} and {self.y}"
        return f"{run.rule.name} on {run.landscape.name}: map of {of}"

    @property
    def settings(self) -> tuple[tuple[str, Parameter], ...]:
        """What an axis may be, with what it declares."""
        return tuple((name, declared(_setting(self.stage.run), name)) for name in _names(self.stage.run))

    @property
    def has_pairs(self) -> bool:
        """Whether there are two settings to set against each other."""
        return len(_names(self.stage.run)) > 1

    @cached_property
    def drawn(self) -> CellMap:
        return self._map(self.size)

    @cached_property
    def picture(self) -> MapPicture:
        return map_picture(self.drawn)

    @property
    def fine(self) -> tuple[int, int]:
        """How fine scripts draw the map in the end, and how many rows they ask for at a time."""
        sizes = ((size, self._map(size)) for size in FINE)
        parts = ((size, most_rows(drawn), len(drawn.y)) for size, drawn in sizes)
        return next(((size, most) for size, most, rows in parts if most * FEW_PARTS >= rows), (self.size, self.size))

    @property
    def kept(self) -> CellMap:
        """As fine as can be computed at once: the picture to keep."""
        drawn = (self._map(size) for size in (*FINE, *SMALLER))
        return next((each for each in drawn if most_rows(each) >= len(each.y)), self._map(SMALLER[-1]))

    def name_of(self, axis: str) -> Parameter:
        """What the setting of an axis declares."""
        return declared(_setting(self.stage.run), axis)

    @property
    def query(self) -> str:
        """The map's own address."""
        pair = f"&x={self.x}&y={self.y}" if self.kind is MapKind.SETTINGS else ""
        return f"kind={self.kind.value}{pair}&{self.stage.run.query()}"

    @property
    def seed(self) -> int | None:
        """Of the samples that every cell sees, if it sees samples."""
        sampled = self.stage.run.landscape.epoch_length > 1 or "loss.batch_size" in (self.x, self.y)
        return self.stage.run.seed if type(self.stage.run.landscape).is_sampled and sampled else None

    def _map(self, size: int) -> CellMap:
        run = self.stage.run
        return basin_map(run, size) if self.kind is MapKind.BASIN else settings_map(run, self.x, self.y, size)


def page(args: MultiDict[str, str]) -> MapPage:
    """The page for an address; of what cannot be read it says why, and shows what is usual."""
    about_run = MultiDict((name, text) for name, text in _of_the_rule(args) if name not in KEYS)
    chosen = about_run.get("optimizer", RULE)
    rule = chosen if chosen in rules.catalogue() else RULE
    opening = OPENING if rule == RULE else f"optimizer={rule}&landscape=himmelblau"
    stage = lesson_page.page(MapRule(rule, opening), about_run)
    wrong = list[FieldError]()
    kind = _chosen("kind", args, tuple(each.value for each in MapKind), MapKind.BASIN.value, wrong)
    x, y = _axes(stage.run, args, wrong)
    is_pair = kind == MapKind.SETTINGS.value and len(_names(stage.run)) > 1
    size = int(_chosen("size", args, tuple(map(str, SIZES)), str(USUAL), wrong))
    asked = MapPage(stage, MapKind.SETTINGS if is_pair else MapKind.BASIN, x, y, size, tuple(wrong))
    return _small_enough(asked, 1 if "size" in args else QUICK)


def _of_the_rule(args: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """A form without scripts sends the settings of the rule that it showed together with another rule."""
    is_other = args.get("drawn", args.get("optimizer")) != args.get("optimizer")
    for name, text in args.items(multi=True):
        if not is_other or name in RUNS_ALONE or "." in name:
            yield name, text


def _small_enough(page: MapPage, share: int) -> MapPage:
    """As fine as asked for, or as this share of the time of one answer allows."""
    sizes = (page.size, *(size for size in SMALLER if size < page.size))
    maps = (replace(page, size=size) for size in sizes)
    fits = (each for each in maps if work(each.drawn) * share <= MOST_WORK)
    return next(fits, replace(page, size=SMALLER[-1]))


def _chosen(name: str, args: MultiDict[str, str], known: tuple[str, ...], usual: str, wrong: list[FieldError]) -> str:
    text = args.get(name, usual)
    if text not in known:
        wrong.append(FieldError(name, f"takes one of {', '.join(known)}"))
        return usual
    return text


def _axes(run: Run, args: MultiDict[str, str], wrong: list[FieldError]) -> tuple[str, str]:
    """The two settings; those of another rule or landscape give way to what suits this one."""
    names = _names(run)
    x = _axis("x", args, names, names[:1], wrong)
    rest = tuple(name for name in (*PARTNERS, *names) if name in names and name != x)
    y = _axis("y", args, names, rest, wrong)
    if x == y and len(names) > 1:
        if args.get("x") == args.get("y"):
            wrong.append(FieldError("y", "takes another setting than x"))
        y = rest[0]
    return x, y


def _axis(
    axis: str, args: MultiDict[str, str], names: tuple[str, ...], usual: tuple[str, ...], wrong: list[FieldError]
) -> str:
    text = args.get(axis)
    if text is not None and text not in _every_name():
        wrong.append(FieldError(axis, f"takes one of {', '.join(names)}"))
    return text if text in names else (*usual, *names)[0]


@cache
def _every_name() -> frozenset[str]:
    """Whatever has a slider somewhere."""
    of_rules = (each.name for rule in rules.catalogue().values() for each in rule.hyperparameters())
    of_landscapes = (prefixed(each) for kind in landscapes.catalogue().values() for each in kind.parameters())
    of_schedules = (f"schedule.{each.name}" for kind in schedules.catalogue().values() for each in kind.parameters())
    return frozenset({*of_rules, *of_landscapes, *of_schedules})


def _names(run: Run) -> tuple[str, ...]:
    return tuple(name for name in run.sliders() if name != STEPS.name)


def _setting(run: Run) -> Setting:
    return Setting(run.rule, run.landscape, run.schedule, run.seed)
