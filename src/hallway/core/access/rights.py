"""Rights as SharePoint's 64-bit permission mask, and its five standard roles.

Source: MS-WSSFO3 2.2.2.14 (WSS Rights Mask); the role ids are those SharePoint
gives its built-in role definitions, which clients send back by number.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Right(IntFlag):
    """One bit of the permission mask."""

    VIEW_LIST_ITEMS = 0x1
    ADD_LIST_ITEMS = 0x2
    EDIT_LIST_ITEMS = 0x4
    DELETE_LIST_ITEMS = 0x8
    APPROVE_ITEMS = 0x10
    OPEN_ITEMS = 0x20
    VIEW_VERSIONS = 0x40
    DELETE_VERSIONS = 0x80
    CANCEL_CHECKOUT = 0x100
    MANAGE_PERSONAL_VIEWS = 0x200
    MANAGE_LISTS = 0x800
    VIEW_FORM_PAGES = 0x1000
    OPEN = 0x10000
    VIEW_PAGES = 0x20000
    ADD_AND_CUSTOMIZE_PAGES = 0x40000
    APPLY_THEME_AND_BORDER = 0x80000
    APPLY_STYLE_SHEETS = 0x100000
    VIEW_USAGE_DATA = 0x200000
    CREATE_SSC_SITE = 0x400000
    MANAGE_SUBWEBS = 0x800000
    CREATE_GROUPS = 0x1000000
    MANAGE_PERMISSIONS = 0x2000000
    BROWSE_DIRECTORIES = 0x4000000
    BROWSE_USER_INFO = 0x8000000
    ADD_DEL_PRIVATE_WEB_PARTS = 0x10000000
    UPDATE_PERSONAL_WEB_PARTS = 0x20000000
    MANAGE_WEB = 0x40000000
    USE_CLIENT_INTEGRATION = 0x1000000000
    USE_REMOTE_APIS = 0x2000000000
    MANAGE_ALERTS = 0x4000000000
    CREATE_ALERTS = 0x8000000000
    EDIT_MY_USER_INFO = 0x10000000000
    ENUMERATE_PERMISSIONS = 0x4000000000000000


FULL_MASK = 0x7FFFFFFFFFFFFFFF
"""Every right, also those still without a name."""


class RoleId(IntEnum):
    """The ids of the five standard roles."""

    READ = 1073741826
    CONTRIBUTE = 1073741827
    DESIGN = 1073741828
    FULL_CONTROL = 1073741829
    EDIT = 1073741830


RIGHT_NAMES: dict[Right, str] = {
    Right.VIEW_LIST_ITEMS: "see it",
    Right.ADD_LIST_ITEMS: "add to it",
    Right.EDIT_LIST_ITEMS: "change it",
    Right.DELETE_LIST_ITEMS: "delete it",
    Right.OPEN_ITEMS: "open it",
    Right.VIEW_VERSIONS: "see its versions",
    Right.MANAGE_LISTS: "manage lists",
    Right.MANAGE_PERMISSIONS: "change who has access",
    Right.MANAGE_WEB: "manage the site",
    Right.MANAGE_SUBWEBS: "create sites below it",
    Right.CANCEL_CHECKOUT: "break locks and check-outs",
}
"""What people read for a right."""


def right_name(right: Right) -> str:
    """Return the words people read for `right`."""
    return RIGHT_NAMES.get(right) or (right.name or str(int(right))).lower().replace(
        "_", " "
    )
