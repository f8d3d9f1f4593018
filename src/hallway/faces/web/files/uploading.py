"""Files and folders brought into a folder by its form, and by its script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core import names
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, CoreError, Invalid
from hallway.core.items import commands
from hallway.core.items.queries import find_below, list_same_content
from hallway.core.items.queries.below import Names
from hallway.core.items.records import Clash, ItemId, ItemRecord, PutResult
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.files import needs
from hallway.faces.web.files import page as files
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.uploads import Upload

NEEDS = "Hallway-Needs-Values"
"""Tells a script that sent a file its number, if it lacks values."""
CLASH = "Hallway-Clash"
"""What to do where the name is taken; in an answer: that it was skipped."""
TREE = "tree"
"""The field whose files have the folders they were in."""
LONGEST = 300
"""Characters of a path in a sentence."""
LONGEST_HEAD = 2000
"""Characters above which one address is told instead of several."""
MOST_ASKED = 5000
"""Paths of one question."""
DEEPEST = 30
"""Folders in one another that an upload makes."""


def read_clash(text: str) -> Clash:
    """What a sender wants where a name is taken; a new version if he says nothing."""
    try:
        return Clash(text or Clash.VERSION)
    except ValueError:
        raise Invalid({"clash": _("This page does not know that form.")}) from None


def upload(call: Call) -> HttpResponse:
    """Store the files of a form; of a name that is taken, as the form says."""
    sent = call.uploads.files if call.uploads is not None else []
    if not sent:
        return files.show(call, problem=_("Choose a file first."), status=400)
    clash = read_clash(call.value("clash"))
    tree = Tree(call)
    put: list[PutResult] = []
    failed, status = [], 200
    for file in sent:
        folders = file.folders if file.field == TREE else ()
        try:
            put.append(_put(call, tree.find(folders), file, clash))
        except CoreError as error:
            failed.append(f"{'/'.join([*folders, file.name])}: {said(error)}")
            status = refusal(error).status
    if call.request.headers.get("Accept") == "text/plain":
        # The script sends one file at a time and shows the answer beside it.
        answer = HttpResponse(
            " ".join(failed), status=status, content_type="text/plain"
        )
        tell(call, answer, put)
        return answer
    if failed:
        return files.show(call, problem=" ".join(failed), status=status)
    address = call.here
    if lacking := needs.lacking_among(call, [one.item for one in put if one.stored]):
        asked = lacking[: needs.MOST]
        address = href(call.place.path, show="needs", item=asked)
    return see_other(call.request, address, text=_told(call, put))


def _put(call: Call, folder: ItemId, file: Upload, clash: Clash) -> PutResult:
    return commands.put_file(
        call.actor,
        folder,
        name=file.name,
        body=file.body,
        comment=call.value("comment").strip(),
        clash=clash,
    )


def tell(call: Call, answer: HttpResponse, put: Sequence[PutResult]) -> None:
    """Put into the head of an answer what a script wants to know of a file."""
    stored = [one.item for one in put if one.stored]
    if len(stored) < len(put):
        answer.headers[CLASH] = "skipped"
    for number in needs.lacking_among(call, stored):
        answer.headers[NEEDS] = str(number)
    links = [
        # RFC 6249 6: byte for byte the same.
        f"<{href(one.path)}>; rel=duplicate"
        for places in _same(call, stored).values()
        for one in places
    ]
    if sum(map(len, links)) > LONGEST_HEAD:
        links = links[:1]
    if links:
        answer.headers["Link"] = ", ".join(links)


def _same(call: Call, stored: Sequence[ItemRecord]) -> dict[ItemId, Any]:
    return list_same_content(call.actor, [one.id for one in stored if one.size])


def _told(call: Call, put: Sequence[PutResult]) -> str:
    """What became of the files of a form, in a sentence or three."""
    stored = [one for one in put if one.stored]
    text = ngettext(
        "%(count)d file uploaded", "%(count)d files uploaded", len(stored)
    ) % {"count": len(stored)}
    renewed = sum(not one.created for one in stored)
    if renewed:
        text += ", " + ngettext(
            "%(count)d of them as a new version",
            "%(count)d of them as new versions",
            renewed,
        ) % {"count": renewed}
    if skipped := len(put) - len(stored):
        text += ", " + ngettext("%(count)d skipped", "%(count)d skipped", skipped) % {
            "count": skipped
        }
    for places in _same(call, [one.item for one in stored]).values():
        # One of them: a toast is short.
        text += ". " + _("Same content is already in “%(place)s”") % {
            "place": _short(places[0].path)
        }
        break
    return text


def _short(path: str) -> str:
    """The end of a path, where it is longer than a cookie may be."""
    return path if len(path) <= LONGEST else f"…{path[-LONGEST:]}"


def ask(call: Call) -> HttpResponse:
    """Tell a script which of its files' names are taken, and which cannot be."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    refused: dict[str, str] = {}
    wanted: dict[Names, str] = {}
    for path in _paths(call):
        segments = tuple(path.split("/"))
        if why := _why_not(segments):
            refused[path] = why
        else:
            wanted[segments] = path
    there = find_below(call.actor, call.folder, wanted, pending=call.list.pending)
    taken = [path for segments, path in wanted.items() if segments in there]
    return _json({"taken": taken, "refused": refused})


