import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.clock import SECOND
from hallway.core.jobs.rules import backoff, describe_error, next_due, redact


def test_back_off_grows_and_stops_at_an_hour() -> None:
    waits = [backoff(tries, spread=0.5) / SECOND for tries in (1, 2, 3, 4, 9, 5000)]
    assert waits == [5, 20, 80, 320, 3600, 3600]


@given(st.integers(1, 100), st.floats(0, 1))
def test_jitter_moves_the_wait_by_a_quarter(tries: int, spread: float) -> None:
    usual = backoff(tries, spread=0.5)
    assert usual * 0.75 <= backoff(tries, spread=spread) <= usual * 1.25


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(0, 10**9))
def test_the_next_period_is_the_first_on_the_grid(
    due: int, every: int, now: int
) -> None:
    found = next_due(due, every, now)
    assert found > now
    assert (found - due) % every == 0
    assert found == due or found - every <= now


@pytest.mark.parametrize(
    "text",
    [
        "postgres://hallway:SECRET@db/x refused",
        "Authorization: Bearer SECRET",
        "hw_12_SECRET was revoked",
        "password=SECRET",
        "{'api_key': 'SECRET'}",
        'smtp_password: "SECRET word"',
    ],
)
def test_what_looks_like_a_secret_is_not_kept(text: str) -> None:
    assert "SECRET" in text
    assert "SECRET" not in redact(text)


def test_an_error_is_one_paragraph_and_the_last_frames() -> None:
    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        raise ValueError("No such\nhost.\n\nA second paragraph.")

    with pytest.raises(ValueError, match="No such") as caught:
        deep(20)
    first, *frames = describe_error(caught.value).splitlines()
    assert first == "ValueError: No such host."
    assert len(frames) == 5
    assert all(frame.endswith(" in deep") for frame in frames)


def test_the_rows_a_database_quotes_are_not_kept() -> None:
    error = RuntimeError("duplicate key\nDETAIL:  Key (email)=(x@example) exists.")
    assert describe_error(error) == "RuntimeError: duplicate key"
