"""Writes to the term store.

The company's groups are changed by administrators, those of a site by who manages it.
"""

from hallway.core.terms.commands.merging import merge_terms
from hallway.core.terms.commands.sets import (
    add_term_group,
    add_term_set,
    change_term_group,
    change_term_set,
    delete_term_group,
    delete_term_set,
)
from hallway.core.terms.commands.terms import (
    add_term,
    delete_term,
    deprecate_term,
    describe_term,
    move_term,
    order_terms,
    rename_term,
    revive_term,
    set_labels,
)

__all__ = [
    "add_term",
    "add_term_group",
    "add_term_set",
    "change_term_group",
    "change_term_set",
    "delete_term",
    "delete_term_group",
    "delete_term_set",
    "deprecate_term",
    "describe_term",
    "merge_terms",
    "move_term",
    "order_terms",
    "rename_term",
    "revive_term",
    "set_labels",
]
