"""Term sets in files: what one would bring, bringing it in, and giving a set out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid
from hallway.core.names import check_text
from hallway.core.terms.models import Term, TermLabel
from hallway.core.terms.placing import insert_term
from hallway.core.terms.queries import get_term_set
from hallway.core.terms.records import Label, TermSetId
from hallway.core.terms.rules import MAX_TERMS, check_label, ids_of
from hallway.core.terms.seeing import demand_manager, hold_set
from hallway.wire.paths import fold, sort_key
from hallway.wire.termsheet import LineError, TermLine

Known = dict[tuple[int, str], int]
"""Terms by their parent, 0 at the top, and the key of their name."""


class Plan(NamedTuple):
    """What a file would bring: new terms, terms that are there, what is wrong."""

    added: int
    known: int
    errors: tuple[LineError, ...]


def plan_import(actor: Actor, term_set: TermSetId, lines: Sequence[TermLine]) -> Plan:
    """Say what lines would bring into a set; for who manages it."""
    of = get_term_set(actor, term_set)
    demand_manager(actor, of.site)
    known = _known(term_set, of.language)
    added, met, errors = 0, set(), []
    for one in lines:
        message = _wrong(one)
        if message:
            errors.append(LineError(one.line, message))
            continue
        parent = 0
        for name in one.path:
            key = (parent, fold(check_label(name)))
            if key not in known:
                added += 1
                # A number that no term has stands for one that is not there yet.
                known[key] = -added
            parent = known[key]
            met |= {parent} if parent > 0 else set()
    return Plan(added, len(met), tuple(errors))


@command
def import_terms(actor: Actor, term_set: TermSetId, lines: Sequence[TermLine]) -> int:
    """Bring the terms of a file into a set, all or none; how many are new.

    Those that are there by name and place stay as they are.  Invalid names the first
    line at fault; Conflict where the set would be too large.
    """
    of, held = hold_set(actor, term_set)
    known = _known(term_set, of.language)
    terms: dict[int, Term] = {}
    room = MAX_TERMS - Term.unscoped.filter(of=term_set).count()
    added = 0
    for one in lines:
        if message := _wrong(one):
            raise Invalid({"file": f"Line {one.line}: {message}"})
        parent = 0
        for level, name in enumerate(one.path, 1):
            title = check_label(name)
            key = (parent, fold(title))
            if key not in known:
                if added >= room:
                    raise Conflict(f"A set has at most {MAX_TERMS:,} terms.")
                is_whole = level == len(one.path)
                made = insert_term(
                    actor,
                    of,
                    _term(parent, terms),
                    [Label(of.language, title, is_default=True)],
                    description=one.description if is_whole else "",
                    is_deprecated=is_whole and not one.is_available,
                )
                added += 1
                terms[made.pk], known[key] = made, made.pk
            parent = known[key]
    if not added:
        unchanged()
        return 0
    record(
        held.stream,
        "term_set.imported",
        after={"term_set": term_set, "title": of.title, "added": added},
    )
    return added


def _wrong(one: TermLine) -> str:
    try:
        for name in one.path:
            check_label(name)
        check_text(one.description, field="title", longest=1_000)
    except Invalid as error:
        return error.fields["title"]
    return ""


def _known(term_set: int, language: str) -> Known:
    rows = TermLabel.unscoped.filter(
        of=term_set, is_default=True, language=language
    ).values_list("term__parent", "key", "term")
    return {(parent or 0, key): term for parent, key, term in rows}


def _term(parent: int, terms: dict[int, Term]) -> Term | None:
    if not parent:
        return None
    if parent not in terms:
        terms[parent] = Term.unscoped.get(pk=parent)
    return terms[parent]


def list_for_export(actor: Actor, term_set: TermSetId) -> Iterator[TermLine]:
    """Give all terms of a set in the set's language, each below its parent."""
    of = get_term_set(actor, term_set)
    rows = Term.unscoped.filter(of=term_set, merged_into__isnull=True).values_list(
        "pk", "path", "position", "description", "is_deprecated"
    )
    named = TermLabel.unscoped.filter(of=term_set, is_default=True)
    titles = dict(named.filter(language=of.language).values_list("term", "text"))
    places = {pk: (position, sort_key(titles[pk])) for pk, _p, position, _d, _x in rows}
    found = sorted(
        ((ids_of(path), what, gone) for _pk, path, _n, what, gone in rows),
        key=lambda one: [places[term] for term in one[0]],
    )
    for line, (path, what, gone) in enumerate(found, 2):
        names = tuple(titles[term] for term in path)
        yield TermLine(line, names, what, is_available=not gone)
