"""The stored closure: who is in a group by any number of memberships.

Exact after every change, and in step with no more than the pairs that a change can
touch.  The caller is the directory's only writer.
"""

from __future__ import annotations

from hallway.platform.db import engine


def contains(group: int, member: int) -> bool:
    """Tell whether `member` is `group` itself or anywhere inside it."""
    if group == member:
        return True
    row = engine().fetch_one(
        "SELECT 1 FROM core_groupclosure WHERE group_id = %s AND member_id = %s",
        (group, member),
    )
    return row is not None


def extend(group: int, member: int) -> None:
    """Bring the closure up to date after `member` was put into `group`."""
    engine().execute(
        "INSERT INTO core_groupclosure (group_id, member_id)"
        " SELECT a.id, d.id FROM"
        " (SELECT %s AS id UNION SELECT group_id FROM core_groupclosure"
        "  WHERE member_id = %s) a CROSS JOIN"
        " (SELECT %s AS id UNION SELECT member_id FROM core_groupclosure"
        "  WHERE group_id = %s) d"
        " WHERE 1 = 1 ON CONFLICT (group_id, member_id) DO NOTHING",
        (group, group, member, member),
    )


def shrink(group: int, member: int) -> None:
    """Bring the closure up to date after `member` was taken out of `group`.

    Only pairs of something around `group` and something within `member` can have
    lost their last way; those are taken out and, where a way is left, put back.
    No pair of the two sets that are asked for is among them, for nothing is inside
    itself.
    """
    db = engine()
    above = [
        found
        for (found,) in db.fetch_all(
            "SELECT group_id FROM core_groupclosure WHERE member_id = %s", (group,)
        )
    ]
    above.append(group)
    marks = ", ".join(["%s"] * len(above))
    within = "SELECT member_id FROM core_groupclosure WHERE group_id = %s"
    db.execute(
        f"DELETE FROM core_groupclosure WHERE group_id IN ({marks})"
        f" AND (member_id = %s OR member_id IN ({within}))",
        (*above, member, member),
    )
    db.execute(
        "INSERT INTO core_groupclosure (group_id, member_id)"
        " WITH RECURSIVE up(group_id, member_id) AS ("
        " SELECT m.group_id, m.member_id FROM core_groupmember m"
        f" WHERE m.member_id = %s OR m.member_id IN ({within})"
        " UNION SELECT m.group_id, u.member_id FROM up u"
        " JOIN core_groupmember m ON m.member_id = u.group_id)"
        f" SELECT group_id, member_id FROM up WHERE group_id IN ({marks})",
        (member, member, *above),
    )
