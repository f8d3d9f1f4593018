"""What the kind `news` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind, KindColumn
from hallway.kinds.news.projecting import TABLE, project
from hallway.kinds.news.rules import PRIORITIES

KIND = Kind(
    name="news",
    title="News",
    has_bodies=False,
    template=104,
    view="news",
    icon="news",
    columns=(
        KindColumn(internal_name="Title", title="Title", type="text", required=True),
        KindColumn(
            internal_name="Summary",
            title="Summary",
            type="text",
            settings={"max_length": 500},
        ),
        KindColumn(
            internal_name="Picture",
            title="Picture",
            type="text",
            settings={"max_length": 2000},
        ),
        KindColumn(internal_name="PictureText", title="Picture text", type="text"),
        KindColumn(internal_name="Body", title="Text", type="note"),
        KindColumn(internal_name="Author", title="Author", type="person"),
        KindColumn(internal_name="Organisation", title="Company", type="number"),
        KindColumn(internal_name="Published", title="Published", type="datetime"),
        KindColumn(
            internal_name="Priority",
            title="Priority",
            type="choice",
            settings={"choices": list(PRIORITIES)},
        ),
        KindColumn(internal_name="AlertUntil", title="Alert until", type="datetime"),
        KindColumn(internal_name="MustRead", title="Must-read", type="yesno"),
    ),
    saved=project,
    tables=(TABLE,),
)
