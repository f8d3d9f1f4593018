"""What rows can be asked about their content type, as SQL.

No text of anybody's goes into the statement: names are read where they stand.
"""

from __future__ import annotations

from hallway.core.contenttypes.rows import BY_ID, BY_NAME, TYPE
from hallway.core.contenttypes.rules import BUILT_IN
from hallway.core.query.fields import Asked
from hallway.platform.db import engine
from hallway.wire import typeids


def type_facts(alias: str, base: str, *, data: str = "") -> dict[str, Asked]:
    """Return `ContentType`, the name, and `ContentTypeId` of the rows called `alias`.

    base  the built-in type of what a list holds: what its items are while it has no
          types of its own
    data  SQL of the rows' values, that of the table of all items if none is given

    An id that begins with another is that type or descends from it, so a condition
    that begins so asks for both.
    """
    held = engine().json_value(data or f"{alias}.data", TYPE, "text")

    def fact(name: str, column: str, key: str, words: dict[str, str]) -> Asked:
        value = _read(alias, held, column, base=words[base], folder=words["folder"])
        folded = _read(
            alias, held, key, base=words[base].lower(), folder=words["folder"].lower()
        )
        return Asked(
            name=name,
            kind="text",
            value=value,
            order=folded,
            search=folded,
            is_prose=True,
            has_order=True,
            is_null_free=True,
        )

    ids = {base: base, "folder": typeids.FOLDER}
    names = {base: BUILT_IN[base], "folder": BUILT_IN[typeids.FOLDER]}
    return {
        BY_ID: fact(BY_ID, "n.type_id", "lower(n.type_id)", ids),
        BY_NAME: fact(BY_NAME, "n.name", "n.name_key", names),
    }


def _read(alias: str, held: str, column: str, *, base: str, folder: str) -> str:
    """Return what a row's type says; of one it names that is gone, what the base says.

    `base` and `folder` are built-in names and ids alone.
    """
    of_list = (
        f"SELECT {column} FROM core_contenttype n WHERE n.list_id = {alias}.list_id"
    )
    return (
        f"(CASE WHEN {alias}.is_folder THEN '{folder}' ELSE COALESCE("
        f"({of_list} AND n.type_id = {held}), ({of_list} AND n.is_base), '{base}') END)"
    )
