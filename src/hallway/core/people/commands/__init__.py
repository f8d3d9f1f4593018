"""Writes about people; each needs an administrator unless it says otherwise."""

from hallway.core.people.commands.aliases import link_alias, unlink_alias
from hallway.core.people.commands.brands import (
    make_brand,
    remove_brand,
    update_brand,
)
from hallway.core.people.commands.directories import (
    add_directory,
    link_account,
    unlink_account,
)
from hallway.core.people.commands.organisations import (
    add_brand,
    add_membership,
    add_organisation,
    bootstrap,
    remove_membership,
    remove_organisation,
    rename_organisation,
)
from hallway.core.people.commands.persons import (
    add_person,
    deactivate_person,
    reactivate_person,
    set_manager,
    set_password,
    update_person,
)
from hallway.core.people.commands.signin import (
    change_email,
    change_password,
    note_factor,
    note_sessions_ended,
    note_sign_in,
)
from hallway.core.people.commands.tokens import create_token, revoke_token

__all__ = [
    "add_brand",
    "add_directory",
    "add_membership",
    "add_organisation",
    "add_person",
    "bootstrap",
    "change_email",
    "change_password",
    "create_token",
    "deactivate_person",
    "link_account",
    "link_alias",
    "make_brand",
    "note_factor",
    "note_sessions_ended",
    "note_sign_in",
    "reactivate_person",
    "remove_brand",
    "remove_membership",
    "remove_organisation",
    "rename_organisation",
    "revoke_token",
    "set_manager",
    "set_password",
    "unlink_account",
    "unlink_alias",
    "update_brand",
    "update_person",
]
