"""Pure decisions about limits."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from hallway.core import clock
from hallway.core.errors import Invalid
from hallway.core.limits.records import Limit

MOST = 50_000
LONGEST = 36_500
WHOLE = clock.DAY
"""A version that was replaced since then is not thinned out."""
DAILY = 30 * clock.DAY
"""Up to this age thinning leaves one a day, and one a week from then on."""


def check_limit(limit: Limit) -> None:
    """Raise Invalid for numbers that are no limits."""
    wrong = {}
    if limit.count is not None and not 1 <= limit.count <= MOST:
        wrong["count"] = _("A number from 1 to 50,000 is expected.")
    if limit.days is not None and not 1 <= limit.days <= LONGEST:
        wrong["days"] = _("A number from 1 to 36,500 is expected.")
    if wrong:
        raise Invalid(wrong)
