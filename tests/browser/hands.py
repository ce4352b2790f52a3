"""Hands that answer questions on a page: with a mouse, with fingers, with a keyboard, or where no script runs."""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Locator, Page

from quizzes import questions
from quizzes.questions import Resolved

MOST_TABS = 80
Give = Callable[[Page, Resolved], None]


def right(resolved: Resolved) -> Mapping[str, Sequence[str]]:
    return questions.format_answer(resolved.shown, questions.model(resolved.key))


def by_mouse(page: Page, resolved: Resolved) -> None:
    _with_pointer(page, resolved, lambda locator: locator.click())
    page.get_by_role("button", name="Answer", exact=True).click()


def by_touch(page: Page, resolved: Resolved) -> None:
    _with_pointer(page, resolved, lambda locator: locator.tap())
    page.get_by_role("button", name="Answer", exact=True).tap()


def without_scripts(page: Page, resolved: Resolved) -> None:
    for name, texts in right(resolved).items():
        if name == "choice":
            for text in texts:
                page.locator(f'input[value="{text}"]').check()
        elif name.startswith("place-"):
            page.locator(f'select[name="{name}"]').select_option(texts[0])
        else:
            page.fill(f'input[name="{name}"]', texts[0])
    page.get_by_role("button", name="Answer", exact=True).click()


def by_keyboard(page: Page, resolved: Resolved) -> None:
    answers = right(resolved)
    if resolved.kind in ("single", "formula", "path"):
        tab_to(page, 'input[name="choice"]')
        while page.evaluate("document.activeElement.value") != answers["choice"][0]:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    elif resolved.kind == "multiple":
        for choice in answers["choice"]:
            tab_to(page, f'input[value="{choice}"]')
            page.keyboard.press("Space")
    elif resolved.kind == "order":
        _sort(page, resolved, _focus_and_enter)
    else:
        for name, texts in answers.items():
            tab_to(page, f'input[name="{name}"]')
            page.keyboard.press("Control+a")
            page.keyboard.type(texts[0])
    tab_to(page, ".quiz-form button[type=submit]")
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, as somebody without a mouse would."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by Tab")


def go_on(page: Page, press: Callable[[Locator], object]) -> None:
    """Follows the link under the feedback."""
    press(page.locator(".quiz-actions a.primary"))


def _with_pointer(page: Page, resolved: Resolved, press: Callable[[Locator], object]) -> None:
    answers = right(resolved)
    if "choice" in answers:
        for choice in answers["choice"]:
            press(page.locator(f'label:has(input[value="{choice}"])'))
    elif resolved.kind == "order":
        _sort(page, resolved, press)
    elif resolved.kind == "point":
        _point(page, resolved)
    else:
        for name, texts in answers.items():
            press(page.locator(f'input[name="{name}"]'))
            page.fill(f'input[name="{name}"]', texts[0])


def _point(page: Page, resolved: Resolved) -> None:
    """Presses the place itself, where a screen shows it; nearer than its tolerance is near enough."""
    assert resolved.key.place is not None
    plot = page.locator("[data-pick]")
    plot.scroll_into_view_if_needed()
    x, y = page.evaluate(
        """([x, y]) => {
          const svg = document.querySelector("[data-pick]");
          const { left, top, scale } = svg.dataset;
          const at = new DOMPoint((x - left) * scale, (top - y) * scale).matrixTransform(svg.getScreenCTM());
          return [at.x, at.y];
        }""",
        list(resolved.key.place),
    )
    touch = page.evaluate("navigator.maxTouchPoints > 0")
    page.touchscreen.tap(x, y) if touch else page.mouse.click(x, y)


def _focus_and_enter(button: Locator) -> None:
    button.focus()
    button.page.keyboard.press("Enter")


def _sort(page: Page, resolved: Resolved, press: Callable[[Locator], object]) -> None:
    """Moves each item up to its place."""
    for place, option in enumerate(resolved.key.right):
        item = page.locator(f'.quiz-order li:has(select[name="place-{option}"])')
        while page.evaluate("li => [...li.parentNode.children].indexOf(li)", item.element_handle()) > place:
            press(item.locator('[data-way="up"]'))
