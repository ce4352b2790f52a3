"""The challenges as declared: three a level at least, of every sort, each with hints and a par."""

from collections import Counter

import pytest

from app.challenges.tasks import FOLDER, Challenge, ChallengeError, Sort, _level, catalogue, challenge, levels
from app.drawing.prose import prose
from quizzes.runs import parse_run

EVERY = pytest.mark.parametrize("asked", catalogue(), ids=lambda asked: asked.slug)


def test_there_are_eighteen_at_least_three_a_level_and_every_sort() -> None:
    assert len(catalogue()) >= 18
    assert len(levels()) == 6
    assert min(Counter(each.level for each in catalogue()).values()) >= 3
    assert {each.sort for each in catalogue()} == {*Sort}
    assert len({each.slug for each in catalogue()}) == len(catalogue())
    assert challenge("nowhere") is None


@EVERY
def test_a_challenge_can_be_read_and_begins_where_its_run_stands(asked: Challenge) -> None:
    run = parse_run(asked.run)
    assert prose(asked.task)
    assert len(asked.hints) >= 2
    assert dict(asked.best).keys() == {each.name for each in asked.controls}
    for control in asked.controls:
        assert control.low <= control.value <= control.high
        name = control.name.rpartition(".")[2]
        owners = {"schedule": run.schedule, "landscape": run.landscape, "loss": run.landscape}
        assert getattr(owners.get(control.name.partition(".")[0], run.rule), name) == control.value


def test_a_file_that_cannot_be_read_says_which_challenge_is_wrong(tmp_path: object) -> None:
    text = (FOLDER / "level-1.toml").read_text(encoding="utf-8").replace('kind = "edge"', 'kind = "ledge"')
    path = tmp_path / "level-1.toml"  # type: ignore[operator]
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChallengeError, match=r"level-1.toml, on-the-brink: .*ledge"):
        list(_level(path))
