"""Why Adam: the four rules on the heavy tail, as the page says it."""

import pytest
from flask.testing import FlaskClient

from app.errors import FieldErrors
from app.training import tail_page
from app.training.training_charts import HIGH, WIDE
from optimizers.networks.heavy_tail import SHOWN, counts
from tests.addresses import asked


def test_the_page_draws_a_line_for_each_digit_and_rule(client: FlaskClient) -> None:
    text = client.get("/training/why-adam").text

    assert text.count('class="class-line') == 10 * len(SHOWN)
    assert "nan" not in text.lower().replace("dominant", "")


def test_lines_keep_to_the_field() -> None:
    for chart in tail_page.page(asked("tail=1.4")).charts:
        for line in chart.lines:
            places = [tuple(map(float, each.split(","))) for each in line.points.split()]
            assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in places)


@pytest.mark.parametrize("query", ["tail=3", "tail=nan", "tail=1,4", "colour=red"])
def test_another_tail_is_refused(query: str) -> None:
    with pytest.raises(FieldErrors):
        tail_page.page(asked(query))


def test_a_tail_of_0_makes_all_classes_alike() -> None:
    assert len({*counts(0.0)}) == 1
    assert counts(1.4) == (129, 49, 28, 19, 14, 10, 8, 7, 6, 5)