def make_folders(call: Call) -> HttpResponse:
    """Make the folders that a script wants to fill; tell which cannot be."""
    wanted = {path: tuple(path.split("/")) for path in _paths(call)}
    tree = Tree(call)
    tree.look(wanted.values())
    refused = {}
    for path, segments in wanted.items():
        try:
            tree.find(segments)
        except CoreError as error:
            refused[path] = said(error)
    return _json({"refused": refused})


def _json(told: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _paths(call: Call) -> list[str]:
    """The paths of a question: a list of texts, as JSON."""
    wrong = Invalid({"paths": _("This page does not know that form.")})
    try:
        found = orjson.loads(call.value("paths"))
    except orjson.JSONDecodeError:
        raise wrong from None
    if not isinstance(found, list) or len(found) > MOST_ASKED:
        raise wrong
    if not all(isinstance(one, str) and len(one) <= 4096 for one in found):
        raise wrong
    return list(dict.fromkeys(found))


def _why_not(segments: Iterable[str]) -> str:
    """Why no file can have this path; empty where one can."""
    try:
        _check(tuple(segments))
    except Invalid as error:
        return said(error)
    return ""


def _check(segments: Names) -> None:
    for segment in segments:
        names.check_name(segment)
    if len(segments) > DEEPEST:
        raise Invalid({"name": _("These folders are too deep in one another.")})


class Tree:
    """The folders below a folder; those that are missing are made when asked for."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._known: dict[Names, ItemId | CoreError] = {}

    def look(self, paths: Iterable[Names]) -> None:
        """Find out at once which of these are there."""
        call = self._call
        there = find_below(call.actor, call.folder, paths, pending=call.list.pending)
        folders = {path: one.id for path, one in there.items() if one.is_folder}
        self._known |= folders

    def find(self, segments: Names) -> ItemId:
        """The folder at a path; raises why there can be none."""
        if not segments:
            return self._call.folder.id
        if segments not in self._known:
            try:
                self._known[segments] = self._find(segments)
            except CoreError as error:
                self._known[segments] = error
        found = self._known[segments]
        if isinstance(found, CoreError):
            raise found
        return found

    def _find(self, segments: Names) -> ItemId:
        _check(segments)
        parent = self.find(segments[:-1])
        there = self._there(segments)
        if there is None:
            try:
                made = commands.create_folder(
                    self._call.actor, parent, name=segments[-1]
                )
            except Conflict:
                # Somebody was quicker; or it is out of sight.
                there = self._there(segments)
                if there is None:
                    raise
            else:
                return made.id
        if not there.is_folder:
            raise Conflict("That is a file, not a folder.")
        return there.id

    def _there(self, segments: Names) -> ItemRecord | None:
        call = self._call
        found = find_below(
            call.actor, call.folder, [segments], pending=call.list.pending
        )
        return found.get(segments)
