"""What the kind `events` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind, KindColumn
from hallway.kinds.events.projecting import TABLE, project

KIND = Kind(
    name="events",
    title="Events",
    has_bodies=False,
    template=106,
    view="events",
    icon="calendar",
    columns=(
        KindColumn(internal_name="Title", title="Title", type="text", required=True),
        KindColumn(
            internal_name="Starts", title="Starts", type="datetime", required=True
        ),
        KindColumn(internal_name="Ends", title="Ends", type="datetime", required=True),
        KindColumn(internal_name="AllDay", title="All day", type="yesno"),
        KindColumn(internal_name="Place", title="Place", type="text"),
        KindColumn(internal_name="Body", title="Text", type="note"),
        KindColumn(
            internal_name="Link",
            title="Link",
            type="text",
            settings={"max_length": 2000},
        ),
        KindColumn(internal_name="Organisation", title="Company", type="number"),
    ),
    saved=project,
    tables=(TABLE,),
)
