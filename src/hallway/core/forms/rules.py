"""Pure decisions about forms: tokens, states, what may be asked of whom."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence

from django.utils.crypto import salted_hmac

from hallway.core.errors import Invalid
from hallway.core.forms.records import Audience, FormContent, State
from hallway.core.lists.records import ColumnRecord
from hallway.core.names import check_text, check_title
from hallway.core.people.rules import ParsedToken, digest_of

MOST_FORMS = 100
"""Forms of one list."""
MOST_ANSWERS = 1_000_000
MOST_TERMS = 200
"""Terms a form offers; a larger set is not asked of who cannot search it."""

_SALT = "hallway.form"
_BYTES = 20
_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{32})")
_LOOKUPS = frozenset({"lookup", "lookups"})
_PEOPLE = frozenset({"person", "persons"})


def make_nonce() -> str:
    """Return 160 random bits in hex."""
    return secrets.token_hex(_BYTES)


def make_secret(guid: str, nonce: str) -> str:
    """Return the secret part of a token: 160 bits that take our key to make.

    So who manages the list can copy the address again, and a copy of the database,
    which has the nonce and the digest, opens no form.
    """
    made = salted_hmac(_SALT, f"{nonce}:{guid}", algorithm="sha256")
    return base64.b32encode(made.digest()[:_BYTES]).decode("ascii").lower()


def format_token(form: int, secret: str) -> str:
    """Return what stands in the address."""
    return f"{form}-{secret}"


def parse_token(text: str) -> ParsedToken | None:
    """Return the parts of a token, None for anything that cannot be one."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    return ParsedToken(int(found[1]), digest_of(found[2]))


def is_same(token: ParsedToken, digest: str) -> bool:
    """Tell in constant time whether a token as sent is the stored one."""
    return hmac.compare_digest(token.digest, digest)


def state_of(
    content: FormContent, *, answers: int, ended: int | None, now: int, guests: bool
) -> State:
    """Return whether a form takes answers; at `closes` it does no longer.

    guests  whether strangers may answer forms in this installation
    """
    if ended is not None:
        return "ended"
    if content.audience is Audience.ANYBODY and not guests:
        return "off"
    if content.closes is not None and now >= content.closes:
        return "over"
    if content.most is not None and answers >= content.most:
        return "full"
    if content.opens is not None and now < content.opens:
        return "early"
    return "open"


def why_not(column: ColumnRecord, audience: Audience) -> str:
    """Return why a column cannot be asked; empty if it can.

    Nobody is told by a form what is in a list he may not see: who is there, what
    another list holds, which values are taken.
    """
    if not column.is_given or column.is_hidden:
        return "Nobody writes this column in a form."
    if audience is Audience.ADDERS:
        return ""
    if column.type in _LOOKUPS:
        return "Only who may add items can be asked for items of another list."
    if column.is_unique:
        return "Only who may add items can be asked for values that are unique."
    if column.type in _PEOPLE and audience is Audience.ANYBODY:
        return "Only who signs in can be asked for people."
    return ""


def lacking(columns: Iterable[ColumnRecord], asked: Iterable[str]) -> list[str]:
    """Return the titles of columns that need a value which no answer would have."""
    names = set(asked)
    return [
        one.title
        for one in columns
        if one.required
        and one.is_given
        and "default" not in one.settings
        and one.internal_name not in names
    ]


def check(
    content: FormContent, columns: Sequence[ColumnRecord], *, guests: bool
) -> FormContent:
    """Return a form's content as it is kept; Invalid names each part at fault."""
    errors: dict[str, str] = {}
    title = content.title
    try:
        title = check_title(title)
    except Invalid as error:
        errors |= error.fields
    for name, text in (("intro", content.intro), ("thanks", content.thanks)):
        try:
            check_text(text, field=name, longest=5_000)
        except Invalid as error:
            errors |= error.fields
    if content.audience is Audience.ANYBODY and not guests:
        errors["audience"] = "Forms for everybody are turned off in this installation."
    if wrong := _wrong_columns(content, columns):
        errors["columns"] = wrong
    opens, closes = content.opens, content.closes
    if opens is not None and closes is not None and closes <= opens:
        errors["closes"] = "It closes before it opens."
    if content.most is not None and not 1 <= content.most <= MOST_ANSWERS:
        errors["most"] = f"A whole number from 1 to {MOST_ANSWERS:,} is expected."
    if content.single and content.audience is Audience.ANYBODY:
        errors["single"] = "Who has answered is only known of people who sign in."
    if errors:
        raise Invalid(errors)
    return FormContent(
        title=title,
        intro=content.intro.strip(),
        thanks=content.thanks.strip(),
        columns=tuple(dict.fromkeys(content.columns)),
        audience=content.audience,
        opens=opens,
        closes=closes,
        most=content.most,
        single=content.single,
        tells=content.tells,
    )


def _wrong_columns(content: FormContent, columns: Sequence[ColumnRecord]) -> str:
    known = {one.internal_name: one for one in columns}
    if not content.columns:
        return "Choose what is asked."
    for name in content.columns:
        column = known.get(name)
        if column is None:
            return f"There is no column “{name[:60]}”."
        if reason := why_not(column, content.audience):
            return f"“{column.title}”: {reason}"
    if left := lacking(columns, content.columns):
        return f"“{left[0]}” needs a value: ask for it, or give it a default."
    return ""
