"""The small figure of the lesson on Adam says what its page says."""

from flask.testing import FlaskClient

from app.training.rare_bars import LONGEST, rare_bars
from optimizers.networks.figures import kept_figures


def test_a_higher_loss_has_a_longer_bar() -> None:
    bars = sorted(rare_bars(), key=lambda bar: bar.loss)

    assert [bar.length for bar in bars] == sorted(bar.length for bar in bars)
    assert all(0 <= bar.length <= LONGEST for bar in bars)
    assert {bar.loss for bar in bars} <= {*kept_figures().values()}


def test_the_lesson_on_adam_leads_to_the_page(client: FlaskClient) -> None:
    text = client.get("/lessons/adam").text

    assert 'href="/training/why-adam"' in text
    assert text.count('class="rare-bar') == len(rare_bars())
