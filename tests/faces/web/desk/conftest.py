"""The desk and its browsers: those of the portal's tests."""

from tests.faces.portal.conftest import _forgetful, desk, enter, statements

__all__ = ["_forgetful", "desk", "enter", "statements"]
