"""Conditions as SQL.

What a question says is true or false.  SQL knows a third, which counts as false where
rows are chosen; only `Not` has to tell the two apart, and does.
"""

from __future__ import annotations

from collections.abc import Callable

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.rows import BY_ID, BY_NAME
from hallway.core.errors import Invalid
from hallway.core.items.keys import SEARCHED, SORTED
from hallway.core.lists.types.base import MAX_INTEGER
from hallway.core.query import values
from hallway.core.query.comparing import (
    any_of,
    equal,
    is_number,
    likes,
    negated,
    pattern,
    renamed,
    signed,
    span,
    unfit,
)
from hallway.core.query.fields import FALSE, TRUE, Asked, Source, Term, all_of
from hallway.core.query.records import Asking
from hallway.core.query.targets import Target, find_target
from hallway.platform.db import engine
from hallway.wire.paths import fold, name_key, sort_key
from hallway.wire.query import (
    And,
    Anywhere,
    Below,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Member,
    Membership,
    Not,
    Op,
    Or,
    Overlaps,
    Part,
    PartOf,
    Value,
)

_PERSON = {"Title": "p.title_key", "EMail": "q.email_key", "Email": "q.email_key"}
_DAY_PARTS = {Part.YEAR: (1, 4), Part.MONTH: (6, 2), Part.DAY: (9, 2)}


