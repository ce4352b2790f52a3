"""The pages beyond the six lessons, each a template with its settings in a comment at its top, found by being there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from app import paths
from app.errors import FieldErrors
from app.lessons import front_matter
from app.lessons.catalogue import Experiment, LessonChart, Reference, told
from app.lessons.claims import KINDS, Claim, Scene, run_of
from app.lessons.front_matter import FrontMatterError
from app.lessons.sights import Sight
from app.single_flight import made_once
from optimizers import rules
from optimizers.rule import Rule

FOLDER = paths.LESSONS / "further"


@dataclass(frozen=True)
class FurtherPage:
    """One page's frame: as a lesson's, without prediction and quiz.

    order: its place among these pages. cards: what leads here from the playground, rules' ids or "schedules".
    """

    slug: str
    order: int
    title: str
    optimizer: str
    promise: str
    controls: tuple[str, ...]
    run: str
    cards: tuple[str, ...]
    claims: tuple[Claim, ...]
    experiments: tuple[Experiment, ...]
    sources: tuple[Reference, ...]
    charts: tuple[LessonChart, ...] = ()
    other: str | None = None

    @property
    def query(self) -> str:
        """The opening preset's whole query string."""
        return f"optimizer={self.optimizer}&{self.run}"

    @property
    def prediction(self) -> None:
        """Nothing is asked here."""

    @property
    def at_hand(self) -> tuple[str, ...]:
        """Nothing is folded under the controls."""
        return ()

    def sight(self, name: str) -> Sight:
        """The equation opens with the first step's numbers."""
        return Sight(name, 1, ())

    @property
    def rule(self) -> type[Rule]:
        return rules.catalogue()[self.optimizer]

    @cached_property
    def scene(self) -> Scene:
        """The opening run."""
        return Scene(run_of(self.query), None if self.other is None else run_of(self.other), self.claims)

    def scenes(self) -> Iterator[tuple[str, Scene]]:
        """Every scene, with the name of the field that sets it."""
        yield "run", self.scene
        for index, experiment in enumerate(self.experiments):
            yield f"experiments[{index}]", experiment.scene


@made_once
def catalogue() -> tuple[FurtherPage, ...]:
    """The pages in order. Raises FrontMatterError for the first that names what is not there."""
    return tuple(sorted((_read(file) for file in FOLDER.glob("*.html")), key=lambda page: page.order))


def further_page(slug: str) -> FurtherPage | None:
    """The page at that address, if there is one."""
    return next((each for each in catalogue() if each.slug == slug), None)


def page_of(card: str) -> FurtherPage | None:
    """The page to which a card of the playground leads, if there is one."""
    return next((each for each in catalogue() if card in each.cards), None)


def broken_claims() -> tuple[str, ...]:
    """Every claim of every page that its run does not bear out, in words."""
    return tuple(
        f"further/{each.slug}: {field}: {problem}"
        for each in catalogue()
        for field, scene in each.scenes()
        for problem in scene.broken()
    )


def parse(text: str, file: str) -> FurtherPage:
    """The page that a template's comment describes. Raises FrontMatterError."""
    read = front_matter.read(text, FurtherPage, file, slug=file.removesuffix(".html"))
    for field, problem in _problems(read):
        raise FrontMatterError(file, field, problem)
    return read


def _read(file: Path) -> FurtherPage:
    read = parse(file.read_text("utf-8"), file.name)
    return replace(read, promise=read.scene.words(read.promise), experiments=tuple(map(told, read.experiments)))


def _problems(read: FurtherPage) -> Iterator[tuple[str, str]]:
    """What the types do not catch: names of what is not there."""
    if read.optimizer not in rules.catalogue():
        yield "optimizer", f"there is no optimizer {read.optimizer!r}"
        return
    known = {each.name for each in read.rule.hyperparameters()}
    yield from (
        ("controls", f"{read.optimizer} has no hyper-parameter {name!r}")
        for name in read.controls
        if name not in known and "." not in name
    )
    for claim in (*read.claims, *(claim for each in read.experiments for claim in each.claims)):
        if claim.kind not in KINDS:
            yield "claims", f"there is no claim {claim.kind!r}; there are {', '.join(sorted(KINDS))}"
    runs = [
        read.query,
        read.other,
        *(query for each in read.experiments for query in (each.run, each.other, each.then)),
    ]
    for query in filter(None, runs):
        try:
            run_of(query)
        except (FieldErrors, ValueError) as error:
            yield "runs", f"{query!r}: {error}"
