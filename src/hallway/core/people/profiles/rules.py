"""Pure decisions about profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.people.profiles.records import Profile
from hallway.core.people.rules import check_email
from hallway.wire.paths import name_key, sort_key

OWN_FIELDS = frozenset(
    [
        *("office", "phone", "mobile", "pronouns", "skills", "languages", "about"),
        *("working_days", "working_hours"),
    ]
)
"""What a person may say of himself; the rest is an administrator's to say."""

FIELDS = frozenset(one.name for one in fields(Profile))
PHOTO_TYPES = frozenset(["image/png", "image/jpeg", "image/webp"])
LARGEST_PHOTO = 512 * 1024
"""Bytes of a photo as stored: a face makes it small before."""
_LONGEST = {"about": 4000, "former_email": 254}
_SHORT = 100
_MOST = 30


def read_profile(stored: Mapping[str, Any]) -> Profile:
    """Return a profile from its JSON; unknown keys are left alone there."""
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name in FIELDS
    }
    return Profile(**known)


def write_profile(profile: Profile) -> dict[str, Any]:
    """Return the JSON of a profile: what is empty is absent."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(profile).items()
        if value
    }


def check_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they are kept; Invalid names each that cannot be."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in given.items():
        try:
            kept[name] = _check(name, value)
        except Invalid as error:
            wrong[name] = next(iter(error.fields.values()))
    if wrong:
        raise Invalid(wrong)
    return kept


def _check(name: str, value: Any) -> Any:
    match name:
        case "skills" | "languages":
            return _check_words(name, value)
        case "working_days":
            days = sorted(set(value))
            if not all(day in range(1, 8) for day in days):
                raise Invalid({name: "A week has seven days."})
            return tuple(days)
        case "former_email":
            return check_email(value)[0] if value.strip() else ""
        case "about":
            return _check_text(name, value.replace("\r\n", "\n"))
        case _ if name in FIELDS:
            return _check_text(name, " ".join(value.split()))
        case _:
            raise Invalid({name: "There is no such field."})


def _check_text(name: str, value: str) -> str:
    longest = _LONGEST.get(name, _SHORT)
    value = value.strip()
    if len(value) > longest:
        raise Invalid({name: f"This has at most {longest} characters."})
    if not value.replace("\n", " ").replace("\t", " ").isprintable():
        raise Invalid({name: "This cannot hold control characters."})
    return value


def _check_words(name: str, values: Iterable[str]) -> tuple[str, ...]:
    words = {
        sort_key(word): _check_text(name, word)
        for word in (" ".join(value.split()) for value in values)
        if word
    }
    if len(words) > _MOST:
        raise Invalid({name: f"These are at most {_MOST}."})
    return tuple(words.values())


def facets_of(profile: Profile) -> dict[tuple[str, str], str]:
    """Return what a profile counts for: (facet, key) → label."""
    values = [
        ("department", profile.department),
        ("office", profile.office),
        *(("skill", one) for one in profile.skills),
        *(("language", one) for one in profile.languages),
    ]
    return {(name, sort_key(label)): label for name, label in values if label}


def search_key(profile: Profile) -> str:
    """Return the words a profile is found by, each after a space."""
    texts = [
        *(profile.job_title, profile.department, profile.office),
        *profile.skills,
        *profile.languages,
    ]
    words = [word for text in texts for word in sort_key(text).split()]
    numbers = [_digits(number) for number in (profile.phone, profile.mobile)]
    address = name_key(profile.former_email)
    return "".join(f" {one}" for one in (*words, *numbers, address) if one)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def phone_digits(text: str) -> str:
    """Return the digits of a text that can be part of a number to call, else none."""
    digits = _digits(text).lstrip("0")
    others = set(text) - set("0123456789 +-/().")
    return digits if len(digits) >= 3 and not others else ""
