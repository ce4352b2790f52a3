"""What a smoke test asks of a browser engine, whichever it is."""

import time
from collections.abc import Callable
from typing import Any, Protocol

PATIENCE = 60
"""Seconds that something may take to appear on a busy machine."""
TOO_WIDE = """const { scrollWidth, clientWidth } = document.documentElement;
const scrolls = (each) => each && (getComputedStyle(each).overflowX === "auto" || scrolls(each.parentElement));
return scrollWidth <= clientWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > clientWidth + 1 && !scrolls(each.parentElement))
  .map((each) => `${each.tagName}.${each.getAttribute("class")}: ${each.textContent.trim().slice(0, 30)}`)"""
"""What stands out of the window at its right side, if the page scrolls sideways at all."""
STATE = "return [location.href, document.visibilityState, document.querySelector('main')?.innerText.slice(0, 300)]"
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))"
FILL = """const field = document.querySelector({selector!r}); field.value = {text!r};
for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {{ bubbles: true }}))"""


class EngineError(Exception):
    """The engine did not do what it was told, or something did not appear in time."""


class Engine(Protocol):
    """A window of a browser. `run` takes the body of a function and returns what that returns, as JSON can hold it."""

    def visit(self, address: str) -> None: ...
    def run(self, body: str) -> Any: ...
    def resize(self, width: int, height: int) -> None: ...
    def close(self) -> None: ...

    def pdf(self) -> bytes | None:
        """The page as it is printed on A4; None where the engine's driver prints nothing."""

    @property
    def faults(self) -> list[str]:
        """What went wrong on the pages so far, where the engine tells."""
        ...


def wait_for(engine: Engine, body: str) -> Any:
    """What the script returns, once that is something. While a page gives way to another no script may run."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (found := _tried(lambda: engine.run(body))) not in (None, False, "", 0):
            return found
        time.sleep(0.05)
    raise EngineError(f"not in time: {body}; {_tried(lambda: engine.run(STATE))}")


def _tried(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except EngineError:
        return None


def open_page(engine: Engine, address: str) -> None:
    """Visits a page, and waits until its scripts are bound."""
    engine.visit(address)
    wait_for(engine, "return document.querySelector('html[data-live]') !== null")


def press(engine: Engine, selector: str) -> None:
    """Clicks what is there, once the page's scripts are bound: one may fill a field of the form that is sent."""
    wait_for(
        engine, f"return document.querySelector({selector!r}) && document.querySelector('html[data-live]') !== null"
    )
    engine.run(f"document.querySelector({selector!r}).click()")


def fill(engine: Engine, selector: str, text: str) -> None:
    wait_for(engine, f"return document.querySelector({selector!r}) !== null")
    engine.run(FILL.format(selector=selector, text=text))


def text(engine: Engine, selector: str) -> str:
    """The words of an element, once it has some."""
    return str(wait_for(engine, f"return document.querySelector({selector!r})?.textContent.trim()"))
