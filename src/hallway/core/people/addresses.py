"""Where a person's address stands: at the person, and as his local account's name."""

from __future__ import annotations

from hallway.core.people.models import Account, Person


def write_address(person: int, email: str, key: str) -> None:
    """Give a person another address, inside a command; a taken one is Conflict."""
    Person.unscoped.filter(pk=person).update(email=email, email_key=key)
    local = Account.unscoped.filter(person=person, directory__kind="local")
    local.update(external_id=key)
