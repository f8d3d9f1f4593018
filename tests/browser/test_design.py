"""The page `/design/`: every component, seen and used."""

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(open_page: Opener, width: int, theme: str) -> None:
    page = open_page("/design/", width=width, theme=theme)
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_sees_what_is_broken(open_page: Opener) -> None:
    page = open_page("/design/")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert [line for line in axe.violations(page) if "button-name" in line]


def test_german_fits_on_a_phone(open_page: Opener) -> None:
    page = open_page("/design/", width=390, locale="de-DE")
    expect(page.get_by_role("heading", name="Bausteine")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keys_lead_to_search_and_to_the_list_of_keys(open_page: Opener) -> None:
    page = open_page("/design/")
    box = page.get_by_role("searchbox", name="Search everything")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a?b")
    expect(box).to_have_value("a?b")
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys", exact=True)
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()


def test_a_menu_is_used_by_keyboard(open_page: Opener) -> None:
    page = open_page("/design/")
    opener = page.get_by_role("button", name="Create", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    lines = page.locator("#create").get_by_role("link")
    expect(lines.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(lines.last).to_be_focused()
    page.keyboard.press("d")
    expect(lines.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#create")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_dialog_gives_the_focus_back(open_page: Opener) -> None:
    page = open_page("/design/")
    opener = page.get_by_role("link", name="Ask", exact=True)
    opener.click()
    dialog = page.get_by_role("dialog", name="Delete 3 files for good?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_theme_is_kept(open_page: Opener) -> None:
    page = open_page("/design/")
    page.get_by_role("button", name="your menu").click()
    page.locator("#me").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_rows_are_chosen_by_keyboard(open_page: Opener) -> None:
    page = open_page("/design/")
    table = page.get_by_role("table", name="Files")
    every = table.get_by_role("checkbox", name="Select everything")
    assert every.evaluate("box => box.indeterminate")
    first = table.get_by_role("checkbox", name="Select Archive 2019 to 2024")
    first.focus()
    page.keyboard.press("Control+a")
    expect(every).to_be_checked()
    page.keyboard.press("Escape")
    expect(first).not_to_be_checked()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    assert table.locator("tbody :checked").count() == 3


def test_a_bar_is_one_stop_of_tab(open_page: Opener) -> None:
    page = open_page("/design/")
    bar = page.get_by_role("toolbar", name="Nothing selected")
    bar.get_by_role("button", name="New", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Upload", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('[aria-label^=Nothing]')")


def test_dropped_files_are_offered(open_page: Opener) -> None:
    page = open_page("/design/")
    offered = page.evaluate(
        """() => new Promise((resolve) => {
          const form = document.querySelector('hw-drop form');
          document.addEventListener('hw-drop', (event) => {
            event.preventDefault();
            resolve(event.detail.files.map((file) => file.name));
          });
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['x'], 'plan.pdf'));
          form.dispatchEvent(new DragEvent('drop', {dataTransfer, cancelable: true}));
        })"""
    )
    assert offered == ["plan.pdf"]


def test_the_way_round_is_a_drawer_on_phones(open_page: Opener) -> None:
    page = open_page("/design/", width=390)
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(rail).to_be_visible()
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()


def test_everything_opens_without_script(open_page: Opener) -> None:
    page = open_page("/design/", java_script_enabled=False)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("link", name="News post")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("Expert settings").click()
    expect(page.get_by_text("Folded until asked for.")).to_be_visible()
    expect(page.get_by_role("button", name="Dark")).to_have_count(0)


def test_paper_holds_the_sheet_alone(open_page: Opener) -> None:
    page = open_page("/design/")
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator("#rail")).to_be_hidden()
    expect(page.get_by_role("heading", name="Components")).to_be_visible()


def test_who_wants_no_motion_gets_none(open_page: Opener) -> None:
    page = open_page("/design/", reduced_motion="reduce")
    duration = "getComputedStyle(document.querySelector('.btn')).transitionDuration"
    assert set(page.evaluate(duration).split(", ")) == {"0s"}


def test_focus_is_seen_in_forced_colours(open_page: Opener) -> None:
    page = open_page("/design/", forced_colors="active")
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
