"""OData query options: into the query model and out of it.

Both spellings are read: OData 3, which SharePoint's REST interface speaks, and OData
4.01, which Graph does.  The grammar that is read is in docs/reference/questions.md.
"""

from hallway.wire.odata.errors import ODataError, Unsayable
from hallway.wire.odata.filter import parse_filter
from hallway.wire.odata.options import parse_options
from hallway.wire.odata.render import Version, render_filter, render_order

__all__ = [
    "ODataError",
    "Unsayable",
    "Version",
    "parse_filter",
    "parse_options",
    "render_filter",
    "render_order",
]
