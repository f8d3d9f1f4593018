"""What keeps a body besides versions: the one list of it."""

from __future__ import annotations

from hallway.core.kinds import list_kinds

_HOLDERS = (
    ("core_attachment", "blob_id"),
    ("core_brand", "logo_id"),
    ("core_sheet", "blob_id"),
    ("core_sheet", "result_id"),
    ("core_person", "photo_id"),
    ("core_derivative", "blob_id"),
)


def not_held_otherwise(body: str) -> str:
    """Return a term that nothing but versions refers to the body a column names."""
    of_kinds = [(table, "blob_id") for kind in list_kinds() for table in kind.bodies]
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} h WHERE h.{column} = {body})"
        for table, column in (*_HOLDERS, *of_kinds)
    )
