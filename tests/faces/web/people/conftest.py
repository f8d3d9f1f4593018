"""The browsers of the pages of content, for the pages about people."""

from tests.faces.web.content.conftest import Enter, enter, statements

__all__ = ["Enter", "enter", "statements"]
