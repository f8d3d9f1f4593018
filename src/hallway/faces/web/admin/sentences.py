"""A sentence for every verb of the change log, to be read after who did it.

Fields are what `telling` knows to fill in.  A verb that is told in more ways than one
has a function of its change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hallway.core.changes.records import ChangeRecord
from hallway.core.contenttypes.rows import TYPE

Sentence = Any
"""A text in the reader's language, or one that becomes it when it is read."""


def side(facts: Any) -> Mapping[str, Any]:
    """Return what a change was before or after; empty where that is no record."""
    return facts if isinstance(facts, dict) else {}


def sentence_of(change: ChangeRecord) -> str | None:
    """Return the sentence of a change with its fields; None for an unknown verb."""
    found = SENTENCES.get(change.verb)
    if found is None:
        return None
    return str(found(change) if callable(found) else found)


def _is_own(change: ChangeRecord) -> bool:
    facts = {**side(change.before), **side(change.after)}
    return bool(facts.get("person") == change.actor)


def _by_own(own: Sentence, of: Sentence) -> Callable[[ChangeRecord], Sentence]:
    """Return what is told in one way of oneself, in another of somebody else."""
    return lambda change: own if _is_own(change) else of


def _with(fact: str, told: Sentence, without: Sentence) -> Callable[..., Sentence]:
    """Return what is told in one way if something was there after, else in another."""
    return lambda change: told if side(change.after).get(fact) else without


def _limit(own: Sentence, above: Sentence) -> Callable[..., Sentence]:
    """Return what is told of a limit of one's own, and of one that follows another."""
    return lambda change: above if change.after is None else own


def _trimmed(change: ChangeRecord) -> Sentence:
    count = side(change.after).get("count")
    return ngettext(
        "removed %(count)s earlier version in “%(list)s” by its limit",
        "removed %(count)s earlier versions in “%(list)s” by its limit",
        count if isinstance(count, int) else 2,
    )


def _group_created(change: ChangeRecord) -> Sentence:
    if side(change.after).get("site") is None:
        return _("made the group “%(group)s”")
    return _("made the group “%(group)s” for the site “%(site)s”")


def _item_updated(change: ChangeRecord) -> Sentence:
    changed = {*side(change.before), *side(change.after)}
    if not changed:
        return _("changed “%(item)s”")
    if changed == {TYPE}:
        return _("gave “%(item)s” another content type")
    return _("changed %(columns)s of “%(item)s”")


def _check_out_undone(change: ChangeRecord) -> Sentence:
    if side(change.before).get("holder") in (None, change.actor):
        return _("gave up the check-out of “%(item)s”")
    return _("broke %(holder)s's check-out of “%(item)s”")


def _checked_in(change: ChangeRecord) -> Sentence:
    if side(change.before).get("holder") in (None, change.actor):
        return _("checked in “%(item)s”")
    return _("checked in “%(item)s”, which %(holder)s had")


def _person_updated(change: ChangeRecord) -> Sentence:
    fields = side(change.after).get("fields")
    if fields == ["name"]:
        return _("changed the name of %(person)s")
    if fields == ["email"]:
        return _("changed the e-mail address of %(person)s")
    return _("changed the name and the e-mail address of %(person)s")


def _membership(member: Sentence, role: Sentence) -> Callable[[ChangeRecord], Sentence]:
    def told(change: ChangeRecord) -> Sentence:
        facts = {**side(change.before), **side(change.after)}
        return member if facts.get("role") == "member" else role

    return told


def _factor_removed(change: ChangeRecord) -> Sentence:
    if "reason" in side(change.after):
        return _("took the lost second factor of %(person)s away: %(reason)s")
    return _("removed a second factor of their own: %(factor)s")


def _sessions_ended(change: ChangeRecord) -> Sentence:
    count = side(change.after).get("sessions")
    count = count if isinstance(count, int) else 2
    return ngettext(
        "ended %(sessions)s session of their own",
        "ended %(sessions)s sessions of their own",
        count,
    )


