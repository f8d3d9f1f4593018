"""Pure decisions about terms and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hallway.core.errors import Invalid
from hallway.core.names import check_text
from hallway.core.terms.records import Label
from hallway.wire.paths import fold

DEEPEST = 7
"""Levels of a term set, as in SharePoint."""
MAX_LABELS = 200
MAX_TERMS = 200_000
"""Of one set: a fifth of what SharePoint's whole store holds."""
MAX_CHILDREN = 5_000

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")
_SPACE = re.compile(r"\s+")
# What SharePoint refuses in a label; its own exports have these two wide.
_REFUSED = re.compile('[;"<>|\t\r\n]')


def check_label(text: str, *, field: str = "title") -> str:
    """Return what a term may be called, without needless space; Invalid if nothing."""
    text = text.strip(" ")
    if not text or len(text) > 255:
        raise Invalid({field: "A term has 1 to 255 characters."})
    if _REFUSED.search(text):
        raise Invalid({field: 'A term has none of ; " < > | and no line breaks.'})
    check_text(text, field=field)
    text = _SPACE.sub(" ", text).strip()
    if not text:
        raise Invalid({field: "A term has 1 to 255 characters."})
    return text


def check_language(text: str, *, field: str = "language") -> str:
    """Return a language as `de` or `de-CH`; Invalid for what is none."""
    found = _LANGUAGE.fullmatch(text.strip())
    if found is None:
        raise Invalid({field: "A language is given as en or de-CH."})
    country = f"-{found[2].upper()}" if found[2] else ""
    return found[1].lower() + country


def check_labels(labels: Iterable[Label], *, language: str) -> list[Label]:
    """Return all that a term is called, checked, defaults first.

    Each language has one default; the set's own has to have one.
    """
    checked: dict[tuple[str, str], Label] = {}
    for one in labels:
        text = check_label(one.text, field="labels")
        made = Label(check_language(one.language), text, one.is_default)
        key = (made.language, fold(text))
        if key not in checked or made.is_default:
            checked[key] = made
    found = sorted(checked.values(), key=lambda one: (one.language, not one.is_default))
    if len(found) > MAX_LABELS:
        raise Invalid({"labels": f"A term has at most {MAX_LABELS} labels."})
    defaults = [one.language for one in found if one.is_default]
    if len(defaults) != len(set(defaults)):
        raise Invalid({"labels": "A term has one default label in a language."})
    if language not in defaults:
        raise Invalid({"labels": f"A term needs a label in {language}."})
    if lost := {one.language for one in found} - set(defaults):
        raise Invalid(
            {"labels": f"There are synonyms in {min(lost)}, but no default label."}
        )
    return found


def languages_for(wanted: str, own: str) -> list[str]:
    """Return the languages to name a term in, the best first."""
    short = wanted.split("-", maxsplit=1)[0]
    return list(dict.fromkeys([wanted, short, own]))


def choose(labels: Sequence[tuple[str, str]], wanted: Sequence[str]) -> str:
    """Return the best of (language, text), or whatever there is."""
    by_language = dict(labels)
    for one in wanted:
        if one in by_language:
            return by_language[one]
    return min(by_language.items())[1] if by_language else ""


def ids_of(path: str) -> tuple[int, ...]:
    """Return the ids of a path."""
    return tuple(int(one) for one in path.strip("/").split("/") if one)
