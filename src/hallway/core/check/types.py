"""Content types descend from what they say, and have columns of their own list."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import Finding, Progress
from hallway.core.check.rules import Rule, apply_rules

TYPE_RULES = (
    Rule(
        kind="content_type.parent",
        says="does not descend from its parent",
        joins="JOIN core_contenttype p ON p.id = t.parent_id",
        broken="substr(t.type_id, 1, length(p.type_id)) <> p.type_id"
        " OR length(t.type_id) <= length(p.type_id)",
        label="t.name",
    ),
    Rule(
        kind="content_type.column",
        says="has a column of another list",
        joins="JOIN core_typecolumn k ON k.of_id = t.id"
        " JOIN core_column c ON c.id = k.column_id",
        broken="t.list_id IS NULL OR c.list_id <> t.list_id",
        label="t.name",
    ),
)

LIST_RULES = (
    Rule(
        kind="list.base_type",
        says="has content types, but no base, or the other way round",
        broken="t.has_types <> EXISTS (SELECT 1 FROM core_contenttype b"
        " WHERE b.list_id = t.id AND b.is_base) AND t.root_id IS NOT NULL",
        label="t.title",
    ),
)


def check_types(progress: Progress) -> Iterator[Finding]:
    """Yield the content types that are not as they must be."""
    yield from apply_rules("core_contenttype", "content type", TYPE_RULES, progress)
    yield from apply_rules("core_list", "list", LIST_RULES, progress)
