"""Pure decisions about jobs: when to try again, what to keep of an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import TracebackType

from hallway.core.clock import SECOND

_FIRST = 5 * SECOND
_LONGEST = 3600 * SECOND
_MESSAGE = 500
_FRAMES = 5

_SECRETS = (
    # The user part of a URL may hold a password.
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\",;]+"), r"\1 …"),
    (re.compile(r"\bhw_[A-Za-z0-9]+_[\w-]+"), "hw_…"),
    (
        re.compile(
            r"(?i)\b([\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key))"
            r"(['\"]?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;)}]+)"
        ),
        r"\1\2…",
    ),
)


def backoff(tries: int, *, spread: float) -> int:
    """Return microseconds to wait after the `tries`th try failed.

    5 s, then four times as long each time, an hour at most; `spread` from 0 to 1
    moves it by a quarter down or up, so that jobs that failed together part.
    """
    # Beyond the sixth power the hour is passed anyway.
    wait = min(_LONGEST, _FIRST * 4 ** min(max(tries, 1) - 1, 6))
    return int(wait * (0.75 + 0.5 * spread))


def next_due(due: int, every: int, now: int) -> int:
    """Return the first instant after `now` on the grid of `due` by `every`.

    Periods that passed unseen are passed over: they ran once, together.
    """
    if due > now:
        return due
    return due + ((now - due) // every + 1) * every


def describe_error(error: BaseException) -> str:
    """Return what an operator needs of an error: one paragraph, the last frames.

    Without what looks like a password or a token, without values of variables, and
    without the rows that databases quote after the first line.
    """
    paragraph = str(error).strip().split("\n\n", 1)[0]
    lines = [line.strip() for line in paragraph.splitlines()]
    kept = [line for line in lines if not line.startswith(("DETAIL:", "CONTEXT:"))]
    message = redact(" ".join(kept))
    if len(message) > _MESSAGE:
        message = message[: _MESSAGE - 1] + "…"
    first = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return "\n".join([first, *list(_frames(error.__traceback__))[-_FRAMES:]])


def redact(text: str) -> str:
    """Return `text` with what looks like a secret replaced by an ellipsis."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        frame = trace.tb_frame
        module = frame.f_globals.get("__name__", "?")
        yield f"  {module}:{trace.tb_lineno} in {frame.f_code.co_name}"
        trace = trace.tb_next