def _checked(change: ChangeRecord) -> Sentence:
    facts = side(change.after)
    if facts.get("broken_seal") is not None:
        return _("checked the installation: seal %(broken_seal)s of this log is broken")
    findings = side(facts.get("findings"))
    count = sum(one for one in findings.values() if isinstance(one, int))
    if not count:
        return _("checked the installation and found nothing wrong")
    return ngettext(
        "checked the installation: %(findings)s thing is wrong",
        "checked the installation: %(findings)s things are wrong",
        count,
    )


def _organisation(own: Sentence, customer: Sentence) -> Callable[..., Sentence]:
    def told(change: ChangeRecord) -> Sentence:
        facts = {**side(change.before), **side(change.after)}
        return own if facts.get("kind") == "own" else customer

    return told


def _requester(change: ChangeRecord) -> Sentence:
    if side(change.after).get("requester") in (None, change.actor):
        return _("opened the request “%(item)s”")
    return _("opened the request “%(item)s” for %(requester)s")


def _replied(change: ChangeRecord) -> Sentence:
    if side(change.before).get("state") == side(change.after).get("state"):
        return _("replied to the request “%(item)s”")
    return _("replied to the request “%(item)s”, now: %(state)s")


def _assigned(change: ChangeRecord) -> Sentence:
    to = side(change.after).get("assignee")
    if to is None:
        return _("left the request “%(item)s” to nobody")
    if to == change.actor:
        return _("took the request “%(item)s” on")
    return _("gave the request “%(item)s” to %(assignee)s")


def _manager(change: ChangeRecord) -> Sentence:
    if side(change.after).get("manager") is None:
        return _("said that %(person)s reports to nobody")
    return _("said that %(person)s reports to %(manager)s")


def _needed(everybody: Sentence, administrators: Sentence) -> Callable[..., Sentence]:
    return lambda change: (
        administrators if side(change.after).get("organisation") is None else everybody
    )


