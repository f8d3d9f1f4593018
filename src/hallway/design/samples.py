"""Made-up people and files for the examples of `/design/`."""

from types import SimpleNamespace as _Some
from typing import Any

from hallway.design import assets
from hallway.design.frame import Brand, Entry, Group, MenuItem, Site


def samples() -> dict[str, Any]:
    """The variable ``s`` of the examples."""
    places = ("Procurement", "Documents", "Contracts", "2026")
    urls = {
        name: assets.url(f"art/{name}.svg")
        for name in ("doors", "fan", "table", "hills")
    }
    return {
        "access": [
            _Some(name="Procurement members", group=True, text="can edit"),
            _Some(name="Legal", group=True, text="can view"),
            _Some(name="1 link, named people", icon="link", text="2 guests"),
        ],
        "chosen": [
            _Some(value="#7", name="Petra Schäuffele", remove_href="#"),
            _Some(value="#9", name="Jörg Weißenborn"),
        ],
        "columns": [
            _Some(label="Partner", main=True, sort_href="#"),
            _Some(label="Ends", shrinks=1, sort_href="#", sorted="descending"),
            _Some(label="Status"),
            _Some(label="Value", num=True, sort_href="#"),
        ],
        "crumbs": [_Some(label=label, href="#") for label in places],
        "facet": [
            _Some(value="r", label="In review", count=41, checked=True),
            _Some(value="a", label="Agreed", count=318),
        ],
        "file_columns": [
            _Some(label="Name", sort_href="#"),
            _Some(label="Modified", sort_href="#", sorted="descending", shrinks=1),
            _Some(label="Modified by", sort_href="#", shrinks=2),
            _Some(label="Size", sort_href="#", num=True, shrinks=1),
        ],
        "file_names": (
            "a.docx",
            "b.xlsx",
            "c.pptx",
            "d.pdf",
            "e.md",
            "f.zip",
            "g.eml",
            "h.png",
            "i.dwg",
        ),
        "files": [
            _Some(
                name="Prüfprotokoll Kälteanlage 2026-11.pdf", href="#", size="220 KB"
            ),
            _Some(name="Kühlraum.png", href="#", size="1.4 MB"),
        ],
        "hub": [
            _Some(label=label, href="#", current=label == "Home")
            for label in ("Home", "News", "Company", "Policies", "Locations", "People")
        ],
        "hues": enumerate(
            (
                "Heat pumps",
                "Spare parts",
                "Filters",
                "Cleaning",
                "Cooling",
                "Ventilation",
                "Logistics",
                "Legal",
            ),
            start=1,
        ),
        "images": urls,
        "letters": [
            _Some(
                letter=letter,
                href="" if letter in "QXY" else "#",
                current=letter == "L",
            )
            for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        ],
        "library": _library(),
        "links": [
            _Some(label="Time sheet", href="#", icon="clock"),
            _Some(label="Order hardware", href="#", icon="device-desktop"),
            _Some(label="Book a room", href="#", icon="map-pin"),
            _Some(label="Payslips", href="#", icon="receipt"),
        ],
        "menu": [
            MenuItem(label="Share", href="#", icon="share"),
            MenuItem(label="Rename", name="do", value="rename", icon="forms", key="F2"),
            MenuItem(
                label="Check out",
                icon="file-arrow-right",
                why="Locked by Miriam Öztürk",
            ),
            MenuItem(rule=True),
            MenuItem(label="Delete", action="#", icon="trash", key="Del", danger=True),
        ],
        "meta": ["Henrik Vogt", "2 hours ago"],
        "org": [
            [_person("Henrik Vogt", "Head of IT", "a", count=64)],
            [_person("Benedikt Lang", "Service Desk Lead", "b", current=True, count=3)],
            [
                _person("Lukas Maurer", "Server rooms", "b"),
                _person("Priya Raman", "Service Desk", "a"),
                _person("Ute Größer", "Service Desk", "a"),
            ],
        ],
        "people": [
            _Some(name=name)
            for name in ("Jörg Weißenborn", "Søren Thygesen", "Petra Schäuffele")
        ],
        "portal": _portal(),
        "props": [
            _Some(label="Type", value="Contract"),
            _Some(label="Status", pill="In review", kind="info"),
            _Some(label="Owner", person="Miriam Öztürk", href="#"),
            _Some(label="Site", value="Procurement", href="#"),
        ],
        "rail": [
            Group(
                entries=(
                    Entry(label="Home", href="#", icon="home"),
                    Entry(label="Documents", href="#", icon="folder", current=True),
                    Entry(label="Members", href="#", icon="users", count=48),
                    Entry(label="Recycle bin", href="#", icon="trash"),
                )
            ),
            Group(
                title="Pinned folders",
                entries=(Entry(label="Contracts 2026", href="#", icon="folder"),),
            ),
        ],
        "rights": [
            ("view", "can view"),
            ("comment", "can comment"),
            ("edit", "can edit"),
        ],
        "rows": [
            _Some(
                title="Parental leave: one rule for both companies",
                href="#",
                company="Nordwind",
                letter="a",
                meta=["People and Culture", "2 hours ago"],
            ),
            _Some(
                title="Budget 2027 IT, joint.xlsx",
                href="#",
                file="a.xlsx",
                meta=["Finance > Planning", "12 minutes ago"],
            ),
            _Some(
                title="Access request: Jan-Peter Hülsmann",
                href="#",
                icon="key",
                meta=["Wants to edit IT > Inventory"],
                pill="Due today",
                kind="warn",
            ),
        ],
        "site": Site(name="Procurement", href="#", company="Nordwind", letter="a"),
        "stats": [
            _Some(label="People", value="1,284", text="12 more than last month"),
            _Some(label="Storage", value="412 GB", text="of 2 TB"),
            _Some(label="Failed jobs", value="0", text="this week"),
        ],
        "steps": [
            _Some(label="Received", done=True),
            _Some(label="In work", current=True),
            _Some(label="Waiting for you"),
            _Some(label="Done"),
        ],
        "table": [
            [
                _Some(text="Kellermann Brewery", href="#"),
                "30 June 2029",
                _Some(pill="In review", kind="info"),
                "€ 184,500",
            ],
            [
                _Some(text="St. Elisabeth", href="#"),
                "31 March 2028",
                _Some(pill="Signed", kind="ok"),
                "€ 92,000",
            ],
        ],
        "tabs": [
            _Some(label="Properties", href="#", current=True),
            _Some(label="Versions", href="#", count=14),
            _Some(label="Access", href="#"),
        ],
        "timeline": [
            _Some(
                title="4.2",
                text="by Miriam Öztürk",
                iso="2026-11-23T07:12:00Z",
                when="1 hour ago",
                note="“Notice period back to 6 months”",
            ),
            _Some(
                title="4.0",
                pill="Approved",
                kind="ok",
                iso="2026-11-20",
                when="Fri 20 Nov",
            ),
        ],
        "tree": [
            _Some(
                label="Contracts",
                icon="folder",
                count=412,
                open=True,
                nodes=[
                    _Some(label="2025", href="#", icon="folder", count=188),
                    _Some(
                        label="2026", href="#", icon="folder", count=92, current=True
                    ),
                ],
            ),
            _Some(label="Tenders", href="#", icon="folder", count=31),
        ],
        "uploads": [
            _Some(name="Prüfprotokoll Kälteanlage 2026-11.pdf", value=72),
            _Some(name="Fotos.zip", error="Connection lost at 61 %"),
            _Some(
                name="Wartungsplan Ulm.docx", text="Same content is in Service > Plans"
            ),
        ],
        "versions": [
            _Some(
                number="4.2",
                iso="2026-11-23T07:12:00Z",
                when="1 hour ago",
                by="Miriam Öztürk",
                size="92 KB",
                note="Notice period back to 6 months",
                menu_id="v42",
                items=[MenuItem(label="Download", href="#", icon="download")],
            ),
            _Some(
                number="4.0",
                iso="2026-11-20",
                when="Fri 20 Nov",
                by="Jörg Weißenborn",
                size="88 KB",
                pill="Approved",
                kind="ok",
                menu_id="v40",
                items=[MenuItem(label="Restore", action="#", icon="restore")],
            ),
        ],
        "views": [
            MenuItem(head="Views for everybody"),
            MenuItem(label="All documents", href="#", icon="check", checked=True),
            MenuItem(label="Expiring in 90 days", href="#", icon="clock"),
        ],
    }


