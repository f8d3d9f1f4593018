"""The order of rows and the pages of it: by keys, never by counting rows off."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson

from hallway.core.errors import Invalid
from hallway.core.names import is_storable
from hallway.core.query.fields import TRUE, Asked, Source, Term, all_of
from hallway.core.query.targets import Target
from hallway.core.query.values import refusal
from hallway.wire.query import Order

_MAX_TOKEN = 4000
_VERSION = 1
_MOST = 2**63 - 1


class Key(NamedTuple):
    """Something rows are ordered by.

    stored  what its values are: text, number, integer
    """

    sql: str
    descending: bool
    stored: str
    is_null_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """How rows are ordered: keys, the last of them each row's own, and joins for them.

    sign      a word for the order; a token of another order is refused
    numbered  which of the keys is the item's number
    is_ranked whether folders come first, by the first of the keys
    has_nulls_said  where nothing comes is said of each key, as the indexes of a list's
              own table say it of each column, even of one that is never nothing
    """

    keys: tuple[Key, ...]
    joins: Term
    sign: str
    numbered: int
    is_ranked: bool
    has_nulls_said: bool

    @property
    def columns(self) -> str:
        """Return the SQL of all keys, as the columns of a row."""
        return ", ".join(key.sql for key in self.keys)

    def named(self, alias: str) -> Ordering:
        """Return it for rows that have the keys already, as `k0` and so on."""
        keys = tuple(
            key._replace(sql=f"{alias}.k{place}") for place, key in enumerate(self.keys)
        )
        return replace(self, keys=keys, joins=Term("", []))


class Edge(NamedTuple):
    """Where a page begins: after these keys' values, or before them.

    `number` stands for the values of the row that has it, where they are too long for
    a token.
    """

    values: tuple[Any, ...]
    is_after: bool
    number: int | None = None


def ordering_of(
    source: Source,
    order: Sequence[Order],
    *,
    folders_first: bool,
    targets: dict[str, Target | None],
) -> Ordering:
    """Return how rows are ordered; Invalid for a column that has no order.

    Persons by their names, lookups by what is read of them: what is joined for the
    n-th, from 0, is called `o<n>`.  The last key is the item's number, the same way as
    the first.
    """
    keys: list[Key] = []
    joins: list[Term] = []
    if folders_first:
        keys.append(Key(source.rank, False, "integer", True))  # noqa: FBT003 - a tuple
    number_sql = f"{source.alias}.number"
    seen = set()
    for place, one in enumerate(order):
        asked = source.asked(one.field.name)
        if asked.name in seen:
            continue
        seen.add(asked.name)
        sql, stored, join = _ordered(asked, one, f"o{place}", targets)
        if join is not None:
            joins.append(join)
        keys.append(Key(sql, one.descending, stored, asked.is_null_free))
    numbered = next(
        (place for place, key in enumerate(keys) if key.sql == number_sql), len(keys)
    )
    if "ID" not in seen:
        last = bool(order) and order[0].descending
        keys.append(Key(number_sql, last, "integer", True))  # noqa: FBT003
    words = [f"{one.field}{'-' if one.descending else '+'}" for one in order]
    return Ordering(
        keys=tuple(keys),
        joins=Term(
            " ".join(join.sql for join in joins),
            [parameter for join in joins for parameter in join.parameters],
        ),
        sign=f"{int(folders_first)} {' '.join(words)}",
        numbered=numbered,
        is_ranked=folders_first,
        has_nulls_said=source.is_own,
    )


def _ordered(
    asked: Asked, one: Order, alias: str, targets: dict[str, Target | None]
) -> tuple[str, str, Term | None]:
    if asked.is_many and not asked.search:
        raise refusal(asked, "Rows cannot be ordered by this column.")
    if asked.refers == "principal" and one.field.inner not in ("ID", "Id"):
        join = f"LEFT JOIN core_principal {alias} ON {alias}.id = {asked.value}"
        return f"{alias}.title_key", "text", Term(join, [])
    if asked.refers == "item":
        target = targets.get(asked.name)
        if target is None:
            return "CAST(NULL AS text)", "text", None
        shown = target.source.fields[target.shown]
        join = (
            f"LEFT JOIN (SELECT t.id, t.number, {shown.order} AS shown,"
            f" {shown.value} AS words FROM {target.source.table}"
            f" WHERE {target.rows.sql}) AS {alias} ON {alias}.id = {asked.value}"
        )
        stored = "text" if shown.search else shown.stored
        return f"{alias}.shown", stored, Term(join, target.rows.parameters)
    if asked.search or asked.kind in ("date", "name"):
        return asked.order, "text", None
    if asked.kind == "guid" or asked.stored == "object":
        raise refusal(asked, "Rows cannot be ordered by this column.")
    return asked.order, asked.stored, None


def order_sql(ordering: Ordering, *, backwards: bool) -> str:
    """Return what stands behind ORDER BY; nothing comes first, and last downwards."""
    found = []
    for key in ordering.keys:
        down = key.descending != backwards
        nulls = f" NULLS {'LAST' if down else 'FIRST'}"
        if key.is_null_free and not ordering.has_nulls_said:
            nulls = ""
        found.append(f"{key.sql} {'DESC' if down else 'ASC'}{nulls}")
    return ", ".join(found)


def segments(ordering: Ordering, edge: Edge | None) -> list[Term]:
    """Return the conditions of the stretches a page is read from, one after the other.

    There are two where rows without a value begin or end: each is a plain range of an
    index, which the two together are not.
    """
    if edge is None:
        return [TRUE]
    backwards = not edge.is_after
    first, *rest = ordering.keys
    value, *others = edge.values
    down = first.descending != backwards
    beyond = _beyond(rest, others, backwards=backwards)
    if value is None:
        here = all_of(Term(f"{first.sql} IS NULL", []), beyond)
        # Nothing comes last downwards.
        return [here] if down else [here, Term(f"{first.sql} IS NOT NULL", [])]
    sign = "<" if down else ">"
    here = Term(
        f"{first.sql} {sign}= %s AND ({first.sql} {sign} %s OR ({beyond.sql}))",
        [value, value, *beyond.parameters],
    )
    if down and not first.is_null_free:
        return [here, Term(f"{first.sql} IS NULL", [])]
    return [here]


def ranked_segments(
    ordering: Ordering, edge: Edge | None, *, ranks: Sequence[int] = (0, 1)
) -> list[Term]:
    """Return what `segments` does, folders and others apart.

    Of each, an index that begins with the rank has the rows in their order, whichever
    way that goes.  `ranks` are those there are: 0 of folders, 1 of what is none.
    """
    if not ordering.is_ranked:
        return segments(ordering, edge)
    rank, *rest = ordering.keys
    inner = replace(ordering, keys=tuple(rest), is_ranked=False)
    backwards = edge is not None and not edge.is_after
    found = []
    for value in reversed(ranks) if backwards else ranks:
        within = None
        if edge is not None:
            at, *others = edge.values
            if (value > at) if backwards else (value < at):
                continue
            if value == at:
                within = Edge(tuple(others), edge.is_after)
        of_rank = Term(f"{rank.sql} = %s", [value])
        found += [all_of(of_rank, one) for one in segments(inner, within)]
    return found


def reads_in_order(
    source: Source, ordering: Ordering, alike: Mapping[str, Term]
) -> Term | None:
    """Return what an index that has rows in an order wants them to be alike in.

    `alike` are conditions that rows equal something, by the SQL of what equals it; of
    several indexes the one that wants most of them.  None if no index has the order.
    """
    keys = ordering.keys[1:] if ordering.is_ranked else ordering.keys
    number = f"{source.alias}.number"
    first, *rest = keys
    same = all(one.descending == first.descending for one in rest)
    is_plain = same and [one.sql for one in rest] == [number]
    if ordering.joins.sql or not (is_plain or first.sql == number):
        return None
    fitting = [
        one[:-1]
        for one in source.ordered
        if one[-1] == first.sql and all(name in alike for name in one[:-1])
    ]
    if not fitting:
        return None
    return all_of(TRUE, *(alike[name] for name in max(fitting, key=len)))


def indexed_alike(source: Source, alike: Mapping[str, Term]) -> Term:
    """Return what rows are to be alike in that stand together in an index.

    `alike` as for `reads_in_order`; TRUE if no index has more of it than the rank.
    """
    known = [one[:-1] for one in source.ordered if alike.keys() >= {*one[:-1]}]
    known += [one for one in source.ordered if alike.keys() >= {*one}]
    return all_of(TRUE, *(alike[name] for name in max(known, key=len, default=())))


def _beyond(
    keys: Sequence[Key],
    given: Sequence[Any],
    *,
    backwards: bool,
) -> Term:
    """Return the condition that a row comes after these values, by these keys."""
    if not keys:
        return Term("1 = 0", [])
    (key, *rest), (value, *others) = keys, given
    down = key.descending != backwards
    inner = _beyond(rest, others, backwards=backwards)
    if value is None:
        same = f"{key.sql} IS NULL AND ({inner.sql})"
        more = "" if down else f" OR {key.sql} IS NOT NULL"
        return Term(f"(({same}){more})", inner.parameters)
    sign = "<" if down else ">"
    nothing = f" OR {key.sql} IS NULL" if down and not key.is_null_free else ""
    return Term(
        f"({key.sql} {sign} %s OR ({key.sql} = %s AND ({inner.sql})){nothing})",
        [value, value, *inner.parameters],
    )


def write_token(ordering: Ordering, given: Sequence[Any], *, is_after: bool) -> str:
    """Return a token for the page after, or before, a row with these keys."""
    token = _encoded([_VERSION, ordering.sign, int(is_after), list(given)])
    if len(token) <= _MAX_TOKEN:
        return token
    number = given[ordering.numbered]
    return _encoded([_VERSION, ordering.sign, int(is_after), number])


def _encoded(given: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(given)).decode().rstrip("=")


def read_token(ordering: Ordering, token: str) -> Edge | None:
    """Return where a page begins; Invalid for a token this order never gave."""
    if not token:
        return None
    given = _decoded(token)
    match given:
        case [version, sign, 0 | 1 as is_after, list(edge)] if (
            (version, sign) == (_VERSION, ordering.sign)
            and len(edge) == len(ordering.keys)
            and all(map(_fits, ordering.keys, edge))
        ):
            return Edge(tuple(edge), bool(is_after))
        case [version, sign, 0 | 1 as is_after, int(number)] if (version, sign) == (
            _VERSION,
            ordering.sign,
        ) and _fits(ordering.keys[ordering.numbered], number):
            return Edge((), bool(is_after), number)
        case _:
            raise lost()


def lost() -> Invalid:
    """Return what says that a token leads nowhere."""
    return Invalid({"token": "This page cannot be found; begin again."})


def _decoded(token: str) -> Any:
    if len(token) > _MAX_TOKEN or not token.isascii():
        return None
    try:
        padded = token + "=" * (-len(token) % 4)
        return orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        return None


def _fits(key: Key, value: Any) -> bool:
    """Tell whether a value is one of a key's."""
    match value:
        case None:
            return not key.is_null_free
        case str():
            return key.stored == "text" and is_storable(value)
        case float():
            return key.stored == "number"
        case bool():
            return False
        case int():
            return key.stored != "text" and abs(value) <= _MOST
        case _:
            return False
