"""How long questions take, ours and the database's own full text: a JSON object.

``python -m bench.search.asking WHO ROUNDS`` in the environment of what was filled.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

import django

from bench.search.filling import ADMIN, COMMON, MEMBER, RARE, SECOND

QUESTIONS = {
    "one letter": "c",
    "common word": COMMON,
    "two words": f"{COMMON} {SECOND}",
    "one word nowhere": f"{COMMON} {RARE}",
    "rare word": RARE,
}
LIMIT = 1001


def main() -> None:
    """Print the medians in milliseconds, by question: ours and the peer's."""
    who, rounds = sys.argv[1], int(sys.argv[2])
    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.people.actors import get_actor
    from hallway.core.people.queries import find_person
    from hallway.core.search.queries import search

    email = ADMIN if who == "admin" else MEMBER
    person = find_person(System("measures"), email)
    actor = get_actor(person.id, face="bench")
    found = {}
    for name, text in QUESTIONS.items():
        ours = _median(lambda text=text: search(actor, text), rounds)  # type: ignore[misc]
        peer = _median(_peer(text), rounds)
        count = search(actor, text)
        found[name] = (ours, peer, sum(count.counts.values()))
    sys.stdout.write(json.dumps(found))


def _median(ask: Callable[[], object], rounds: int) -> float:
    ask()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _peer(text: str) -> Callable[[], object]:
    """The database's own full text over the same names, untrimmed and unranked."""
    from django.db import connection

    from hallway.platform.db import engine

    words = text.split()
    if connection.vendor == "sqlite":
        asked = " ".join(f"{word}*" for word in words)
        term = "bench_names MATCH %s"
    else:
        asked = " & ".join(f"{word}:*" for word in words)
        term = "to_tsvector('simple', n.name) @@ to_tsquery('simple', %s)"
    return lambda: engine().fetch_all(
        "SELECT i.id, i.modified, n.name FROM bench_names n"
        f" JOIN core_item i ON i.id = n.id WHERE {term} LIMIT %s",
        (asked, LIMIT),
    )


if __name__ == "__main__":
    main()
