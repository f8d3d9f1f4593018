"""Columns as CAML names them: `<FieldRef Name= ID= LookupId=>`."""

from __future__ import annotations

from uuid import UUID

from lxml import etree

from hallway.wire.caml.document import Refused, name_of
from hallway.wire.caml.values import is_yes
from hallway.wire.query import Field

# SPBuiltInFieldId: the columns of every list have the same GUIDs everywhere, and
# clients name them by those alone.
_BY_ID = {
    UUID(guid): name
    for guid, name in (
        ("1d22ea11-1e32-424e-89ab-9fedbadb6ce1", "ID"),
        ("fa564e0f-0c70-4ab9-b863-0177e6ddd247", "Title"),
        ("8c06beca-0777-48f7-91c7-6da68bc07b69", "Created"),
        ("28cf69c5-fa48-462a-b5cd-27b6f9d2bd5f", "Modified"),
        ("1df5e554-ec7e-46a6-901d-d85a3881cb18", "Author"),
        ("d31655d1-1d5b-4511-95a1-7a09e9b75bf2", "Editor"),
        ("8553196d-ec8d-4564-9861-3dbe931050c8", "FileLeafRef"),
        ("94f89715-e097-4e8b-ba79-ea02aa8b7adb", "FileRef"),
        ("30bb605f-5bae-48fe-b4e3-1f81d9772af9", "FSObjType"),
        ("8fca95c0-9b7d-456f-8dae-b41ee2728b85", "File_x0020_Size"),
        ("c042a256-787d-4a6f-8a8a-cf6ab767f12d", "ContentType"),
        ("03e45e84-1992-4d42-9116-26f756012634", "ContentTypeId"),
        ("4b7403de-8d94-43e8-9f0f-137a3e298126", "UniqueId"),
        ("ae069f25-3ac2-4256-b9c3-15dbc15da0e0", "GUID"),
        ("fdc3b2ed-5bf2-4835-a4bc-b885f3396a61", "_ModerationStatus"),
        ("67df98f4-9dec-48ff-a553-29bece9c5bf4", "Attachments"),
    )
}


def field_of(element: etree._Element) -> Field:
    """Return the column a `<FieldRef>` names, by its name or a well-known GUID."""
    if name_of(element) != "FieldRef":
        raise Refused(element, "A FieldRef is expected")
    name = element.get("Name") or _by_id(element.get("ID") or "")
    if not name:
        raise Refused(element, "A FieldRef with a Name is expected")
    return Field(name, "ID" if is_yes(element.get("LookupId")) else "")


def _by_id(text: str) -> str:
    try:
        return _BY_ID.get(UUID(text), "")
    except ValueError:
        return ""
