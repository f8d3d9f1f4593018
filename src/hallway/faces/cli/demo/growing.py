"""More of everything, for the sizes that a scene alone does not fill."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hallway.faces.cli.demo.scenes import OWN, Document, Human, Place, Save, people

FIRST = [
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emma",
    "Finn",
    "Greta",
    "Hannes",
    "Ida",
    "Jonas",
    "Katja",
    "Leon",
    "Mia",
    "Nico",
    "Olga",
    "Paula",
    "Quirin",
    "Rosa",
    "Simon",
    "Tara",
    "Ulrich",
    "Vera",
    "Willem",
    "Xenia",
    "Yusuf",
    "Zoe",
    "Björn",
    "Çelik",
    "Élise",
    "Günther",
    "Håkon",
    "Irem",
    "Jürgen",
    "Łukasz",
    "Mónica",
    "Noël",
    "Özlem",
    "Þóra",
    "Šárka",
    "Ümit",
]
LAST = [
    "Ahlers",
    "Bauer",
    "Christiansen",
    "Dietz",
    "Ehlers",
    "Fischer",
    "Graf",
    "Haas",
    "Iversen",
    "Jansen",
    "Krüger",
    "Lorenzen",
    "Maier",
    "Nowak",
    "Ott",
    "Petersen",
    "Quast",
    "Richter",
    "Schäfer",
    "Thiel",
    "Uhl",
    "Vogt",
    "Weiß",
    "Xander",
    "Yilmaz",
    "Zeller",
    "Böhm",
    "Dvořák",
    "Ferrari",
    "Göransson",
    "Hämäläinen",
    "Jørgensen",
    "Kowalska",
    "Lindström",
    "Müller",
    "Núñez",
    "Østergaard",
    "Pålsson",
    "Rößler",
    "Sørensen",
]
DEPARTMENTS = (
    *("Field service", "Engineering", "Warehouse", "Sales", "IT", "Finance"),
    *("People and Culture", "Procurement", "Quality", "Facilities"),
)
TITLES = ("Technician", "Engineer", "Specialist", "Assistant", "Coordinator", "Trainee")
OFFICES = {"Nordwind": ("Hamburg", "Lübeck"), "Halden": ("Ulm", "Zürich")}
DEVICES = ("KR-2", "BX-410", "VR-8", "LK-77", "TT-5", "HP-310", "AC-12")
CUSTOMERS = (
    *("Kellermann Brauerei", "St. Elisabeth", "Stadtbibliothek", "Kühlhaus Nordhafen"),
    *("Fernwärme Neu-Ulm", "Molkerei Alb-Donau", "Fischmarkt", "Rechenzentrum Ost"),
)
DAY = 24.0
# The letters that are no other with a mark.
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "þ": "th"})
_ENDINGS = ("pdf", "docx", "xlsx", "pdf", "odt", "txt", "pdf", "md", "pptx", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is, beyond the scene.

    bodies   distinct contents of the documents that are added
    both     people who appear in both companies: one human, two accounts
    namesakes  pairs that share a name and are two humans
    renamed  people with a former name in their address
    """

    people: tuple[int, int]
    sites: tuple[int, int]
    documents: int
    bodies: int
    both: int = 0
    namesakes: int = 0
    renamed: int = 0


SIZES = {
    "S": Size(people=(0, 0), sites=(0, 0), documents=110, bodies=24),
    "M": Size(
        people=(396, 164),
        sites=(53, 23),
        documents=2_000,
        bodies=160,
        both=22,
        namesakes=8,
        renamed=14,
    ),
    "L": Size(
        people=(396, 164),
        sites=(53, 23),
        documents=50_000,
        bodies=400,
        both=22,
        namesakes=8,
        renamed=14,
    ),
}


