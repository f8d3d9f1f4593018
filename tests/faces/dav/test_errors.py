"""The table of refusals is complete, and no answer ever holds a traceback."""

import pytest

from hallway.core.errors import ALL_ERRORS, Locked
from hallway.faces.dav import errors
from hallway.platform.storage import BodyError
from hallway.wire.errors import WireError
from hallway.wire.paths import BadPath, ForeignHost


@pytest.mark.parametrize("kind", ALL_ERRORS)
def test_every_refusal_of_the_core_has_a_row(kind: type[Exception]) -> None:
    assert kind in errors.TABLE


def every_kind_below(base: type[Exception]) -> list[type[Exception]]:
    found = [base]
    for kind in base.__subclasses__():
        found += every_kind_below(kind)
    return found


@pytest.mark.parametrize("kind", every_kind_below(BodyError)[1:])
def test_every_refusal_of_a_body_has_a_row(kind: type[BodyError]) -> None:
    assert kind in errors.BODIES


@pytest.mark.parametrize("kind", every_kind_below(WireError))
def test_malformed_input_is_the_clients_mistake(kind: type[WireError]) -> None:
    answer = errors.answer(kind("Wrong."), signed_in=True)
    assert 400 <= answer.status_code < 500 or kind is ForeignHost
    assert b"Wrong." in answer.content


def test_a_lock_names_its_holder_and_its_place() -> None:
    locked = Locked("Ann <ann@example.com>", path="/sites/hr/Documents/a b")
    answer = errors.answer(locked, signed_in=True)
    assert answer.status_code == 423
    page = answer.content.decode()
    assert "<D:lock-token-submitted><D:href>/sites/hr/Documents/a%20b</D:href>" in page
    assert "Locked by Ann &lt;ann@example.com&gt;." in page


def test_the_unexpected_is_a_500_with_a_reference_that_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = errors.answer(RuntimeError("secret detail"), signed_in=True)
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "secret" not in page
    assert "Traceback" not in page
    reference = page.strip().rpartition(" ")[2]
    assert [vars(record)["reference"] for record in caplog.records] == [reference]


def test_a_bad_path_says_where() -> None:
    answer = errors.answer(BadPath("Broken.", position=3), signed_in=False)
    assert answer.status_code == 400
    assert b"(at position 3)" in answer.content
