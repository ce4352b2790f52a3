"""Letters on pages: each is one that the site's own fonts have."""

import re
import unicodedata

from flask.testing import FlaskClient

from tests.pages import pages

TAG = re.compile(r"<(script|style|svg|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)


def test_no_hat_floats_over_a_letter_outside_a_formula(client: FlaskClient) -> None:
    """A combining sign has no place in the fonts of the text, and would bring in a foreign face."""
    floating = {
        address: found
        for address in pages(client.application)
        if (found := [sign for sign in TAG.sub("", client.get(address).text) if unicodedata.combining(sign)])
    }
    assert floating == {}
