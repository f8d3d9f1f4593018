"""Markdown is rendered whole, and nothing in it runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hallway.wire.markdown import excerpt, render

TAGS = {
    *("p", "ul", "ol", "li", "blockquote", "pre", "hr", "h2", "h3", "h4", "h5", "h6"),
    *("em", "strong", "s", "a", "img", "br", "code"),
    *("table", "thead", "tbody", "tr", "th", "td", "div"),
}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Hello *you* and **you**",
            "<p>Hello <em>you</em> and <strong>you</strong></p>",
        ),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//else.example)", "<p>x</p>"),
        ("![door](https://else.example/a.png)", "<p>door</p>"),
        (
            "![door](/sites/hr/SiteAssets/a.png)",
            '<p><img src="/sites/hr/SiteAssets/a.png" alt="door" loading="lazy"></p>',
        ),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="noopener">x</a></p>',
        ),
        (
            "See https://a.example/b, please",
            (
                '<p>See <a href="https://a.example/b" rel="noopener">'
                "https://a.example/b</a>, please</p>"
            ),
        ),
        (
            "[https://a.example](/b)",
            '<p><a href="/b" rel="noopener">https://a.example</a></p>',
        ),
        ("`https://a.example`", "<p><code>https://a.example</code></p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ],
)
def test_what_becomes_of(text: str, html: str) -> None:
    assert render(text).html.strip() == html


def test_headings_begin_at_two_and_have_anchors_of_their_own() -> None:
    found = render("# One\n\n### Über `uns`\n\n# One\n\n# …")
    assert [(one.level, one.id, one.text) for one in found.headings] == [
        (2, "h-one", "One"),
        (4, "h-ueber-uns", "Über uns"),
        (2, "h-one-2", "One"),
        (2, "h-part", "…"),
    ]
    assert '<h2 id="h-one-2">One</h2>' in found.html


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    html = render("|a|b|\n|-|-:|\n|1|2|", table_label='T "x"').html
    assert elements(html)[:2] == [
        (
            "div",
            {
                "class": "prose__table",
                "tabindex": "0",
                "role": "region",
                "aria-label": 'T "x"',
            },
        ),
        ("table", {}),
    ]
    assert '<td class="end">2</td>' in html
    two = render("|a|\n|-|\n\ntext\n\n|b|\n|-|").html
    labels = [one.get("aria-label") for tag, one in elements(two) if tag == "div"]
    assert labels == ["Table", "Table 2"]
    assert "style" not in html


def test_reading_takes_a_minute_at_least() -> None:
    assert render("").minutes == 1
    assert render("word " * 401).minutes == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "# Title\n\nSome *words* and ![a door](/x.png).",
            "Title Some words and a door.",
        ),
        ("one two three four", "one two…"),
        ("", ""),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghij…"),
    ],
)
def test_excerpts(text: str, words: str) -> None:
    longest = 10 if len(words) < 12 else 200
    assert excerpt(text, longest=longest) == words


_MARKUP = st.sampled_from(
    [
        *"[]()!<>`*_#|~-:\\\n\"' ",
        "javascript:alert(1)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a](javascript:x)",
        "[a](JaVaScRiPt:x)",
        "&#106;avascript:",
        "data:text/html,x",
        "\n\n",
        "| a | b |\n|---|---|\n",
        "<https://a.example>",
        "https://a.example/\"onclick='x'",
        "# h",
        "> ",
        "    ",
        "<svg onload=x>",
        "[x]: javascript:y",
        "\x00",
        "\ud800",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(st.one_of(_MARKUP, st.text(max_size=5)), max_size=40).map("".join),
    )
)
@example("[" * 2000)
@example("> " * 2000 + "x")
@example("*" * 5000)
def test_any_text_is_rendered_and_none_of_it_runs(text: str) -> None:
    rendered = render(text)
    excerpt(text)
    for tag, attributes in elements(rendered.html):
        assert tag in TAGS
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ("href", "src"):
                head = (value or "").lower()
                assert head.startswith(
                    ("/", "#", "?", "http://", "https://", "mailto:", "tel:")
                )
                assert not head.startswith("//")
            if name == "src":
                assert head.startswith("/")
    anchors = [one.id for one in rendered.headings]
    assert len(anchors) == len(set(anchors))