SENTENCES: Mapping[str, Sentence] = {
    "account.linked": _("let an entry of “%(directory)s” stand for %(person)s"),
    "account.unlinked": _("took an entry of “%(directory)s” from %(person)s"),
    "alias.linked": _("said that %(first)s and %(second)s are one person"),
    "alias.unlinked": _("said that %(first)s and %(second)s are two people"),
    "backup.restored": _("restored the backup of %(made)s"),
    "backup.taken": _("took a backup of %(bytes)s"),
    "brand.added": _("gave “%(organisation)s” a brand: %(brand)s"),
    "brand.changed": _("changed the brand of “%(organisation)s”: %(brand)s"),
    "brand.removed": _("took a brand from “%(organisation)s”: %(brand)s"),
    "column.added": _("added the column “%(column)s” to “%(list)s”"),
    "column.removed": _("removed the column “%(column)s” from “%(list)s”"),
    "column.renamed": _("renamed the column “%(old)s” to “%(new)s”"),
    "column.retyped": _("gave the column “%(column)s” of “%(list)s” another type"),
    "column.retyping": _(
        "began to give the column “%(column)s” of “%(list)s” another type"
    ),
    "column.retyping_stopped": _(
        "left the type of the column “%(column)s” of “%(list)s” as it was"
    ),
    "list.row_rule_set": _("changed whose items people see and change in “%(list)s”"),
    "row_rule.applied": _("applied to all items of “%(list)s” whose they are"),
    "list.form_set": _("arranged the form of “%(list)s”"),
    "list.rule_set": _("changed the rule that items of “%(list)s” meet"),
    "column.restored": _("brought back the column “%(column)s” of “%(list)s”"),
    "column.set": _("changed the settings of the column “%(column)s”"),
    "content_type.added": _("made the content type “%(name)s”"),
    "content_type.changed": _("changed the content type “%(name)s”"),
    "content_type.column_removed": _(
        "took the column “%(title)s” out of the content type “%(name)s”"
    ),
    "content_type.column_set": _(
        "has the column “%(title)s” in the content type “%(name)s”"
    ),
    "content_type.columns_ordered": _(
        "put the columns of the content type “%(name)s” into another order"
    ),
    "content_type.deleted": _("deleted the content type “%(name)s”"),
    "content_type.kept": _("left the content type “%(name)s” to this site"),
    "content_type.published": _("published the content type “%(name)s” to other sites"),
    "content_type.received": _(
        "published the content type “%(name)s” here from the site “%(site)s”"
    ),
    "content_type.unpublished": _(
        "publishes the content type “%(name)s” to a site no more"
    ),
    "columns.ordered": _("put the columns of “%(list)s” into another order"),
    "customer.opened": _("opened a portal for “%(organisation)s”"),
    "deletion.staged": _("put “%(item)s” into the second stage of the recycle bin"),
    "directory.added": _("added the directory “%(directory)s”"),
    "factor.required": _needed(
        _("demands a second factor of everybody in “%(organisation)s”"),
        _("demands a second factor of administrators"),
    ),
    "factor.waived": _needed(
        _("no longer demands a second factor in “%(organisation)s”"),
        _("no longer demands a second factor of administrators"),
    ),
    "form.answered": _("answered the form “%(title)s” of “%(list)s”: “%(item)s”"),
    "form.changed": _("changed the form “%(title)s” of “%(list)s”"),
    "form.deleted": _("deleted the form “%(title)s” of “%(list)s”"),
    "form.ended": _("closed the form “%(title)s” of “%(list)s”"),
    "form.made": _("made the form “%(title)s” for “%(list)s”"),
    "form.renewed": _("gave the form “%(title)s” of “%(list)s” another address"),
    "form.reopened": _("opened the form “%(title)s” of “%(list)s” again"),
    "folder.defaults_set": _("changed what new items in “%(item)s” begin with"),
    "group.created": _group_created,
    "group.deleted": _("deleted the group “%(group)s”"),
    "group.described": _("changed the description of the group “%(group)s”"),
    "group.member_added": _("put %(member)s into “%(group)s”"),
    "group.member_removed": _("took %(member)s out of “%(group)s”"),
    "group.renamed": _("renamed the group that is “%(group)s” now"),
    "inheritance.applied": _("applied other permissions to all of “%(place)s”"),
    "inheritance.broken": _("gave “%(place)s” permissions of its own"),
    "inheritance.restored": _("let “%(place)s” inherit its permissions again"),
    "installation.check_asked": _("asked for a check of the installation"),
    "installation.checked": _checked,
    "invitation.accepted": _("accepted the invitation of %(invitation)s"),
    "invitation.made": _("invited %(invitation)s into “%(organisation)s”"),
    "invitation.resent": _("sent the invitation of %(invitation)s again"),
    "invitation.revoked": _("revoked the invitation of %(invitation)s"),
    "item.attached": _("attached files to “%(item)s”"),
    "item.attachment_purged": _("deleted a file of “%(item)s” for good"),
    "item.attachment_removed": _("took a file from “%(item)s”"),
    "item.attachment_restored": _("put a file of “%(item)s” back"),
    "item.check_out_undone": _check_out_undone,
    "item.checked_in": _checked_in,
    "item.checked_out": _("checked out “%(item)s”"),
    "item.created": _with(
        "folder", _("made the folder “%(item)s”"), _("added “%(item)s”")
    ),
    "item.deleted": _("deleted “%(item)s”"),
    "item.locked": _("locked “%(item)s”"),
    "item.moved": _("moved “%(item)s” to “%(parent)s”"),
    "item.moved_in": _("moved “%(item)s” here from “%(list)s”"),
    "item.moved_out": _("moved “%(item)s” from here to “%(list)s”"),
    "item.properties_set": _("set properties of “%(item)s”"),
    "item.published": _("published version %(version)s of “%(item)s”"),
    "item.purged": _("deleted “%(item)s” for good"),
    "item.renamed": _("renamed “%(old)s” to “%(new)s”"),
    "item.restored": _("brought “%(item)s” back from the recycle bin"),
    "item.saved": _("saved version %(version)s of “%(item)s”"),
    "item.shared": _("shared “%(item)s” with %(principals)s: %(role)s"),
    "item.unlocked": _("unlocked “%(item)s”"),
    "item.unshared": _("no longer shares “%(item)s” with %(principal)s"),
    "item.updated": _item_updated,
    "item.version_commented": _(
        "changed the comment of version %(version)s of “%(item)s”"
    ),
    "item.version_deleted": _("deleted version %(version)s of “%(item)s”"),
    "item.version_labelled": _with(
        "label",
        _("labelled version %(version)s of “%(item)s”: %(label)s"),
        _("took the label from version %(version)s of “%(item)s”"),
    ),
    "item.version_restored": _("restored version %(from)s of “%(item)s”"),
    "job.cancelled": _("dropped the job %(name)s"),
    "job.retried": _("had the job %(name)s run again"),
    "list.added": _("made the list “%(list)s”"),
    "list.attachments_set": _with(
        "attachments",
        _("let files be attached in “%(list)s”"),
        _("lets no more files be attached in “%(list)s”"),
    ),
    "list.deleted": _("deleted the list “%(list)s”"),
    "list.described": _("changed the description of “%(list)s”"),
    "list.limit_set": _limit(
        _("set how many versions “%(list)s” keeps"),
        _("let “%(list)s” keep versions as its site does"),
    ),
    "list.purged": _("deleted the list “%(list)s” for good"),
    "list.renamed": _("renamed the list “%(old)s” to “%(new)s”"),
    "list.restored": _("brought the list “%(list)s” back from the recycle bin"),
    "list.rolled_back": _("began to roll “%(item)s” in “%(list)s” back"),
    "list.type_added": _("let “%(list)s” have the content type “%(name)s”"),
    "list.type_changed": _("changed the content type “%(name)s” of “%(list)s”"),
    "list.type_removed": _("took the content type “%(name)s” from “%(list)s”"),
    "list.types_ordered": _("put the content types of “%(list)s” into another order"),
    "list.versioning_set": _("had “%(list)s” keep: %(versioning)s"),
    "list.versions_trimmed": _trimmed,
    "mail.test_asked": _("asked for a test mail"),
    "membership.added": _membership(
        _("made %(person)s a member of “%(organisation)s”"),
        _("gave %(person)s the role %(role)s in “%(organisation)s”"),
    ),
    "membership.removed": _membership(
        _("took %(person)s out of “%(organisation)s”"),
        _("took the role %(role)s in “%(organisation)s” from %(person)s"),
    ),
    "news.published": _("published the news “%(item)s”"),
    "news.scheduled": _("will have the news “%(item)s” published on %(at)s"),
    "news.unpublished": _("took the news “%(item)s” back"),
    "organisation.added": _organisation(
        _("added the company “%(organisation)s”"),
        _("added the customer “%(organisation)s”"),
    ),
    "organisation.removed": _organisation(
        _("removed the company “%(organisation)s”"),
        _("removed the customer “%(organisation)s”"),
    ),
    "organisation.renamed": _("renamed what is “%(organisation)s” now"),
    "page.published": _("published the page “%(item)s”"),
    "page.unpublished": _("took the page “%(item)s” back"),
    "person.added": _("added %(person)s"),
    "person.deactivated": _("shut %(person)s out"),
    "person.email_changed": _("changed their own e-mail address"),
    "person.factor_added": _("added a second factor of their own: %(factor)s"),
    "person.factor_removed": _factor_removed,
    "person.factor_renewed": _("renewed a second factor of their own: %(factor)s"),
    "person.manager_set": _manager,
    "person.password_changed": _("changed their own password"),
    "person.password_set": _("set the password of %(person)s"),
    "person.photo_removed": _by_own(
        _("removed their own photo"), _("removed the photo of %(person)s")
    ),
    "person.photo_set": _by_own(
        _("set their own photo"), _("set the photo of %(person)s")
    ),
    "person.profile_updated": _by_own(
        _("changed their own profile"), _("changed the profile of %(person)s")
    ),
    "person.reactivated": _("let %(person)s in again"),
    "person.sessions_ended": _sessions_ended,
    "person.signed_in": _("signed in"),
    "person.updated": _person_updated,
    "request.assigned": _assigned,
    "request.noted": _("wrote an internal note on the request “%(request)s”"),
    "request.opened": _requester,
    "request.participant_added": _("let %(person)s follow the request “%(item)s”"),
    "request.priority_set": _("set the request “%(item)s” to: %(priority)s"),
    "request.replied": _replied,
    "request.state_set": _("set the request “%(item)s” to: %(state)s"),
    "role.granted": _("gave %(principal)s %(role)s on “%(place)s”"),
    "role.revoked": _("took %(role)s on “%(place)s” from %(principal)s"),
    "rows.imported": _(
        "brought %(added)s new and %(changed)s changed rows in “%(list)s”"
    ),
    "rule.added": _("made the rule “%(title)s” of “%(list)s”"),
    "rule.changed": _("changed the rule “%(title)s” of “%(list)s”"),
    "rule.deleted": _("deleted the rule “%(title)s” of “%(list)s”"),
    "rule.loop_ended": _(
        "did not let the rule “%(title)s” act on “%(item)s”: rules chase each other"
    ),
    "rule.ran": _("let the rule “%(title)s” act on “%(item)s”"),
    "rule.secret_made": _("made a new secret for the rule “%(title)s” of “%(list)s”"),
    "rule.stopped": _("stopped the rule “%(title)s” of “%(list)s”"),
    "rule.switched_off": _("switched the rule “%(title)s” of “%(list)s” off"),
    "rule.switched_on": _("switched the rule “%(title)s” of “%(list)s” on"),
    "site.added": _("made the site “%(site)s”"),
    "site.described": _("changed the description of the site “%(site)s”"),
    "site.hub_joined": _with(
        "hub",
        _("had the site “%(site)s” join the hub “%(hub)s”"),
        _("had the site “%(site)s” leave its hub"),
    ),
    "site.hub_set": _with(
        "is_hub",
        _("made the site “%(site)s” a hub"),
        _("made the site “%(site)s” no hub any more"),
    ),
    "site.limit_set": _limit(
        _("set how many versions the site “%(site)s” keeps"),
        _("let the site “%(site)s” keep versions as all sites do"),
    ),
    "site.moved": _("moved a site from %(old)s to %(new)s"),
    "site.organisation_set": _("said that “%(site)s” belongs to “%(organisation)s”"),
    "site.quota_set": _with(
        "limit",
        _("set the limit of the site “%(site)s” to %(limit)s"),
        _("took the limit from the site “%(site)s”"),
    ),
    "site.quota_warned": _("filled the site “%(site)s” beyond its warning: %(used)s"),
    "site.renamed": _("renamed the site “%(old)s” to “%(new)s”"),
    "site_column.added": _("made the site column “%(title)s”"),
    "site_column.changed": _("changed the site column “%(title)s”"),
    "site_column.deleted": _("deleted the site column “%(title)s”"),
    "term.added": _("added the term “%(title)s” to “%(in)s”"),
    "term.deleted": _("deleted the term “%(title)s” of “%(in)s”"),
    "term.deprecated": _("offers the term “%(title)s” no more"),
    "term.described": _("changed the description of the term “%(title)s”"),
    "term.labelled": _("changed the synonyms of the term “%(title)s”"),
    "term.merged": _("let the term “%(old)s” become “%(new)s”"),
    "term.moved": _("moved the term “%(title)s”"),
    "term.renamed": _("renamed the term “%(old)s” to “%(new)s”"),
    "term.revived": _("offers the term “%(title)s” again"),
    "term_group.added": _("made the term group “%(title)s”"),
    "term_group.changed": _("changed the term group “%(title)s”"),
    "term_group.deleted": _("deleted the term group “%(title)s”"),
    "term_set.added": _("made the term set “%(title)s”"),
    "term_set.changed": _("changed the term set “%(title)s”"),
    "term_set.deleted": _("deleted the term set “%(title)s”"),
    "term_set.imported": _(
        "brought %(added)s terms into the term set “%(title)s” from a file"
    ),
    "terms.ordered": _("put terms of “%(title)s” into another order"),
    "token.created": _by_own(
        _("made the token “%(token)s”"), _("made the token “%(token)s” for %(person)s")
    ),
    "token.revoked": _by_own(
        _("revoked the token “%(token)s”"),
        _("revoked the token “%(token)s” of %(person)s"),
    ),
    "versions.limit_set": _("set how many versions all sites keep"),
    "view.added": _("saved the view “%(view)s” of “%(list)s”"),
    "view.changed": _("changed the view “%(view)s” of “%(list)s”"),
    "view.default_set": _("let “%(list)s” open with the view “%(view)s”"),
    "view.deleted": _("deleted the view “%(view)s” of “%(list)s”"),
}
"""By verb; a test finds each verb that the code records and asks for its sentence."""