def crowd(size: Size) -> Iterator[Human]:
    """Yield the people a size has beyond the scene, with their managers."""
    chance = random.Random("crowd")  # noqa: S311 - for names, not for secrets
    heads = {
        (one.company, one.department): one.key
        for one in reversed(people())
        if one.department
    }
    taken = {one.name for one in people()}
    names: list[str] = []
    while len(names) < sum(size.people):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        if name not in taken:
            taken.add(name)
            names.append(name)
        elif len(names) > len(FIRST) * len(LAST) // 2:
            names.append(f"{name}-{chance.choice(LAST)}")
    here, there = names[: size.people[0]], names[size.people[0] :]
    # The same human, or another of the same name, in the other company.
    shared = size.both + size.namesakes
    there[:shared] = here[:shared]
    for company, of in zip(OWN, (here, there), strict=True):
        for number, name in enumerate(of):
            is_other = size.both <= number < shared and company == OWN[1]
            department = DEPARTMENTS[(number + is_other) % len(DEPARTMENTS)]
            offices = OFFICES[company]
            is_renamed = shared <= number < shared + size.renamed
            about = f"Formerly {name.split()[0]} {LAST[number % len(LAST)]}."
            yield Human(
                key=f"{_plain(name)}.{number}",
                name=name,
                company=company,
                title=TITLES[number % len(TITLES)],
                department=department,
                office=offices[number % len(offices)],
                manager=heads.get((company, department), "h.vogt"),
                languages=("German",) if number % 3 else ("German", "English"),
                about=about if is_renamed else "",
            )


def more_places(size: Size) -> Iterator[Place]:
    """Yield the sites a size has beyond the scene."""
    owners = {company: [p for p in people() if p.company == company] for company in OWN}
    for company, count in zip(OWN, size.sites, strict=True):
        for number in range(1, count + 1):
            of = owners[company]
            kind = DEPARTMENTS[number % len(DEPARTMENTS)]
            yield Place(
                path=f"/sites/{company.lower()}-{number}",
                title=f"{company} {kind} {number}",
                company=company,
                owner=of[number % len(of)].key,
                members=(
                    of[(number + 3) % len(of)].key,
                    of[(number + 7) % len(of)].key,
                ),
                readers=("staff",) if number % 4 == 0 else (),
                hub="/sites/becoming-one" if number % 3 == 0 else "",
                about=f"What {kind} at {company} works on together.",
            )


def more_documents(size: Size, places: list[Place]) -> Iterator[Document]:
    """Yield the documents a size has beyond the scene, the oldest first."""
    chance = random.Random("documents")  # noqa: S311
    by_path = [one for one in places if one.path != "/sites/legal"]
    made: list[Document] = []
    for number in range(size.documents):
        place = by_path[number % len(by_path)]
        ending = _ENDINGS[number % len(_ENDINGS)]
        customer = CUSTOMERS[number % len(CUSTOMERS)]
        device = DEVICES[(number * 3) % len(DEVICES)]
        month = number % 11 + 1
        who = (place.owner, *place.members)[number % (1 + len(place.members))]
        ago = DAY * (2 + (number * 37) % 88) + chance.randint(0, 23)
        saves = [Save(who=who, ago=ago)]
        for again in range(number % 3):
            ago *= 0.6
            saves.append(
                Save(who=place.owner, ago=ago, comment=f"Revision {again + 1}")
            )
        folder = f"Reports/2026-{month:02}" if number % 2 else "Working papers"
        made.append(
            Document(
                site=place.path,
                path=f"{folder}/{_what(ending)} {device} {customer}, {number}.{ending}",
                saves=tuple(saves),
            )
        )
    made.sort(key=lambda one: -one.saves[0].ago)
    yield from made


def _what(ending: str) -> str:
    return {
        "pdf": "Prüfprotokoll",
        "docx": "Report",
        "xlsx": "Parts list",
        "odt": "Protokoll",
        "pptx": "Review",
        "csv": "Readings",
        "md": "Notes",
    }.get(ending, "Log")


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    letters = [one for one in text if not unicodedata.combining(one)]
    return "".join(one if one.isascii() and one.isalnum() else "." for one in letters)
