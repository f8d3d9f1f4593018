"""What the kind `links` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind, KindColumn
from hallway.kinds.links.projecting import TABLE, project

KIND = Kind(
    name="links",
    title="Quick links",
    has_bodies=False,
    template=103,
    view="links",
    icon="link",
    columns=(
        KindColumn(internal_name="Title", title="Title", type="text", required=True),
        KindColumn(
            internal_name="Address",
            title="Address",
            type="text",
            required=True,
            settings={"max_length": 2000},
        ),
        KindColumn(internal_name="Icon", title="Icon", type="text"),
        KindColumn(internal_name="Position", title="Position", type="number"),
    ),
    saved=project,
    tables=(TABLE,),
)
