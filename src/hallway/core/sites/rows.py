"""Rows of sites as raw SQL gives them."""

from __future__ import annotations

from typing import Any

from hallway.core.sites.records import SiteRecord
from hallway.platform.db import engine

_PLAIN = (
    "path title kind scope_id used_bytes quota_bytes warning_bytes created description"
    " hub_id is_hub"
)


def site_columns(alias: str = "s") -> str:
    """Return the columns of a SiteRecord, in order."""
    columns = [f"{alias}.id", engine().guid_text(f"{alias}.guid")]
    return ", ".join(columns + [f"{alias}.{name}" for name in _PLAIN.split()])


def find_site(where: str, value: Any) -> SiteRecord | None:
    """Return the one site that meets a condition on `s`."""
    row = engine().fetch_one(
        f"SELECT {site_columns()} FROM core_site s WHERE {where}", (value,)
    )
    return None if row is None else SiteRecord._make(row)
