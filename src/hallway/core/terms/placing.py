"""Statements that commands on terms share; each runs inside a command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.terms.models import Term, TermLabel, TermSet
from hallway.core.terms.records import Label
from hallway.core.terms.rules import DEEPEST, MAX_CHILDREN, MAX_TERMS, ids_of
from hallway.platform.db import engine
from hallway.wire.paths import fold


def place_of(term_set: int, parent: int | None) -> str:
    """Return what a label says of where its term stands."""
    return f"{term_set}/{parent or 0}"


def find_parent(term_set: int, parent: int | None) -> Term | None:
    """Return the term to stand below, None for the top; NotFound, Invalid if deep."""
    if parent is None:
        return None
    found: Term | None = Term.unscoped.filter(
        pk=parent, of=term_set, merged_into__isnull=True
    ).first()
    if found is None:
        raise NotFound
    return found


def check_room(term_set: int, parent: Term | None, *, levels: int = 1) -> None:
    """Refuse to put so many levels below a term where they would not fit."""
    above = len(ids_of(parent.path)) if parent is not None else 0
    if above + levels > DEEPEST:
        raise Invalid({"parent": f"A term set has at most {DEEPEST} levels."})
    siblings = Term.unscoped.filter(of=term_set, parent=parent)
    if siblings.count() >= MAX_CHILDREN:
        raise Conflict(f"There are at most {MAX_CHILDREN:,} terms below one.")
    if Term.unscoped.filter(of=term_set).count() >= MAX_TERMS:
        raise Conflict(f"A set has at most {MAX_TERMS:,} terms.")


def insert_term(
    actor: Actor,
    of: TermSet,
    parent: Term | None,
    labels: Sequence[Label],
    *,
    description: str = "",
    is_deprecated: bool = False,
) -> Term:
    """Insert a term below another, the last of those that were put in order."""
    siblings = Term.unscoped.filter(of=of, parent=parent)
    last = siblings.aggregate(last=Max("position"))["last"] or 0
    made: Term = Term.unscoped.create(
        of=of,
        parent=parent,
        path="",
        position=last + 1 if last else 0,
        description=description,
        is_deprecated=is_deprecated,
        created=clock.now(),
        author=actor.principal,
    )
    made.path = f"{parent.path if parent is not None else '/'}{made.pk}/"
    made.save(update_fields=["path"])
    write_labels(made, labels)
    return made


def write_labels(term: Term, labels: Iterable[Label]) -> None:
    """Let a term be called these and nothing else."""
    TermLabel.unscoped.filter(term=term).delete()
    place = place_of(term.of_id, term.parent_id)
    TermLabel.unscoped.bulk_create(
        [
            TermLabel(
                term=term,
                of=term.of_id,
                place=place,
                language=one.language,
                text=one.text,
                key=fold(one.text),
                is_default=one.is_default,
            )
            for one in labels
        ]
    )


def labels_of(term: int) -> list[Label]:
    """Return all that a term is called, defaults first."""
    rows = TermLabel.unscoped.filter(term=term).order_by("language", "-is_default")
    return [
        Label._make(one)
        for one in rows.order_by("language", "-is_default", "key").values_list(
            "language", "text", "is_default"
        )
    ]


def title_of(labels: Iterable[Label], language: str) -> str:
    """Return what a term is called in its set's language."""
    found = list(labels)
    own = (one.text for one in found if one.is_default and one.language == language)
    return next(own, found[0].text if found else "")


def put_below(term: Term, parent: Term | None) -> None:
    """Move a term, and all below it, to another place of its set."""
    old = term.path
    new = f"{parent.path if parent is not None else '/'}{term.pk}/"
    siblings = Term.unscoped.filter(of=term.of_id, parent=parent)
    last = siblings.aggregate(last=Max("position"))["last"] or 0
    Term.unscoped.filter(pk=term.pk).update(
        parent=parent, position=last + 1 if last else 0
    )
    TermLabel.unscoped.filter(term=term).update(
        place=place_of(term.of_id, parent.pk if parent is not None else None)
    )
    engine().execute(
        "UPDATE core_term SET path = %s || substr(path, %s)"
        " WHERE of_id = %s AND path >= %s AND path < %s",
        [new, len(old) + 1, term.of_id, old, old[:-1] + "0"],
    )


def levels_below(term: Term) -> int:
    """Return how many levels a term and what is below it have."""
    paths = Term.unscoped.filter(of=term.of_id, path__startswith=term.path)
    deepest = max(len(ids_of(one)) for one in paths.values_list("path", flat=True))
    return int(deepest - len(ids_of(term.path)) + 1)
