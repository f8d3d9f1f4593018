"""What axe finds on a page."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe.min.js"
_RUN = "axe.run(document, {resultTypes: ['violations']})"


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each rule broken, WCAG 2.2 AA or best practice, with its places."""
    page.evaluate(_source())
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']]}"
        for found in page.evaluate(_RUN)["violations"]
    ]
