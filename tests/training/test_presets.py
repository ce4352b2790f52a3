"""The module presets: its parts say different things."""

from app.training.presets import presets


def test_each_has_a_title_of_its_own() -> None:
    titles = [each.title for each in presets()]

    assert len({*titles}) == len(titles) >= 5
