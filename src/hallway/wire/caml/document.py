"""CAML's text as elements, and where in the text each of them begins."""

from __future__ import annotations

import re

from lxml import etree

from hallway.wire.caml.errors import CamlError
from hallway.wire.query import MAX_NODES

MAX_LENGTH = 200_000
"""How many characters CAML has at most."""

_SPACE = "\ufeff \t\r\n"
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
# In a well-formed text the group matches the tags that begin elements, and only them.
_TAGS = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</[^>]*>"
    r"""|(<(?:[^>"']|"[^"]*"|'[^']*')*>)""",
    re.DOTALL,
)


class Refused(Exception):
    """An element is not what CAML demands; its place is not known yet."""

    def __init__(self, element: etree._Element, message: str) -> None:
        super().__init__(message)
        self.element = element
        self.message = message


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children_of(element: etree._Element) -> list[etree._Element]:
    """Return the elements directly within another."""
    found = list(element.iterchildren("*"))
    if len(found) > MAX_NODES:
        raise Refused(element, "Too much")
    return found


class Document:
    """A text of XML without a document type; CamlError for any other text."""

    def __init__(self, given: str | bytes) -> None:
        self._is_bytes = isinstance(given, bytes)
        if isinstance(given, bytes):
            try:
                given = given.decode("utf-8")
            except UnicodeDecodeError as error:
                raise CamlError("UTF-8 is expected", position=error.start) from None
        if len(given) > MAX_LENGTH:
            raise CamlError(f"More than {MAX_LENGTH} characters")
        self._whole = given
        # A declaration stands at the very beginning, or it is none.
        self._begin = len(given) - len(given.lstrip(_SPACE))
        self._text = given[self._begin :]
        self.root = self._parsed()

    def _parsed(self) -> etree._Element:
        prolog = _PROLOG.match(self._text)
        after = prolog.end() if prolog else 0
        if self._text.startswith("<!", after):
            raise self._error("A document type is not read", "?", after)
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(self._text.encode("utf-8", "surrogatepass"), parser)
        except etree.XMLSyntaxError as error:
            raise self._error("This is no XML", "?", self._offset(error)) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._error("A document type is not read", "?", after)
        return root

    def _offset(self, error: etree.XMLSyntaxError) -> int:
        line, column = error.position
        before = self._text.split("\n")[: max((line or 1) - 1, 0)]
        offset = sum(len(one) + 1 for one in before) + max((column or 1) - 1, 0)
        return min(offset, len(self._text))

    def refusal(self, refused: Refused) -> CamlError:
        """Return what says that an element is wrong, and where it begins."""
        tags = (one for one in _TAGS.finditer(self._text) if one[1])
        # Elements come in the order in which their tags do.
        for element, tag in zip(self.root.iter("*"), tags, strict=False):
            if element is refused.element:
                return self._error(refused.message, name_of(element), tag.start())
        return CamlError(refused.message, element=name_of(refused.element))

    def _error(self, message: str, element: str, offset: int) -> CamlError:
        before = self._whole[: self._begin + offset]
        size = len(before.encode("utf-8")) if self._is_bytes else len(before)
        line = before.count("\n") + 1
        return CamlError(message, element=element, line=line, position=size)
