"""Sentences and figures to fill documents with, chosen by seed."""

from __future__ import annotations

import random

SENTENCES = (
    "The plant was inspected in the presence of the operator.",
    "All safety valves were tested and sealed.",
    "Die Anlage läuft seit der letzten Prüfung ohne Störung.",
    "The condenser fan of unit two shows wear and should be replaced within a year.",
    "Costs are spread over three years, in equal parts.",
    "Both companies keep their suppliers until the end of the contracts.",
    "Die Kältemittelmenge beträgt 180 kg, die Dichtheit wurde geprüft.",
    "The next meeting decides on the second line between Ulm and Hamburg.",
    "Spare parts are kept in Hamburg and delivered to Ulm over night.",
    "Nothing in this document changes existing agreements with the works council.",
    "Der Bereitschaftsdienst beginnt freitags um 16 Uhr.",
    "Measured values are in the table; the limits are those of the standard.",
    "Questions go to the owner of this document, whose name is in its properties.",
    "The migration takes one evening; nobody has to do anything.",
    "Training is planned for the first quarter, in groups of twelve.",
)
COLUMNS = ("Item", "Site", "Quantity", "Price in €", "Due")
ITEMS = (
    *("Fan", "Filter H14", "Valve", "Compressor oil", "Display", "Sensor", "Gasket"),
    *("Notebook", "Licence", "Switch", "Pump", "Motor", "Cable 20 m", "Controller"),
)
SITES = ("Hamburg", "Ulm", "Lübeck", "Zürich")


def paragraphs(seed: str, *, about: str = "") -> list[str]:
    """Return some paragraphs, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - for figures, not for secrets
    found = [about] if about else []
    found += [
        " ".join(chance.sample(SENTENCES, chance.randint(2, 4)))
        for _ in range(chance.randint(4, 8))
    ]
    return found


def rows(seed: str) -> list[tuple[object, ...]]:
    """Return a table with its head, the same for the same seed."""
    chance = random.Random(f"{seed} rows")  # noqa: S311
    count = chance.randint(8, 24)
    return [
        COLUMNS,
        *(
            (
                chance.choice(ITEMS),
                chance.choice(SITES),
                chance.randint(1, 40),
                chance.randint(8, 900) + 0.5,
                f"2027-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            )
            for _ in range(count)
        ),
    ]
