"""The module pairs: its parts say different things."""

from app.training.pairs import pairs


def test_each_has_a_title_of_its_own() -> None:
    titles = [each.title for each in pairs()]

    assert len({*titles}) == len(titles) >= 5
