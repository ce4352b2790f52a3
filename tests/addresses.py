"""Addresses in tests: a query string as a view sees it."""

from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict


def asked(query: str) -> "MultiDict[str, str]":
    return MultiDict(parse_qsl(query, keep_blank_values=True))
