"""Tags and filters of the components; built in, so no template loads them."""

import secrets
import zlib
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from hallway.design import assets

register = template.Library()

SPRITE = "icons/icons.svg"
# Words for a screen reader, and the picture, by the ending of a name.
_FILES = {
    "docx": ("Word", "doc docx odt rtf dotx"),
    "xlsx": ("Excel", "xls xlsx ods csv xlsm"),
    "pptx": ("PowerPoint", "ppt pptx odp"),
    "pdf": ("PDF", "pdf"),
    "zip": ("Zip", "zip gz 7z rar tar"),
    "msg": (gettext_noop("Mail"), "msg eml"),
    "img": (gettext_noop("Image"), "png jpg jpeg gif webp svg tif tiff heic bmp"),
    "dwg": (gettext_noop("Drawing"), "dwg dxf"),
}
_KINDS = {
    ending: (picture, words)
    for picture, (words, endings) in _FILES.items()
    for ending in endings.split()
}


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file."""
    return assets.url(path)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon beside words; ``size`` is ``s``, ``l`` or ``logo``."""
    return _icon(name, size, assets.url(SPRITE))


@lru_cache(maxsize=1024)
def _icon(name: str, size: str, sprite: str) -> SafeString:
    classes = {"": "icon", "logo": "logo"}.get(size, f"icon icon--{size}")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        sprite,
        name,
    )


@register.simple_tag
def fileicon(name: str, folder: object = "", large: object = "") -> SafeString:
    """The picture of a file's kind, with words for who cannot see it."""
    ending = str(name).rpartition(".")[2].lower() if "." in str(name) else ""
    picture, words = _KINDS.get(ending, ("txt", ending.upper() or gettext_noop("File")))
    if folder:
        picture, words = "folder", gettext_noop("Folder")
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#ft-{}"/></svg>',
        "ft ft--l" if large else "ft",
        gettext(words),
        assets.url(SPRITE),
        picture,
    )


@register.simple_block_tag(takes_context=True)
def wrap(context: Context, content: str, template_name: str, **variables: Any) -> str:
    """A component around other markup, which it gets as ``body``; no more leaks in."""
    engine = context.template.engine  # type: ignore[union-attr]
    inner = context.new({"csrf_token": context.get("csrf_token"), **variables})
    inner["body"] = content
    return engine.get_template(template_name).render(inner)


KEPT = 4096
"""Renderings kept in memory: some 8 MB of rows of a table."""


@register.simple_tag
def kept(template_name: str, **variables: Any) -> str:
    """A component that is rendered once for the same values, however often it is shown.

    For rows of long tables and what stands around every page: rendering one takes a
    hundred times what finding it does.  What it shows follows from the values and the
    language alone, so nothing goes stale.  Values that change in place, as dicts do,
    are rendered each time.
    """
    given = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in variables.items()
    )
    try:
        return _render_kept(template_name, get_language(), given)
    except TypeError:
        if _is_hashable(given):
            raise
        return get_template(template_name).render(variables)


FORMS = 512
"""Renderings with forms kept in memory: bars, of some 8 KB for each person."""
_TOKEN = secrets.token_urlsafe(24)
"""Stands for a page's token in what is kept; nobody can have written it."""


@register.simple_tag(takes_context=True)
def kept_form(context: Context, template_name: str, **variables: Any) -> SafeString:
    """A component with forms, as ``kept``, each time with the token of its page.

    For the bar above every page: its values are the same for somebody for hours, and
    the token, `csrf_token` in its template, another one each time.
    """
    given = tuple(variables.items())
    try:
        made = _render_form(template_name, get_language(), given)
    except TypeError:
        if _is_hashable(given):
            raise
        made = get_template(template_name).render({**variables, "csrf_token": _TOKEN})
    token = conditional_escape(str(context.get("csrf_token") or ""))
    return mark_safe(made.replace(_TOKEN, token))  # noqa: S308 - rendered by a template


@lru_cache(maxsize=FORMS)
def _render_form(
    template_name: str,
    language: str | None,  # noqa: ARG001 - part of what is kept apart
    variables: tuple[tuple[str, Hashable], ...],
) -> str:
    return get_template(template_name).render({**dict(variables), "csrf_token": _TOKEN})


def _is_hashable(given: object) -> bool:
    try:
        hash(given)
    except TypeError:
        return False
    return True


@register.simple_tag
def kept_rows(template_name: str, rows: Iterable[Hashable]) -> SafeString:
    """Components one after the other, each with its `row`; each as by `kept`."""
    language = get_language()
    made = (_render_kept(template_name, language, (("row", row),)) for row in rows)
    return mark_safe("".join(made))  # noqa: S308 - each is rendered by a template


@lru_cache(maxsize=KEPT)
def _render_kept(
    template_name: str,
    language: str | None,  # noqa: ARG001 - part of what is kept apart
    variables: tuple[tuple[str, Hashable], ...],
) -> str:
    return get_template(template_name).render(dict(variables))


@register.filter
def initials(name: object) -> str:
    """One or two letters for a name: of its first and last word."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


@register.filter
def hue(name: object) -> int:
    """A tint from 1 to 8 that stays the same for a name."""
    return zlib.crc32(str(name).encode()) % 8 + 1


@register.filter
def nth(values: Sequence[Any], index: int) -> Any:
    """The value at an index, or nothing past the end."""
    return values[index] if values and index < len(values) else None


@register.filter
def styled(field: BoundField) -> SafeString:
    """A bound field's widget with the class of its kind."""
    classes = {
        "checkbox": "check__box",
        "radioselect": "check__box",
        "checkboxselectmultiple": "check__box",
        "select": "input select",
        "textarea": "input input--area",
    }.get(field.widget_type, "input")
    described = field.auto_id or field.html_name
    attributes: dict[str, str | bool] = {"class": classes}
    # Django names the hint alone; a message has to be read out too.
    if field.errors and not field.use_fieldset:
        attributes["aria-invalid"] = "true"
        attributes["aria-describedby"] = f"{described}_error"
    return field.as_widget(attrs=attributes)
