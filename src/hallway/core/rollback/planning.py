"""What would have to be done for a folder to be as it was at a moment."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks, get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.items.records import ItemRecord
from hallway.core.rollback import past
from hallway.core.rollback.models import RollbackStep
from hallway.core.rollback.records import Kind, StepState
from hallway.core.rollback.rows import is_owner
from hallway.core.rollback.rules import History, Node, Then, Was
from hallway.core.trash.queries import FIRST as FIRST_STAGE

NOT_YOURS = _("You may not change it.")
NOT_DELETED = _("You may not delete it, or something in it.")
NOT_MOVED = _("You may not move it there.")
NO_VERSION = _("No version of that time is kept.")
LEFT_LIST = _("It is in another library now.")
CAME_IN = _("It was in another library then.")
FOLDER_GONE = _("The folder it was in has been deleted for good.")
OTHER_BIN = _("Somebody else deleted it: an owner of the site can bring it back.")
WITH_OTHERS = _("It was deleted with a folder outside of here.")
PURGED = _("It was deleted for good.")
_CHECK_ROUNDS = 100


class Planner:
    """Plans one roll-back, for one actor: what he does not see is left out."""

    def __init__(self, actor: Actor, folder: ItemRecord, moment: int) -> None:
        self._actor = actor
        self._folder = folder
        self._moment = moment
        self._steps: dict[str, list[tuple[int, RollbackStep]]] = {}
        self.size = 0
        list_id = folder.list
        first = past.first_changes(list_id, moment)
        made = past.made_since(list_id, moment)
        saved = past.saved_since(list_id, moment)
        self._history = History(list_id, moment, first, {})
        self._candidates = {*first, *made, *saved}
        self._load()
        nodes = self._history.nodes
        self._masks = get_masks(actor, {one.scope for one in nodes.values()})
        self._locks, self._deep = past.locked_by(list_id)
        self._holders = get_principal_titles(
            actor,
            {nodes[one].checked_out_to or 0 for one in self._candidates & nodes.keys()},
        )
        self._is_owner = is_owner(actor, list_id)
        self._kept = past.kept_versions(saved, moment)
        self._saved = saved

    def _load(self) -> None:
        wanted = self._history.missing(self._candidates)
        gone: set[int] = set()
        for _round in range(_CHECK_ROUNDS):
            found = past.load_nodes(wanted)
            gone |= wanted - found.keys()
            self._history.nodes.update(found)
            asked = {*found, *self._candidates}
            wanted = self._history.missing(asked) - gone
            if not wanted:
                return

    def plan(self) -> list[RollbackStep]:
        """Return the steps in the order in which they have to be done."""
        thens = {one: self._history.then(one) for one in self._candidates}
        old: list[tuple[Node, Then]] = []
        new: list[Node] = []
        for item in sorted(self._candidates):
            node, then = self._history.nodes.get(item), thens[item]
            if node is None:
                self._note_gone(item)
            elif not self._may(node, Right.VIEW_LIST_ITEMS):
                continue
            elif then.was is Was.HERE:
                if then.within(self._folder.id) or self._is_below(node):
                    old.append((node, then))
            elif then.was in (Was.ELSEWHERE, Was.LOST):
                self._leave(node, then)
            elif self._is_new(node, then):
                new.append(node)
        returned = self._bring_back(old)
        for node, then in old:
            self._put_right(node, then, returned)
        self._remove(new, [node for node, _then in old], returned)
        return self._ordered()

    def _ordered(self) -> list[RollbackStep]:
        ordered = []
        for kind in ("early", *Kind, "late"):
            some = self._steps.get(kind, [])
            ordered += [step for _depth, step in sorted(some, key=lambda one: one[0])]
        for position, step in enumerate(ordered, 1):
            step.position = position
        return ordered

    def _may(self, node: Node, right: Right) -> bool:
        return holds(self._masks.get(node.scope, 0), right)

    def _is_below(self, node: Node) -> bool:
        return self._history.is_living(node.id) and self._folder.id in node.above

    def _is_new(self, node: Node, then: Then) -> bool:
        if then.was is Was.BIN and node.id not in self._history.first:
            # It goes with the folder that was brought back since.
            return False
        return node.list == self._folder.list and self._folder.id in node.above

    def _add(
        self, order: str, kind: Kind, depth: int, node: Node, said: str, **more: object
    ) -> None:
        step = RollbackStep(
            kind=kind,
            state=StepState.CANNOT if said else StepState.PLANNED,
            item=node.id,
            parent=node.parent,
            name=node.name,
            major=node.major,
            minor=node.minor,
            said=said,
            **more,
        )
        self._steps.setdefault(order, []).append((depth, step))

    def _note_gone(self, item: int) -> None:
        if not self._is_owner or not self._history.then(item).within(self._folder.id):
            return
        step = RollbackStep(
            kind=Kind.LEFT, state=StepState.CANNOT, item=item, said=PURGED
        )
        self._steps.setdefault(Kind.LEFT, []).append((0, step))

    def _leave(self, node: Node, then: Then) -> None:
        if node.id not in self._history.first or not self._is_below(node):
            return
        said = CAME_IN if then.was is Was.ELSEWHERE else FOLDER_GONE
        self._add(Kind.LEFT, Kind.LEFT, 0, node, said)

    def _busy(self, node: Node) -> str:
        """Return who works on a thing, as a reason; empty for nobody."""
        by = self._locks.get(node.id, "")
        by = by or next(
            (self._deep[one] for one in node.above if one in self._deep), ""
        )
        holder = node.checked_out_to
        if not by and holder is not None and holder not in self._actor.principals:
            by = self._holders.get(holder, "") or "somebody"
        return f"Locked by {by}." if by else ""

    def _bring_back(self, old: Iterable[tuple[Node, Then]]) -> dict[int, str]:
        """Plan to bring back what was deleted; why not, by deletion."""
        found: dict[int, str] = {}
        for node, _then in old:
            deletion = node.deletion
            if deletion is None or deletion in found or node.list != self._folder.list:
                continue
            top = self._history.nodes.get(node.top or 0, node)
            then = self._history.then(top.id)
            said = ""
            if then.was is Was.HERE and not then.within(self._folder.id):
                said = WITH_OTHERS
            elif not self._is_owner and not (
                node.deleted_by in self._actor.principals and node.stage == FIRST_STAGE
            ):
                said = OTHER_BIN
            found[deletion] = said
            if said and top.id != node.id:
                continue
            items = past.count_deleted(deletion) if top.is_folder else 1
            self._add(
                Kind.RETURN,
                Kind.RETURN,
                len(then.chain),
                top,
                said,
                deletion=deletion,
                items=items,
                to_parent=then.parent,
                to_name=then.name or top.name,
            )
        return found

    def _put_right(self, node: Node, then: Then, returned: dict[int, str]) -> None:
        depth = len(then.chain)
        if node.list != self._folder.list:
            if self._history.first.get(node.id) is not None:
                self._add(Kind.LEFT, Kind.LEFT, 0, node, LEFT_LIST)
            return
        if node.deletion is not None and returned.get(node.deletion, ""):
            return
        place = {"to_parent": then.parent, "to_name": then.name}
        if (node.parent, node.name) != (then.parent, then.name):
            kind = Kind.RENAME if node.parent == then.parent else Kind.MOVE
            said = self._busy(node) or self._no_move(node, then, kind)
            self._add(Kind.MOVE, kind, depth, node, said, **place)
        elif node.deletion is not None and node.top == node.id:
            self._add(Kind.MOVE, Kind.PLACE, depth, node, "", **place)
        if node.id in self._saved:
            self._restore(node, depth)

    def _no_move(self, node: Node, then: Then, kind: Kind) -> str:
        if kind is Kind.RENAME:
            return "" if self._may(node, Right.EDIT_LIST_ITEMS) else NOT_YOURS
        target = self._history.nodes[then.parent or 0]
        allowed = self._may(node, Right.DELETE_LIST_ITEMS) and self._may(
            target, Right.ADD_LIST_ITEMS
        )
        return "" if allowed else NOT_MOVED

    def _restore(self, node: Node, depth: int) -> None:
        kept = self._kept.get(node.id)
        if kept is not None and not kept.differs:
            return
        said = self._busy(node)
        if not self._may(node, Right.EDIT_LIST_ITEMS):
            said = NOT_YOURS
        elif kept is None or not self._may(node, Right.VIEW_VERSIONS):
            said = NO_VERSION
        if kept is not None and not said:
            self.size += kept.size
        major, minor = (kept.major, kept.minor) if kept else (0, 0)
        self._add(
            Kind.CONTENT,
            Kind.CONTENT,
            depth,
            node,
            said,
            to_major=major,
            to_minor=minor,
        )

    def _remove(
        self, new: list[Node], old: list[Node], returned: dict[int, str]
    ) -> None:
        """Plan to delete what is new: folders whole, those with old things in last."""
        going = {
            one.id: one
            for one in new
            if one.deletion is None or returned.get(one.deletion, "-") == ""
        }
        tops = [one for one in going.values() if going.keys().isdisjoint(one.above)]
        inside: dict[int, list[Node]] = {}
        for one in going.values():
            for folder in (*one.above, one.id):
                inside.setdefault(folder, []).append(one)
        holds_old = {folder for one in old for folder in one.above}
        for top in tops:
            within = inside[top.id]
            said = self._busy(top)
            if not all(self._may(one, Right.DELETE_LIST_ITEMS) for one in within):
                said = NOT_DELETED
            items = len(within)
            if top.is_folder and self._history.then(top.id).was is Was.BIN:
                items = past.count_below(self._folder.list, top.ancestry)
            is_late = top.id in holds_old or top.deletion is not None
            self._add(
                "late" if is_late else "early",
                Kind.REMOVE,
                len(top.above),
                top,
                said,
                items=1 if said else items,
            )
