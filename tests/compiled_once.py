"""Templates and routes are compiled once for all tests, and not by each one's own application: a fourth of its time."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]

_builds: dict[tuple[object, ...], Build] = {}


class RememberedRule(Rule):
    """A route whose way from values to an address was written as Python by the first application that has it."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        named = tuple((self.defaults or {}).items())
        key = (self.rule, self.subdomain, self.host, named, append_unknown)
        if key not in _builds:
            _builds[key] = super()._compile_builder(append_unknown)
        return _builds[key]


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    options: dict[str, Any] = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}
    Flask.jinja_options = options
    Flask.url_rule_class = RememberedRule
