"""What the frame round every page shows; plain records, filled by a face."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place to go to: of the launcher, a hub, a rail, the bottom bar."""

    label: str
    href: str
    icon: str = ""
    current: bool = False
    count: int | None = None
    sub: bool = False
    """Indented, below the entry before it (rail)."""
    spoken: str = ""
    """The label with its count in words, for the bell and the tasks: "Bell, 2 new"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of a rail under a title, or without one."""

    entries: tuple[Entry, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One line of a menu; see ``c/menuitems.html`` for what excludes what."""

    label: str = ""
    href: str = ""
    action: str = ""
    """Posts here; ``name`` and ``value`` go along."""
    name: str = ""
    value: str = ""
    form: str = ""
    """Id of the form that the button ``name=value`` submits."""
    icon: str = ""
    key: str = ""
    danger: bool = False
    checked: bool = False
    why: str = ""
    """Why it is off; then it is words, not a control."""
    dialog: str = ""
    """Id of the dialog that stands for ``href`` where there is script."""
    copies: str = ""
    """What is said when the address of ``href`` was copied instead of followed."""
    head: str = ""
    rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Whose house this is."""

    name: str = "Hallway"
    href: str = "/"
    logo: str = ""
    """Address of a picture; without one, Hallway's mark."""
    hue: int | None = None
    """1 to 8: a tint of the portal without a style sheet of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person signed in."""

    name: str
    mail: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site whose rail is shown."""

    name: str
    href: str
    hue: int | None = None
    company: str = ""
    letter: str = ""
    """Tells companies apart where there are two: ``a`` or ``b``."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """What has just been done, where it is, and the address to post to for undo."""

    text: str
    undo: str = ""
    href: str = ""
    undo_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything around the sheet. What is empty is not shown."""

    brand: Brand = Brand()
    person: Who | None = None
    apps: tuple[Entry, ...] = ()
    search_action: str = ""
    search_hint: str = ""
    query: str = ""
    create: tuple[MenuItem, ...] = ()
    tasks: Entry | None = None
    search_suggest: str = ""
    """Answers ``?q=`` with what to offer while one types."""
    bell: Entry | None = None
    mine: tuple[MenuItem, ...] = ()
    """The person's own menu, above the theme and signing out."""
    theme_action: str = ""
    """Takes ``POST theme=light|dark|`` and sets the cookie ``theme``."""
    sign_out: str = ""
    sign_in: str = ""
    hub: tuple[Entry, ...] = ()
    hub_label: str = ""
    site: Site | None = None
    rail: tuple[Group, ...] = ()
    rail_label: str = ""
    bottom: tuple[Entry, ...] = ()
    """At most five, for phones."""

    @property
    def bar(self) -> Frame:
        """What of it the bar above everything shows: the same on many pages."""
        rail = _ANY_RAIL if self.rail else ()
        return replace(
            self, hub=(), hub_label="", site=None, rail=rail, rail_label="", bottom=()
        )


_ANY_RAIL = (Group(entries=()),)
