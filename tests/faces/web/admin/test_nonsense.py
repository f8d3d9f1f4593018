"""Nonsense in addresses of the admin centre is answered, not a fault of ours."""

import pytest

from tests.access.test_pages import browser
from tests.world import World


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people/999999999999999999999999",
        "/admin/groups/999999999999999999999999",
        "/admin/organisations/999999999999999999999999",
        "/admin/sites/999999999999999999999999",
        "/admin/audit?until=9999-12-31",
        "/admin/audit?since=0001-01-01",
        "/admin/people?after=99999999999999999999999",
        "/admin/tokens?before=9999999999999999999999999",
        "/admin/jobs?before=999999999999999999999999",
        "/admin/audit?before=99999999999999999999999999",
    ],
)
def test_nonsense_is_answered(world: World, path: str) -> None:
    assert browser(world, "admin").get(path).status_code in (200, 400, 404)
