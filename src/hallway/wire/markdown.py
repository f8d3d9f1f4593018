"""Markdown as people write it, to HTML that is safe on our own origin.

CommonMark with tables, strikethrough and bare web addresses.  Raw HTML is text.  Every
function is total: any text has a rendering, and none of it runs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hallway.wire.links import is_own_path, is_safe_link, slug

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td", "div")
_INLINE = ("em", "strong", "s", "a", "img", "br", "code")
_BLOCKS = ("p", "ul", "ol", "li", "blockquote", "pre", "hr")
_TAGS = frozenset((*_BLOCKS, *_INLINE, *_TABLE, *_HEADINGS))
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "th": {"class", "scope"},
    "td": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    **{tag: {"id"} for tag in _HEADINGS},
}
_ALIGNED = {"text-align:right": "end", "text-align:center": "center"}
# A bare address ends before the punctuation of the sentence it stands in.
_BARE = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}*_~]")
_WORDS_A_MINUTE = 200
_UNWRITABLE = re.compile("[\ud800-\udfff]")

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` is 2 for the highest, `id` is its anchor."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A text as HTML; `minutes` is how long one reads it, at least 1."""

    html: str
    headings: tuple[Heading, ...]
    minutes: int


def render(text: str, *, table_label: str = "Table") -> Rendered:
    """Return a text as safe HTML, with its table of contents.

    Headings begin at h2 and have ids `h-…`; pictures come from this host alone;
    `table_label` is what a wide table is called when it is scrolled, with a number from
    the second on.
    """
    tokens = _parse(text)
    headings = _number_headings(tokens)
    words = 0
    for token in tokens:
        _mend(token)
        if token.type == "inline":
            words += len(_plain(token).split())
            token.children = list(_inline(token.children or []))
    html = _parser.renderer.render(tokens, _parser.options, {})
    html = _scrolled(html, table_label)
    return Rendered(
        html=nh3.clean(
            html,
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener",
        ),
        headings=headings,
        minutes=max(1, math.ceil(words / _WORDS_A_MINUTE)),
    )


def _scrolled(html: str, label: str) -> str:
    """Let each table be scrolled by itself, also by keyboard."""
    first, *others = html.split("<table>")
    for n, part in enumerate(others, 1):
        name = nh3.clean_text(label if n == 1 else f"{label} {n}")
        first += (
            '<div class="prose__table" tabindex="0" role="region"'
            f' aria-label="{name}"><table>' + part.replace("</table>", "</table></div>")
        )
    return first


def excerpt(text: str, *, longest: int = 200) -> str:
    """Return the beginning of a text without its marks, cut between two words."""
    plain = " ".join(
        " ".join(_plain(token).split())
        for token in _parse(text[: longest * 20])
        if token.type == "inline"
    ).strip()
    if len(plain) <= longest:
        return plain
    cut = plain[:longest]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"


def _parse(text: str) -> list[Token]:
    return _parser.parse(_UNWRITABLE.sub("\ufffd", text))


def _number_headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    """Make the highest heading an h2, and give each an anchor of its own."""
    marks = [token for token in tokens if token.type.startswith("heading_")]
    shift = 2 - min((int(token.tag[1]) for token in marks), default=2)
    for token in marks:
        token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
    headings: list[Heading] = []
    taken: set[str] = set()
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        words = _plain(inline)
        base = anchor = f"h-{slug(words) or 'part'}"
        n = 1
        while anchor in taken:
            n += 1
            anchor = f"{base}-{n}"
        taken.add(anchor)
        token.attrSet("id", anchor)
        headings.append(Heading(level=int(token.tag[1]), id=anchor, text=words))
    return tuple(headings)


def _mend(token: Token) -> None:
    # A style would be refused by the page's policy: say it in a class.
    style = token.attrs.pop("style", None)
    if style in _ALIGNED:
        token.attrSet("class", _ALIGNED[str(style)])
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _inline(children: Sequence[Token]) -> Iterator[Token]:
    """Leave out links and pictures that lead elsewhere than they may."""
    open_links: list[bool] = []
    for token in children:
        if token.type == "image":
            yield _image(token)
        elif token.type == "link_open":
            good = is_safe_link(str(token.attrs.get("href", "")))
            open_links.append(good)
            if good:
                yield token
        elif token.type == "link_close":
            if open_links and open_links.pop():
                yield token
        elif token.type == "text" and not open_links:
            yield from _linked(token.content)
        else:
            yield token


def _image(token: Token) -> Token:
    if is_own_path(str(token.attrs.get("src", ""))):
        token.attrSet("loading", "lazy")
        return token
    return Token("text", "", 0, content=token.content)


def _linked(text: str) -> Iterator[Token]:
    at = 0
    for found in _BARE.finditer(text):
        if not is_safe_link(found[0]):
            continue
        yield Token("text", "", 0, content=text[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        at = found.end()
    yield Token("text", "", 0, content=text[at:])


def _plain(inline: Token) -> str:
    """Return the words of an inline token, pictures by what stands for them."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or []
    )
