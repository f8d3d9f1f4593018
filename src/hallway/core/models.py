"""Every table of the core, gathered for Django; each stands in its own package."""

from hallway.core.access.models import (
    Grant,
    Group,
    GroupClosure,
    GroupMember,
    PendingScope,
    Principal,
    Role,
    Scope,
    ScopeCount,
    ScopeOwner,
)
from hallway.core.attachments.models import Attachment
from hallway.core.automation.models import ChangeRule, RuleCall, RuleRun
from hallway.core.blobs.models import Blob, CollectionPause
from hallway.core.changes.models import AccessEvent, Change, Seal, Stream
from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.forms.models import Form, FormAnswer
from hallway.core.items.models import DeadProperty, Item, ItemRedirect
from hallway.core.jobs.models import Job, Schedule
from hallway.core.limits.models import LimitPreview, VersionLimit
from hallway.core.lists.models import Column, List, UniqueValue
from hallway.core.lists.views.models import View
from hallway.core.locks.models import Lock
from hallway.core.people.models import (
    Account,
    AliasLink,
    Brand,
    Directory,
    Invitation,
    Membership,
    Organisation,
    OrganisationRole,
    Person,
    PersonFacet,
    Tenant,
    Token,
)
from hallway.core.previews.models import Derivative
from hallway.core.rollback.models import Rollback, RollbackStep
from hallway.core.search.models import Word
from hallway.core.sheets.models import Sheet
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sites.models import Site, SiteRedirect
from hallway.core.social.models import NotificationMark, Told
from hallway.core.terms.models import Term, TermGroup, TermLabel, TermSet
from hallway.core.transfers.models import Transfer, TransferStep
from hallway.core.trash.models import Deletion
from hallway.core.uploads.models import Upload
from hallway.core.versions.models import Version

__all__ = [
    "AccessEvent",
    "Account",
    "AliasLink",
    "Attachment",
    "Blob",
    "Brand",
    "Change",
    "ChangeRule",
    "CollectionPause",
    "Column",
    "ContentType",
    "DeadProperty",
    "Deletion",
    "Derivative",
    "Directory",
    "Form",
    "FormAnswer",
    "Grant",
    "Group",
    "GroupClosure",
    "GroupMember",
    "Invitation",
    "Item",
    "ItemRedirect",
    "Job",
    "LimitPreview",
    "List",
    "Lock",
    "Membership",
    "NotificationMark",
    "Organisation",
    "OrganisationRole",
    "PendingScope",
    "Person",
    "PersonFacet",
    "Principal",
    "Role",
    "Rollback",
    "RollbackStep",
    "RuleCall",
    "RuleRun",
    "Schedule",
    "Scope",
    "ScopeCount",
    "ScopeOwner",
    "Seal",
    "Sheet",
    "Site",
    "SiteColumn",
    "SiteRedirect",
    "Stream",
    "Tenant",
    "Term",
    "TermGroup",
    "TermLabel",
    "TermSet",
    "Token",
    "Told",
    "Transfer",
    "TransferStep",
    "TypeColumn",
    "UniqueValue",
    "Upload",
    "Version",
    "VersionLimit",
    "View",
    "Word",
]