def _portal() -> _Some:
    # Without a person: one page can hold one menu of one's own.
    return _Some(
        brand=Brand(name="Kellermann Portal", href="#"),
        hub=[
            Entry(label="Home", href="#", current=True),
            Entry(label="Requests", href="#"),
            Entry(label="Documents", href="#"),
        ],
        sign_in="#",
    )


def _library() -> list[_Some]:
    return [
        _Some(
            id="1",
            name="Archive 2019 to 2024",
            folder=True,
            modified="3 Feb",
            iso="2026-02-03",
            by="Miriam Öztürk",
            size="",
        ),
        _Some(
            id="2",
            name="Rahmenvertrag Kellermann Brauerei 2026 bis 2029, Entwurf 4.docx",
            modified="1 hour ago",
            iso="2026-11-23T07:12:00Z",
            by="Miriam Öztürk",
            size="92 KB",
            new=True,
            chosen=True,
            menu="f2",
            marks=[_Some(icon="lock", words="Locked by Miriam Öztürk")],
        ),
        _Some(
            id="3",
            name="Contract overview Q4.xlsx",
            modified="Today, 08:12",
            iso="2026-11-23T08:12:00Z",
            by="Katharina Brömmelmeier",
            size="412 KB",
        ),
        _Some(
            id="4",
            name="Service agreement St. Elisabeth.pdf",
            modified="Yesterday",
            iso="2026-11-22",
            by="Anneliese von Hohenstein-Lütgendorf",
            size="220 KB",
            marks=[_Some(icon="world", words="Shared outside")],
        ),
    ]


def _person(
    name: str, role: str, letter: str, *, current: bool = False, count: int = 0
) -> _Some:
    company = {"a": "Nordwind", "b": "Halden"}[letter]
    return _Some(
        name=name,
        href="#",
        role=role,
        company=company,
        letter=letter,
        current=current,
        count=count,
    )
