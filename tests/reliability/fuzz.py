"""Requests that nobody means: every route, with odd parts, queries and forms; none of them may be a failure of ours."""

import random
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import requests

from app import create_app
from app.config import Config
from tests.conftest import start_server, stop_server
from tests.reliability.finding import Finding
from tests.takers import HttpBrowser

ODD = (
    *("", "0", "-1", "1", "2", "9223372036854775808", "2147483648", "1e999", "NaN", "inf", "1,5", "٤٥", "null", "[]"),
    *("\0", "..", "../../etc/passwd", "%00", "'; DROP TABLE grade; --", "<script>alert(1)</script>", "{{7*7}}"),
    *("momentum", "adam", "bowl", "rosenbrock", "a" * 5000, "é" * 50, "\U0001f600"),
)
NAMES = (
    *("optimizer", "lr", "steps", "start", "landscape", "over", "key"),
    *("choice", "number", "section", "next", "email", "x"),
)
METHODS = ("GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD")
PEOPLE = 4
LATE = 599
"""What a request counts as that has no answer after half a minute."""


def fuzzed(times: int, seed: int = 1) -> Finding:
    """So many requests by people with and without a cookie."""
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder), ACCESS_LOG="0")
        try:
            patterns = _patterns(Path(folder))
            with ThreadPoolExecutor(PEOPLE) as people:
                share = times // PEOPLE
                jobs = [people.submit(_ask, server.url, patterns, share, seed + person) for person in range(PEOPLE)]
                statuses = sum((job.result() for job in jobs), Counter[int]())
        finally:
            stop_server(server)
        failures = sum(count for status, count in statuses.items() if status >= 500 and status != 503)
        traces = server.log.count("Traceback")
    told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    outcome = f"{told}; {traces} tracebacks"
    return Finding("odd requests to every route", f"{times} requests", outcome, not failures and not traces)


def _patterns(folder: Path) -> list[str]:
    app = create_app(Config(folder / "other", "sqlite://", "a key for the patterns", compressed=False))
    return sorted({rule.rule for rule in app.url_map.iter_rules()})


def _ask(url: str, patterns: list[str], times: int, seed: int) -> Counter[int]:
    dice, browser, statuses = random.Random(seed), HttpBrowser(url), Counter[int]()
    browser.ask("POST", "/quizzes/momentum/attempts")
    for number in range(times):
        if number % 500 == 499:
            browser = HttpBrowser(url)
        try:
            statuses[_one(browser, dice, patterns)] += 1
        except requests.Timeout as late:
            print("no answer:", late.request and late.request.method, late.request and late.request.url)
            statuses[LATE] += 1
        except requests.ConnectionError:
            statuses[0] += 1  # refused before the site: an address that is no address
    return statuses


def _one(browser: HttpBrowser, dice: random.Random, patterns: list[str]) -> int:
    path = "".join(
        quote(dice.choice(ODD), safe="") if part.endswith(">") else part
        for part in dice.choice(patterns).replace("<", "\n<").replace(">", ">\n").split("\n")
    )
    fields = {dice.choice(NAMES): dice.choice(ODD) for _ in range(dice.randrange(4))}
    method = dice.choice(METHODS)
    if method in ("GET", "HEAD") and fields:
        path += "?" + "&".join(f"{name}={quote(value)}" for name, value in fields.items())
    return browser.ask(method, path, fields if method in ("POST", "PUT") else None).status
