"""Pure decisions about requests."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hallway.core import names
from hallway.core.clock import DAY
from hallway.core.errors import Conflict, Invalid
from hallway.wire.paths import IllegalName
from hallway.wire.paths import check_name as check_path_name

NEW, OPEN, WAITING, HOLD, SOLVED, CLOSED = (
    "new",
    "open",
    "waiting",
    "hold",
    "solved",
    "closed",
)
STATES = (NEW, OPEN, WAITING, HOLD, SOLVED, CLOSED)
ACTIVE = (NEW, OPEN, WAITING, HOLD)
"""States in which somebody still has to do something."""
PRIORITIES = ("low", "normal", "high", "urgent")
NORMAL = "normal"

REOPEN_WITHIN = 14 * DAY
"""How long after it was solved a customer's answer opens a request again."""

LONGEST_SUBJECT = 200
LONGEST_BODY = 50_000
LONGEST_FILE_NAME = 120
MOST_FILES = 10
LARGEST_FILE = 25 * 1024**2
"""In bytes, each."""

_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
# Marks that turn the reading direction make "gpj.exe" look like "exe.jpg".
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = '"*:<>?/\\|'


def check_subject(text: str) -> str:
    """Return a subject as one line without outer spaces; Invalid if it is none."""
    text = text.strip()
    if not text:
        raise Invalid({"subject": "Say in a few words what it is about."})
    if len(text) > LONGEST_SUBJECT:
        raise Invalid({"subject": f"A subject has at most {LONGEST_SUBJECT} letters."})
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text):
        raise Invalid({"subject": "A subject is one line."})
    return text


def check_body(text: str, *, files: int = 0) -> str:
    """Return what somebody wrote; Invalid if it is empty and nothing is attached."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text and not files:
        raise Invalid({"body": "Write something first."})
    names.check_text(text, field="body", longest=LONGEST_BODY)
    return text


def check_state(state: str) -> str:
    """Return a state an agent may set; Invalid for another."""
    if state not in STATES or state == NEW:
        known = ", ".join(one for one in STATES if one != NEW)
        raise Invalid({"state": f"One of: {known}."})
    return state


def check_priority(priority: str) -> str:
    """Return a priority; Invalid for an unknown one."""
    if priority not in PRIORITIES:
        raise Invalid({"priority": f"One of: {', '.join(PRIORITIES)}."})
    return priority


def check_token(token: str | None) -> str | None:
    """Return the token of a form; Invalid for one that cannot be ours."""
    if token is not None and not _TOKEN.fullmatch(token):
        raise Invalid({"token": "This form is not ours; open the page again."})
    return token


def check_prefix(prefix: str) -> str:
    """Return a prefix in capitals; Invalid unless it is 2 to 8 letters and digits."""
    prefix = prefix.strip().upper()
    if not _PREFIX.fullmatch(prefix):
        raise Invalid({"prefix": "A prefix is 2 to 8 letters and digits."})
    return prefix


def prefixes_for(name: str) -> Iterator[str]:
    """Return prefixes that suit a name, the shortest first, and never an end."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    letters = "".join(one for one in plain.upper() if "A" <= one <= "Z") or "CUSTOMER"
    letters = letters if len(letters) > 1 else f"{letters}X"
    for length in range(min(3, len(letters)), min(6, len(letters)) + 1):
        yield letters[:length]
    # Letters, not a number: nobody learns how many are called like him.
    for first in "XYZQWV":
        for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            yield f"{letters[:3]}{first}{second}"


def slug_of(name: str) -> str:
    """Return a name as the last part of a path: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).casefold()
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-")[:60] or "customer"


def parse_ref(ref: str) -> tuple[str, int] | None:
    """Return the prefix and number of KEL-12, None for anything else."""
    prefix, dash, number = ref.strip().upper().rpartition("-")
    if not (dash and number.isascii() and number.isdigit() and len(number) <= 15):
        return None
    return (prefix, int(number)) if _PREFIX.fullmatch(prefix) else None


def parse_position(text: str) -> tuple[str, int] | None:
    """Return the ref and instant of `KEL-12.1764000000000000`; None for nonsense."""
    ref, _dot, instant = text.partition(".")
    if not (instant.isascii() and instant.isdigit() and len(instant) <= 18):
        return None
    return None if parse_ref(ref) is None else (ref, int(instant))


def is_worth_a_line(before: str, after: str) -> bool:
    """Tell whether a state that an answer brought is said beside the answer.

    That somebody works on it after an answer goes without saying.
    """
    return before != after and (after != OPEN or before in (SOLVED, CLOSED))


def file_name(name: str) -> str:
    """Return a name that is safe to keep, from whatever a sender called a file."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name)
    kept = "".join(
        "_" if one in _RESERVED else one
        for one in name
        if unicodedata.category(one) not in _UNSEEN
    ).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_FILE_NAME and dot and len(ending) < 20:
        kept = f"{stem[: LONGEST_FILE_NAME - len(ending) - 1]}.{ending}"
    kept = kept[:LONGEST_FILE_NAME] or "file"
    try:
        check_path_name(kept)
    except IllegalName:
        kept = f"file {kept}"
    return kept


def after_customer(state: str, *, solved: int | None, now: int) -> str:
    """Return the state after a customer wrote; Conflict where it is over for good."""
    if state in (SOLVED, CLOSED):
        demand_recent(solved, now=now)
        return OPEN
    return OPEN if state == WAITING else state


def after_agent(state: str, then: str | None) -> str:
    """Return the state after an agent answered, who may say `then`."""
    if state == CLOSED and then is None:
        raise Conflict("This request is closed. Reopen it first.")
    if then is not None:
        return check_state(then)
    return OPEN if state == NEW else state


def demand_recent(solved: int | None, *, now: int) -> None:
    """Raise Conflict unless a request was solved a short while ago."""
    if solved is None or now - solved > REOPEN_WITHIN:
        raise Conflict(
            "This request was finished more than 14 days ago. Open a new one, please."
        )
