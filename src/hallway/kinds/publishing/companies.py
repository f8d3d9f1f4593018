"""Which of the own companies something is about, for the mark beside its name."""

from __future__ import annotations

RANK = (
    "CASE WHEN o.kind = 'own' THEN (SELECT count(*) FROM core_organisation x"
    " WHERE x.kind = 'own' AND x.id < o.id) ELSE -1 END"
)
"""SQL: the place of the organisation `o` among the own ones by age, -1 for others."""
