"""What the kind `pages` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind, KindColumn
from hallway.kinds.pages.projecting import TABLE, project

KIND = Kind(
    name="pages",
    title="Pages",
    has_bodies=False,
    template=119,
    view="pages",
    icon="file-text",
    columns=(
        KindColumn(internal_name="Title", title="Title", type="text", required=True),
        KindColumn(
            internal_name="Summary",
            title="Summary",
            type="text",
            settings={"max_length": 500},
        ),
        KindColumn(internal_name="Body", title="Text", type="note"),
        KindColumn(internal_name="Owner", title="Owner", type="person"),
        KindColumn(internal_name="ReviewDate", title="Review on", type="date"),
        KindColumn(internal_name="Parent", title="Above", type="number"),
        KindColumn(internal_name="Published", title="Published", type="datetime"),
    ),
    saved=project,
    tables=(TABLE,),
)
