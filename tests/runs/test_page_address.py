"""Pages take what people type into their fields: they lead to the strict address, or say why not beside the field."""

import contextlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from werkzeug.datastructures import MultiDict

from app.errors import FieldErrors
from app.runs.address import parse_run
from app.runs.page_address import canonical, explained
from optimizers.numbers import NumberError, decimal, typed
from tests.addresses import asked
from tests.scribbles import SCRIBBLES


@pytest.mark.parametrize("page", ["/lessons/adam", "/playground"])
@pytest.mark.parametrize(
    ("field", "text", "meant"),
    [
        ("start", "−1,5; ½", None), ("start", "(1, −2)", "1,-2"), ("start", "１，２", "1,2"),
        ("start", "1,5;2", "1.5,2"),
        ("landscape.kappa", "2,5", "2.5"), ("landscape.kappa", "10¹", "10"), ("landscape.kappa", "５０", "50"),
        ("landscape.kappa", "100/3", "33.333333333333336"), ("seed", "７", "7"), ("seed", "1e1", "10"),
    ],
)  # fmt: skip
def test_a_page_leads_to_the_address_that_is_meant(
    client: FlaskClient, page: str, field: str, text: str, meant: str | None
) -> None:
    answer = client.get(f"{page}?{urlencode({'optimizer': 'adam', field: text})}")
    if meant is None:
        assert answer.status_code == 400
    else:
        assert (answer.status_code, urlsplit(answer.location).path) == (302, page)
        assert parse_qs(urlsplit(answer.location).query) == {"optimizer": ["adam"], field: [meant]}
        assert canonical(asked(urlsplit(answer.location).query)) is None, "it would lead on"
        if page != "/playground":  # where a race of all rules would be run each time
            assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0,005", "0.005"),
        ("10⁻³", "0.001"),
        ("5×10⁻³", "0.005"),
        ("1/200", "0.005"),
        ("−0", "-0"),
        ("0,0195", "0.0195"),
    ],
)
def test_the_learning_rate_is_read_as_it_is_shown(client: FlaskClient, text: str, meant: str) -> None:
    answer = client.get(f"/lessons/momentum?{urlencode({'lr': text})}")
    assert parse_qs(urlsplit(answer.location).query) == {"lr": [meant]}


@pytest.mark.parametrize(
    ("page", "field", "text", "reason"),
    [
        ("/lessons/adam", "lr", "1,234", "can be read as 1.234 or as 1234"),
        ("/lessons/adam", "lr", "NaN", "write it like 0.25, −3, 1/4 or 5×10⁻³; it takes a number"),
        ("/lessons/adam", "lr", "inf", "is not read as a number"),
        ("/lessons/adam", "lr", "1e999", "is too large; it takes"),
        ("/lessons/adam", "lr", "10−3", "may be a power of ten or a difference"),
        ("/lessons/adam", "lr", "1/0", "divides by 0"),
        ("/lessons/adam", "steps", "400/2", "is a fraction, and a whole number is wanted; it takes a whole"),
        ("/lessons/adam", "steps", "2,000", "can be read as 2.000 or as 2000"),
        ("/lessons/adam", "lr", "११,१११", "or as"),
        ("/lessons/adam", "start", "1,2,3", "is not two numbers: write them as 1.5, −2; it takes two numbers"),
        ("/playground", "gradients", "1,500", "can be read as 1.500 or as 1500"),
        ("/playground", "adam.beta1", "0.9.9", "has too many marks"),
        ("/playground", "start", "1 2", "is not two numbers"),
    ],
)  # fmt: skip
def test_a_page_says_beside_the_field_why_it_cannot_read_it(
    client: FlaskClient, page: str, field: str, text: str, reason: str
) -> None:
    asks = {"optimizer": "adam", "rates": "own"} if page == "/playground" else {}
    answer = client.get(f"{page}?{urlencode({**asks, field: text})}")
    assert answer.status_code == 400
    assert reason in answer.text
    assert f'value="{text}"' in answer.text


@given(text=SCRIBBLES)
def test_whatever_is_typed_is_a_strict_number_of_the_same_value_or_a_reason(text: str) -> None:
    args = MultiDict({"optimizer": "adam", "lr": text})
    query = canonical(args)
    written = args if query is None else asked(query)
    assert canonical(written) is None
    with contextlib.suppress(NumberError):
        assert decimal(written["lr"]) == typed(text)
        return
    assert query is None
    with pytest.raises(FieldErrors) as caught:
        parse_run(args)
    assert not text or any(" it takes" in each.message for each in explained(caught.value.errors, args))


@pytest.mark.parametrize("text", ["0,005", "10⁻³", "1/200", "１", "−1", "2,5"])
def test_the_api_stays_strict(client: FlaskClient, text: str) -> None:
    for address in ("trajectory?optimizer=adam", "sweep?optimizer=adam&over=steps", "race?optimizer=adam&rates=same"):
        answer = client.get(f"/api/{address}&{urlencode({'lr': text})}")
        assert answer.status_code == 400
        assert [each["field"] for each in answer.get_json(force=True)["errors"]] == ["lr"]
