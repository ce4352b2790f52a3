"""Every page is well-formed HTML whose references lead somewhere."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages import pages

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


@pytest.fixture
def documents(app: Flask, client: FlaskClient) -> dict[str, Element]:
    """Every page by its address, parsed by the rules of the HTML standard; a page that breaks them fails here."""
    parsed = {}
    for address in pages(app):
        response = client.get(address, follow_redirects=True)
        if response.mimetype == "text/html":
            assert response.status_code == 200, address
            parsed[response.request.path] = parse(address, response.text)
    return parsed


def parse(address: str, text: str) -> Element:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(text)
    assert parser.errors == [], f"{address}: {[(place, code) for place, code, _ in parser.errors]}"
    return tree


def test_no_page_breaks_the_rules_of_html_or_names_two_elements_alike(documents: dict[str, Element]) -> None:
    assert documents
    for address, page in documents.items():
        ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
        assert [name for name, count in ids.items() if count > 1] == [], address


def test_every_reference_leads_to_an_element_of_its_page(documents: dict[str, Element]) -> None:
    for address, page in documents.items():
        ids = {element.get("id") for element in page.iter()}
        assert [name for name in references(page) if name not in ids] == [], address


def references(page: Element) -> Iterator[str]:
    for element in page.iter():
        for attribute in REFERENCES:
            yield from (element.get(attribute) or "").split()
        if not str(element.tag).endswith("mo"):  # a formula's sign has a form of another kind: prefix, infix or postfix
            yield from (element.get("form") or "").split()
        target = element.get("href") or ""
        if target.startswith("#"):
            yield target[1:]


def test_every_field_has_a_label(documents: dict[str, Element]) -> None:
    for address, page in documents.items():
        named = {element.get("for") for element in page.iter("label")}
        wrapped = {id(field) for label in page.iter("label") for field in label.iter()}
        for tag in ("input", "select", "textarea"):
            for field in page.iter(tag):
                labelled = field.get("id") in named or id(field) in wrapped
                labelled = labelled or "aria-label" in field.attrib or "aria-labelledby" in field.attrib
                assert labelled or field.get("type") in UNLABELLED, f"{address}: {field.attrib}"


def test_every_page_has_one_first_heading_a_language_and_a_title_of_its_own(documents: dict[str, Element]) -> None:
    titles: Counter[str] = Counter()
    for address, page in documents.items():
        assert len(list(page.iter("h1"))) == 1, address
        assert page.get("lang") == "en", address
        titles[page.findtext("head/title", "").strip()] += 1
    shown = {title: count for title, count in titles.items() if count > 1}
    assert shown == {}


def test_no_page_carries_a_script_a_style_or_a_handler_in_its_text(documents: dict[str, Element]) -> None:
    for address, page in documents.items():
        for element in page.iter():
            assert element.tag != "style", address
            assert element.tag != "script" or element.get("src") or element.get("type") == "application/json", address
            handlers = [name for name in element.attrib if name == "style" or name.startswith("on")]
            assert handlers == [], f"{address}: {element.tag} {handlers}"
