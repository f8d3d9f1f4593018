"""Browsers of the cast, as for libraries."""

from tests.faces.web.content.conftest import enter

__all__ = ["enter"]
