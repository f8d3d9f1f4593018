"""The people of the tests of people, and groups made by commands."""

from tests.core.people.conftest import act, add, own, system

__all__ = ["act", "add", "own", "system"]
