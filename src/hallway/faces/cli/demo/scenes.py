"""The scene as its files tell it, read once; see `scene/*.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PASSWORD = "hallway-demo-2026"  # noqa: S105 - public on purpose, and printed
OWN = ("Nordwind", "Halden")
CUSTOMERS = ("Kellermann Brewery", "St. Elisabeth Hospital")
DOMAINS = {
    "Nordwind": "nordwind.example",
    "Halden": "halden.example",
    "Kellermann Brewery": "kellermann.example",
    "St. Elisabeth Hospital": "st-elisabeth.example",
}
_SCENE = Path(__file__).with_name("scene")


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Somebody; `key` stands before the @ of his address."""

    key: str
    name: str
    company: str
    title: str
    department: str = ""
    office: str = ""
    manager: str = ""
    phone: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    about: str = ""

    @property
    def email(self) -> str:
        """The address."""
        return f"{self.key}@{DOMAINS[self.company]}"

    @property
    def profile(self) -> dict[str, Any]:
        """What his page says."""
        return {
            "job_title": self.title,
            "department": self.department,
            "office": self.office,
            "phone": self.phone,
            "skills": list(self.skills),
            "languages": list(self.languages),
            "about": self.about,
            "working_days": [1, 2, 3, 4, 5],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to sign in as, and what there is to try."""

    key: str
    role: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site; `readers` may name staff, everybody who works here."""

    path: str
    title: str
    company: str
    owner: str
    members: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    kind: str = "team"
    hub: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One version of a document, `ago` hours old."""

    who: str
    ago: float
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of a site's library Documents; `holder` has it checked out."""

    site: str
    path: str
    saves: tuple[Save, ...]
    about: str = ""
    holder: str = ""


def read(name: str) -> dict[str, Any]:
    """Return a file of the scene."""
    with (_SCENE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def people() -> tuple[Human, ...]:
    """Everybody of the two companies, those above before those below."""
    return tuple(Human(**_tuples(one)) for one in read("people")["people"])


@cache
def guests() -> tuple[Human, ...]:
    """The people of the customers."""
    return tuple(Human(**_tuples(one)) for one in read("people")["guests"])


@cache
def personas() -> tuple[Persona, ...]:
    """Whom to sign in as."""
    return tuple(Persona(**one) for one in read("people")["personas"])


def email_of(key: str) -> str:
    """Return the address of somebody by his key."""
    return next(one.email for one in (*people(), *guests()) if one.key == key)


@cache
def places() -> tuple[Place, ...]:
    """The sites, hubs first."""
    return tuple(Place(**_tuples(one)) for one in read("sites")["sites"])


@cache
def documents() -> tuple[Document, ...]:
    """The documents that have a story."""
    files = read("files")
    holders = {(one["site"], one["path"]): one["who"] for one in files["checked_out"]}
    return tuple(
        Document(
            site=one["site"],
            path=one["path"],
            about=one.get("about", ""),
            saves=tuple(Save(**save) for save in one["saves"]),
            holder=holders.get((one["site"], one["path"]), ""),
        )
        for one in files["files"]
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
    }
