"""Every number that a page states of networks is kept, keeps its bounds, and is computed again."""

import pytest

from app.training.pairs import WORDS, pairs
from app.training.presets import presets
from app.training.said import is_held, named, said
from app.training.training_race import parse_race_of_trainings
from optimizers.networks import figures
from tests.addresses import asked
from tests.sampling import Sample


def test_every_figure_is_kept_and_keeps_its_bounds() -> None:
    assert {*figures.kept_figures()} == {*figures.every()}
    assert [name for name in figures.every() if not is_held(name)] == []


def test_figures_are_computed_again(sample: Sample) -> None:
    assert figures.broken(tuple(sample(figures.every(), 2))) == ()


def test_a_figure_out_of_its_bounds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = figures.every()["muon_on_a_vector"]._replace(low=0.8, high=0.9)
    monkeypatch.setattr(figures, "every", lambda: {"muon_on_a_vector": broken})

    kept, computed = figures.broken()
    assert kept == "muon_on_a_vector: kept 0.69644, and takes 0.8 to 0.9"
    assert computed.startswith("muon_on_a_vector: computed 0.69")


def test_sentences_name_only_figures_and_type_no_measurement() -> None:
    for pair in WORDS:
        assert {*named(pair.on_the_network)} <= {*figures.every()}
        assert {*named(pair.on_the_network)}, f"{pair.title} says nothing that is measured"
    assert "{" not in "".join(pair.on_the_network for pair in pairs())
    with pytest.raises(KeyError):
        said("{nothing}")


def test_what_presets_and_pairs_lead_to_can_be_trained() -> None:
    for query in [*(each.query for each in presets()), *(each.network_query for each in pairs())]:
        assert parse_race_of_trainings(asked(query)).runs
