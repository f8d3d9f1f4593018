"""Components and pages: complete, explained, and without anything inline."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from hallway.design import assets, gallery
from hallway.design.frame import Entry, Frame
from hallway.design.templatetags import design as tags

TEMPLATES = assets.ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "c").glob("*.html"))
ALL = sorted(TEMPLATES.rglob("*.html"))
# Parts that share the styles of what they belong to.
PART_OF = {
    "avatars": "avatar",
    "confirm": "dialog",
    "details": "facets",
    "formfield": "field",
    "iconbutton": "button",
    "menuitems": "menu",
    "message": "field",
    "pickeroption": "picker",
    "subhead": "pane",
    "tablehead": "table",
}
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|javascript:|<style|<script(?![^>]*src=)|hx-on"
)


def markup(source: str) -> str:
    made = engines["django"].from_string(source)
    return str(made.render({"csrf_token": "token", "evil": "<T>"}))


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_every_component_has_styles_and_says_what_it_takes(file: Path) -> None:
    style = PART_OF.get(file.stem, file.stem)
    assert (assets.ROOT / "css" / "c" / f"{style}.css").is_file()
    text = file.read_text(encoding="utf-8")
    assert text.startswith("{% comment %}\n")
    assert len(text.split("{% endcomment %}")[0].splitlines()) >= 3


@pytest.mark.parametrize("file", ALL, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_template_holds_script_or_style(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert INLINE.findall(text) == []


@pytest.mark.parametrize(
    "text", ['<p style="x">', "<a onclick='x'>", "<script>1</script>", "<style>"]
)
def test_inline_code_is_seen(text: str) -> None:
    assert INLINE.search(text)


@pytest.mark.parametrize("file", ALL, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_every_include_names_what_it_gives(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    loose = [
        tag
        for tag in re.findall(r'\{% include "c/[^%]+%\}', text)
        if not tag.endswith("only %}")
    ]
    assert loose == []


def test_every_component_is_on_show() -> None:
    text = "".join(
        file.read_text(encoding="utf-8")
        for file in ALL
        if file.parent.name != "c" or file.stem in {"fields", "field", "menu", "table"}
    )
    missing = [file.stem for file in COMPONENTS if f'"c/{file.name}"' not in text]
    assert missing == []


def test_every_icon_named_is_in_the_sprite() -> None:
    sprite = assets.bundle().assets[tags.SPRITE].body.decode()
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for file in ALL:
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'\{% icon "([^"]+)"', text))
        named |= set(re.findall(r'\bicon="([^"]+)"', text))
    assert named
    assert named - there == set()
    assert set(gallery.icons()) | {f"ft-{kind}" for kind in tags._FILES} <= there


def test_content_is_escaped_wherever_it_is_put() -> None:
    evil = '"><script>alert(1)</script>'
    for name in ("button", "field", "pill", "person", "banner", "toast", "filerow"):
        template = get_template(f"c/{name}.html")
        made = template.render(
            {"label": evil, "name": evil, "text": evil, "title": evil, "by": evil,
             "value": evil, "id": evil, "href": "/x", "sub": evil}
        )  # fmt: skip
        assert "<script>" not in made
        assert "&lt;script&gt;" in made


def test_wrap_gives_its_content_and_nothing_else() -> None:
    made = markup(
        '{% with secret="leak" %}{% wrap "c/panel.html" title=evil %}'
        "<b>in</b>{{ title }}{% endwrap %}{% endwith %}"
    )
    assert "<b>in</b>" in made
    assert "&lt;T&gt;" in made
    assert "leak" not in made


def test_forms_of_components_carry_the_token() -> None:
    made = markup(
        '{% include "c/confirm.html" with id="x" title="T" action="/y"'
        ' submit="Delete" csrf_token=csrf_token only %}'
    )
    assert 'name="csrfmiddlewaretoken" value="token"' in made


def test_a_field_with_a_message_keeps_what_was_typed() -> None:
    form = gallery.SampleForm({"mail": "no <address>"})
    made = str(form["mail"].as_field_group())
    assert 'value="no &lt;address&gt;"' in made
    assert 'aria-invalid="true"' in made
    assert 'aria-describedby="id_mail_error"' in made
    assert 'id="id_mail_error"' in made


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Miriam Öztürk", "MÖ"), ("Legal", "LE"), ("", "?"), ("Anna (HR) Kim", "AK")],
)
def test_initials_are_of_first_and_last_word(name: str, letters: str) -> None:
    assert tags.initials(name) == letters


def test_a_tint_stays_the_same() -> None:
    assert tags.hue("Miriam Öztürk") == tags.hue("Miriam Öztürk")
    assert {tags.hue(str(number)) for number in range(100)} == set(range(1, 9))


def test_a_page_in_german_speaks_german() -> None:
    page = Client().get("/design/", headers={"Accept-Language": "de-DE,de;q=0.9"})
    text = page.content.decode()
    assert '<html lang="de"' in text
    assert "Zum Inhalt springen" in text
    assert page.headers["Content-Language"] == "de"


def test_a_theme_of_a_cookie_is_in_the_page() -> None:
    client = Client()
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/design/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/design/").content.decode()


def test_a_frame_without_anything_renders() -> None:
    text = get_template("design/frame.html").render({"frame": Frame(), "page": {}})
    assert 'id="main"' in text


def test_what_is_kept_is_kept_apart_by_values_and_language() -> None:
    tags._render_kept.cache_clear()
    source = '{% kept "c/person.html" name=name sub=sub %}'
    template = engines["django"].from_string(source)
    plain = engines["django"].from_string(
        '{% include "c/person.html" with name=name sub=sub only %}'
    )
    given: tuple[dict[str, object], ...] = (
        {"name": "Ann <b>", "sub": ""},
        {"name": "Ann <b>", "sub": "Guest"},
    )
    for values in (*given, *given):
        assert template.render(values) == plain.render(values)
    assert tags._render_kept.cache_info().hits == 2
    with translation.override("de"):
        template.render(given[0])
    assert tags._render_kept.cache_info().misses == 3


def test_what_changes_in_place_is_not_kept() -> None:
    tags._render_kept.cache_clear()
    source = '{% kept "c/launcher.html" apps=apps %}'
    template = engines["django"].from_string(source)
    app = {"label": "News", "href": "/news", "icon": "news"}
    assert ">News<" in template.render({"apps": [app]})
    app["label"] = "Reports"
    text = template.render({"apps": [app]})
    assert ">Reports<" in text
    assert ">News<" not in text
    assert tags._render_kept.cache_info().currsize == 0


def test_a_list_of_values_is_kept_by_what_it_has() -> None:
    tags._render_kept.cache_clear()
    template = engines["django"].from_string('{% kept "c/launcher.html" apps=apps %}')
    apps = [Entry(label="News", href="/news", icon="news")]
    first = template.render({"apps": apps})
    assert template.render({"apps": list(apps)}) == first
    assert tags._render_kept.cache_info().hits == 1
    apps.append(Entry(label="People", href="/people", icon="users"))
    assert "People" in template.render({"apps": apps})


def test_what_is_kept_with_forms_has_the_token_of_each_page() -> None:
    tags._render_form.cache_clear()
    template = engines["django"].from_string(
        '{% kept_form "c/theme.html" action=action theme="dark" %}'
    )
    plain = engines["django"].from_string(
        '{% include "c/theme.html" with action=action theme="dark" %}'
    )
    for token in ("one", "two<"):
        given = {"action": "/theme?a&b", "csrf_token": token}
        assert template.render(given) == plain.render(given)
    assert tags._render_form.cache_info().hits == 1
    assert "csrfmiddlewaretoken" in template.render({"action": ["lists", "change"]})
    assert tags._render_form.cache_info().currsize == 1
