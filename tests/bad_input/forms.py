"""Every form that pages show, found by walking them as a person's browser does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from lxml import html

from tests.faces.web.content.browsing import Browser

PAGES = 300
"""Pages looked at, at most; of pages that differ in numbers only, TWINS."""
TWINS = 3
_LEFT_OUT = ("/static/", "/design", "/accounts/logout")


@dataclass(frozen=True, slots=True)
class Field:
    """A control: its name, its type (select, area …), the value it comes with."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form as one of its buttons would send it."""

    page: str
    action: str
    has_files: bool
    fields: tuple[Field, ...]

    @property
    def shape(self) -> tuple[str, ...]:
        """What tells it from other forms: numbers and words in it aside."""
        do = [one.value for one in self.fields if one.name == "do"]
        return (_shape(self.action), *do, *sorted({one.name for one in self.fields}))


def walk(browser: Browser, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every page that links lead to."""
    waiting, seen, shapes = list(starts), set(starts), Counter[str]()
    while waiting and len(seen) < PAGES * 4:
        path = waiting.pop(0)
        if shapes[_shape(path)] >= TWINS or sum(shapes.values()) >= PAGES:
            continue
        shapes[_shape(path)] += 1
        answer = browser.get(path)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status in (301, 302, 303):
            links = [answer.headers["location"]]
        elif answer.status == 200 and is_page:
            yield path, answer.text
            document: Any = html.document_fromstring(answer.text)
            links = [str(link) for link in document.xpath("//a/@href")]
        else:
            continue
        for link in links:
            there = _here(path, link)
            if there and there not in seen:
                seen.add(there)
                waiting.append(there)


def forms_of(path: str, text: str) -> Iterator[Form]:
    """Yield the forms of a page that are posted, once for each of their buttons."""
    document: Any = html.document_fromstring(text)
    for form in document.xpath("//form[translate(@method, 'POST', 'post') = 'post']"):
        action = _here(path, form.get("action") or path)
        if action is None:
            continue
        controls = list(form.xpath(".//input | .//textarea | .//select"))
        if form.get("id"):
            controls += document.xpath("//*[@form = $it][not(self::button)]", it=form)
        fields = tuple(_field(one) for one in controls if one.get("name"))
        plain = tuple(one for one in fields if one.type != "submit")
        buttons = form.xpath(".//button[@name]") or [None]
        for button in buttons:
            pressed: tuple[Field, ...] = ()
            if button is not None:
                value = button.get("value") or ""
                pressed = (Field(button.get("name"), "button", value),)
            yield Form(
                page=path,
                action=action,
                has_files=form.get("enctype") == "multipart/form-data",
                fields=plain + pressed,
            )


def refusals(text: str) -> list[str]:
    """What a page says of what it refused, where somebody sees it.

    Beside a field, in an alert, or as the heading of a page that is nothing else.
    Hidden words, as script shows them, are not said yet.
    """
    document: Any = html.document_fromstring(text)
    said = document.xpath(
        "//*[contains(concat(' ', normalize-space(@class), ' '), ' field__error ')"
        " or contains(concat(' ', normalize-space(@class), ' '), ' denied__title ')"
        " or @role = 'alert']"
        "[not(ancestor-or-self::*[@hidden or self::template or self::noscript])]"
    )
    found = (" ".join(one.text_content().split()) for one in said)
    return [words for words in found if words]


def _field(control: Any) -> Field:
    name = control.get("name")
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]/@value")
        return Field(name, "select", str(chosen[0]) if chosen else "")
    if control.tag == "textarea":
        return Field(name, "area", control.text_content())
    return Field(name, control.get("type") or "text", control.get("value") or "")


def _here(base: str, link: str) -> str | None:
    there = urlsplit(urldefrag(urljoin(f"http://here{base}", link)).url)
    if there.netloc != "here" or there.path.startswith(_LEFT_OUT):
        return None
    return f"{there.path}?{there.query}" if there.query else there.path


def _shape(path: str) -> str:
    parts = urlsplit(path)
    keys = sorted(
        f"{name}={value}" if name in ("show", "do", "tab") else name
        for name, value in parse_qsl(parts.query)
    )
    # Below the third step names differ, not pages.
    steps = [re.sub(r"\d+", "0", step) for step in parts.path.split("/")[1:4]]
    return f"/{'/'.join(steps)}?{'&'.join(keys)}"
