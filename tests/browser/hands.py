"""Two ways to use a page: with a mouse, and with nothing but keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import FileChooser, FilePayload, Locator, Page, expect

# More stops than any page has between two things.
_FAR = 250
_IS_FOCUSED = "(it) => it === document.activeElement"
# A bar is one stop; its commands are reached with the arrows (ARIA APG), and so are the
# lines of a menu that is open, which gets the focus a moment later.
_NEXT = """(it) => {
  const menu = it.closest('hw-menu [popover]');
  const holds = (one) => one !== null && one.contains(document.activeElement);
  if (menu?.matches(':popover-open')) return holds(menu) ? 'ArrowDown' : '';
  return holds(it.closest('[role=toolbar]')) ? 'ArrowRight' : 'Tab';
}"""
_IS_SEEN = """(it) => {
  const rings = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== 'none';
  };
  const box = it.getBoundingClientRect();
  return it.matches(':focus-visible') && box.width > 0
    && box.bottom > 0 && box.top < innerHeight
    && (rings(it) || rings(it.parentElement));
}"""


class Hands(Protocol):
    """How somebody uses a page."""

    def press(self, target: Locator) -> None:
        """Follow a link or press a button."""

    def tick(self, target: Locator) -> None:
        """Tick a box."""

    def write(self, target: Locator, text: str) -> None:
        """Put text into an empty field."""

    def choose(self, target: Locator, file: FilePayload) -> None:
        """Choose a file in the window a field opens."""


def _choose(page: Page, file: FilePayload, ask: Callable[[], None]) -> None:
    """Choose a file; a busy Chromium now and then opens no window when asked once."""
    windows: list[FileChooser] = []

    def note(window: FileChooser) -> None:
        windows.append(window)

    # Heard all the while: a window that opens late, with nobody listening, is one of
    # Chromium's own, and while it stands the next does not open.
    page.on("filechooser", note)
    try:
        for _ in range(3):
            ask()
            for _ in range(100):
                if windows:
                    windows[0].set_files([file])
                    return
                page.wait_for_timeout(100)
    finally:
        page.remove_listener("filechooser", note)
    raise AssertionError("no window for a file opened, three times")


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, target: Locator) -> None:
        target.click()

    def tick(self, target: Locator) -> None:
        target.check()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        self._page.keyboard.type(text)

    def choose(self, target: Locator, file: FilePayload) -> None:
        _choose(self._page, file, target.click)


class Keys:
    """Tabs to a thing, which must then be seen to have the focus."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def reach(self, target: Locator) -> None:
        """Tab to a thing."""
        expect(target).to_be_attached()
        # Keys find their script when it has run.
        self._page.wait_for_load_state("load")
        for _ in range(_FAR):
            if target.evaluate(_IS_FOCUSED):
                break
            if key := target.evaluate(_NEXT):
                self._page.keyboard.press(key)
            else:
                self._page.wait_for_timeout(20)
        expect(target).to_be_focused()
        assert target.evaluate(_IS_SEEN), f"focus is not seen on {target}"

    def press(self, target: Locator) -> None:
        self.reach(target)
        self._page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        self._page.keyboard.press("Space")
        expect(target).to_be_checked()

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self._page.keyboard.type(text)

    def choose(self, target: Locator, file: FilePayload) -> None:
        self.reach(target)
        _choose(self._page, file, lambda: self._page.keyboard.press("Enter"))