class Conditions:
    """Turns the conditions of one question to one list into SQL.

    site  the list's site, for memberships
    Invalid names the column that cannot be asked so.
    """

    def __init__(
        self,
        actor: Actor,
        source: Source,
        asking: Asking,
        *,
        site: int,
    ) -> None:
        self._actor = actor
        self._source = source
        self._asking = asking
        self._site = site
        self._targets: dict[str, Target | None] = {}

    def term(self, where: Condition | None) -> Term:
        """Return a condition as SQL."""
        match where:
            case None:
                return TRUE
            case And(terms):
                made = [self.term(one) for one in terms]
                return FALSE if FALSE in made else all_of(*made)
            case Or(terms):
                return any_of(*(self.term(one) for one in terms))
            case Not(term):
                return negated(self.term(term))
            case Compare(left, op, value):
                return self._compare(left, op, value)
            case In(left, given):
                return self._in(left, given)
            case Like():
                return self._like(where)
            case IsNull(left):
                return self._is_null(left)
            case Overlaps():
                return self._overlaps(where)
            case Member() | Below():
                return self._member(where)
            case Anywhere(word):
                return self._anywhere(word)

    # --- comparisons

    def _compare(self, left: Field | PartOf, op: Op, value: Value) -> Term:
        if op is Op.NE:
            return negated(self._compare(left, Op.EQ, value))
        if isinstance(left, PartOf):
            return self._compare_part(left, op, value)
        if left.inner:
            inner = Compare(Field(left.inner), op, value)
            return self._through(left, inner)
        asked = self._source.asked(left.name)
        if asked.refers == "item" and not is_number(value):
            # What people read of a lookup.
            return self._through(left, Compare(Field(""), op, value))
        return self._each(asked, lambda sql: self._single(asked, sql, op, value))

    def _each(self, asked: Asked, make: Callable[[str], Term]) -> Term:
        """Return what holds for the value, or for one of many."""
        if not asked.is_many:
            return make(asked.value)
        each, value = engine().elements(asked.value, asked.stored, "e")
        made = make(value)
        return Term(f"EXISTS (SELECT 1 FROM {each} WHERE {made.sql})", made.parameters)

    def _single(self, asked: Asked, sql: str, op: Op, value: Value) -> Term:
        if asked.refers:
            return self._referring(asked, sql, op, value)
        if asked.kind == "datetime":
            return self._moment(asked, sql, op, value)
        if asked.kind == "date":
            return signed(sql, op, values.day_of(asked, value, self._asking))
        if asked.kind == "yesno":
            return equal(asked, sql, op, values.flag_of(asked, value))
        if asked.kind == "guid":
            return equal(asked, sql, op, values.guid_of(asked, value))
        if asked.kind in ("number", "currency"):
            return signed(sql, op, values.number_of(asked, value))
        if asked.stored == "integer":
            return signed(sql, op, values.whole_of(asked, value))
        return self._text(asked, sql, op, values.text_of(asked, value))

    def _text(self, asked: Asked, sql: str, op: Op, text: str) -> Term:
        if op is Op.EQ:
            if asked.kind == "name":
                return Term(f"{asked.search} = %s", [name_key(text)])
            if asked.is_prose:
                return Term(f"{asked.search} = %s", [fold(text[:SEARCHED])])
            return Term(f"{sql} = %s", [text])
        if asked.is_many or not asked.has_order:
            raise unfit(asked)
        return signed(asked.order, op, sort_key(text[:SORTED]))

    def _moment(self, asked: Asked, sql: str, op: Op, value: Value) -> Term:
        """Compare a moment; with a day, as days are."""
        low, high = values.moment_of(asked, value, self._asking)
        match op:
            case Op.EQ if high == low + 1:
                return Term(f"{sql} = %s", [low])
            case Op.EQ:
                return Term(f"({sql} >= %s AND {sql} < %s)", [low, high])
            case Op.LT:
                return Term(f"{sql} < %s", [low])
            case Op.LE:
                return Term(f"{sql} < %s", [high])
            case Op.GT:
                return Term(f"{sql} >= %s", [high])
            case _:
                return Term(f"{sql} >= %s", [low])

    def _referring(self, asked: Asked, sql: str, op: Op, value: Value) -> Term:
        if op is not Op.EQ:
            raise unfit(asked)
        if asked.refers == "principal":
            if values.is_me(value):
                return self._is_mine(sql, "person")
            return Term(f"{sql} = %s", [values.whole_of(asked, value)])
        if asked.refers == "item":
            number = Compare(Field("ID"), Op.EQ, values.whole_of(asked, value))
            return self._leading(asked, sql, number)
        return Term(f"{sql} = %s", [values.whole_of(asked, value)])

    def _is_mine(self, sql: str, kind: str) -> Term:
        """Return the condition that a principal is the asker, or a group of his."""
        mine, principals = engine().is_one_of("p.id", self._actor.principals)
        return Term(
            f"{sql} IN (SELECT p.id FROM core_principal p WHERE {mine}"
            " AND p.kind = %s)",
            [*principals, kind],
        )

    def _compare_part(self, left: PartOf, op: Op, value: Value) -> Term:
        if left.field.inner:
            inner = PartOf(Field(left.field.inner), left.part)
            return self._through(left.field, Compare(inner, op, value))
        asked = self._source.asked(left.field.name)
        wanted = values.whole_of(asked, value)
        if asked.kind == "datetime":
            zone = self._asking.zone_name
            sql = engine().moment_part(asked.value, left.part.value, zone)
        elif asked.kind == "date" and left.part in _DAY_PARTS:
            first, length = _DAY_PARTS[left.part]
            sql = f"CAST(substr({asked.value}, {first}, {length}) AS integer)"
        else:
            raise unfit(asked)
        return signed(sql, op, wanted)

    def _in(self, left: Field | PartOf, given: tuple[Value, ...]) -> Term:
        terms = [self._compare(left, Op.EQ, value) for value in dict.fromkeys(given)]
        plain = " = %s"
        first = terms[0].sql if terms else ""
        same = all(term.sql == first and len(term.parameters) == 1 for term in terms)
        if len(terms) > 1 and same and first.endswith(plain) and first.count("%s") == 1:
            marks = ", ".join(["%s"] * len(terms))
            return Term(
                f"{first.removesuffix(plain)} IN ({marks})",
                [term.parameters[0] for term in terms],
            )
        return any_of(*terms)

    # --- texts

    def _like(self, one: Like) -> Term:
        if one.left.inner:
            return self._through(
                one.left, Like(Field(one.left.inner), one.match, one.text)
            )
        asked = self._source.asked(one.left.name)
        if asked.refers == "item":
            return self._through(one.left, Like(Field(""), one.match, one.text))
        if asked.refers == "principal":
            return self._through(one.left, Like(Field("Title"), one.match, one.text))
        if not asked.search:
            raise unfit(asked)
        return likes(asked, one.match, values.text_of(asked, one.text))

    def _anywhere(self, word: str) -> Term:
        searched = [
            asked
            for name, asked in self._source.fields.items()
            if asked.search
            and (asked.kind != "name" or name == "Title")
            and name not in (BY_NAME, BY_ID)
        ]
        return any_of(
            *(
                likes(asked, Match.CONTAINS, values.text_of(asked, word))
                for asked in searched
            )
        )

    # --- nothing, persons, days

    def _is_null(self, left: Field) -> Term:
        asked = self._source.asked(left.name)
        if asked.refers == "item" or left.inner:
            # What nobody may see, or is gone, counts as nothing.
            name = left.inner or "ID"
            return negated(self._through(left, Not(IsNull(Field(name)))))
        return FALSE if asked.is_null_free else Term(f"{asked.value} IS NULL", [])

    def _below(self, asked: Asked, found: int) -> Term:
        if asked.refers != "term":
            raise unfit(asked)
        wanted = values.whole_of(asked, found)
        # A path has the numbers from the top of its set to the term, each in slashes.
        below = (
            "(SELECT c.id FROM core_term c JOIN core_term a ON a.of_id = c.of_id"
            " WHERE a.id = %s AND c.path LIKE a.path || '%%')"
        )
        return self._each(asked, lambda sql: Term(f"{sql} IN {below}", [wanted]))

    def _member(self, one: Member | Below) -> Term:
        asked = self._source.asked(one.left.name)
        if one.left.inner:
            raise unfit(asked)
        if isinstance(one, Below):
            return self._below(asked, one.term)
        if asked.refers != "principal":
            raise unfit(asked)
        return self._each(asked, lambda sql: self._is_member(one, sql))

    def _is_member(self, one: Member, sql: str) -> Term:
        of_kind = f"{sql} IN (SELECT p.id FROM core_principal p WHERE p.kind = %s"
        match one.membership:
            case Membership.MINE:
                return self._is_mine(sql, "group")
            case Membership.ALL_USERS:
                return Term(f"{of_kind})", ["person"])
            case Membership.USERS:
                granted = (
                    "SELECT g.principal_id FROM core_grant g JOIN core_site s"
                    " ON s.scope_id = g.scope_id WHERE s.id = %s"
                )
                return Term(
                    f"{of_kind} AND p.id IN ({granted}))", ["person", self._site]
                )
            case Membership.GROUPS:
                return Term(
                    f"{sql} IN (SELECT g.principal_id FROM core_group g"
                    " WHERE g.site_id = %s)",
                    [self._site],
                )
            case Membership.GROUP:
                group = one.group or 0
                may_know = self._actor.staff or group in self._actor.principals
                if not may_know or not 0 < group <= MAX_INTEGER:
                    return FALSE
                return Term(
                    f"{sql} IN (SELECT c.member_id FROM core_groupclosure c"
                    " WHERE c.group_id = %s)",
                    [group],
                )

    def _overlaps(self, one: Overlaps) -> Term:
        start = self._source.asked(one.start.name)
        end = self._source.asked(one.end.name)
        for asked in (start, end):
            if asked.kind not in ("date", "datetime"):
                raise unfit(asked)
        first, after = span(start, one.value, one.span, self._asking)
        begins = self._single(start, start.value, Op.LT, after)
        lasts = self._single(end, end.value, Op.GE, first)
        alone = self._single(start, start.value, Op.GE, first)
        gone = self._is_null(one.end)
        return all_of(begins, any_of(lasts, all_of(gone, alone)))

    # --- behind lookups and persons

    def _through(self, left: Field, inner: Condition) -> Term:
        """Return what holds for what a lookup or a person leads to."""
        asked = self._source.asked(left.name)
        if asked.refers == "principal":
            return self._each(asked, lambda sql: self._of_person(asked, sql, inner))
        if asked.refers == "item":
            return self._each(asked, lambda sql: self._leading(asked, sql, inner))
        raise unfit(asked)

    def _leading(self, asked: Asked, sql: str, inner: Condition) -> Term:
        """Return what holds for the item a lookup leads to, if it may be seen."""
        target = self._target(asked)
        if target is None:
            return FALSE
        within = Conditions(
            self._actor, target.source, self._asking, site=self._site
        ).term(renamed(inner, target.shown))
        return Term(
            f"EXISTS (SELECT 1 FROM {target.source.table} WHERE t.id = {sql}"
            f" AND {target.rows.sql} AND {within.sql})",
            [*target.rows.parameters, *within.parameters],
        )

    def _target(self, asked: Asked) -> Target | None:
        if asked.name not in self._targets:
            if self._source.alias == "t":
                raise Invalid({asked.name: "Ask one lookup at a time."})
            self._targets[asked.name] = find_target(self._actor, asked)
        return self._targets[asked.name]

    def _of_person(self, asked: Asked, sql: str, inner: Condition) -> Term:
        match inner:
            case Compare(Field("ID" | "Id"), op, value):
                return self._single(asked, sql, op, value)
            case Not(IsNull(Field("ID" | "Id" | "Title"))):
                return Term(f"{sql} IS NOT NULL", [])
            case Compare(Field(name), op, value) if name in _PERSON:
                key = fold if name == "Title" else name_key
                wanted = key(values.text_of(asked, value))
                term = signed(_PERSON[name], op, wanted)
            case Like(Field(name), match, text) if name in _PERSON:
                key = fold if name == "Title" else name_key
                wanted = pattern(asked, match, key(values.text_of(asked, text)))
                term = Term(f"{_PERSON[name]} LIKE %s ESCAPE '!'", [wanted])
            case _:
                raise unfit(asked)
        if name != "Title" and not self._actor.staff:
            return FALSE
        return Term(
            "EXISTS (SELECT 1 FROM core_principal p LEFT JOIN core_person q"
            f" ON q.principal_id = p.id WHERE p.id = {sql} AND {term.sql})",
            term.parameters,
        )
