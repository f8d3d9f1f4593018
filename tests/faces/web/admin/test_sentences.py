"""The change log in sentences: each verb has one, and each says what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import hallway
from hallway.core.access.commands import grant_role
from hallway.core.access.groups.commands import add_member, create_group, delete_group
from hallway.core.access.rights import RoleId
from hallway.core.admin.queries.names import name_changes
from hallway.core.admin.records import Names
from hallway.core.changes.journal import ChangeId
from hallway.core.changes.queries import list_audit
from hallway.core.changes.records import ChangeRecord
from hallway.core.items.commands import create_folder, delete_item, move_item
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import delete_list
from hallway.core.people.commands import add_person, deactivate_person, set_manager
from hallway.core.sites.commands import join_hub, rename_site, set_quota
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.faces.web.admin.sentences import SENTENCES
from hallway.faces.web.admin.telling import FIELDS, spell, tell
from tests.access.test_pages import browser
from tests.world import SYSTEM, World

SOURCE = Path(hallway.__file__).parent
VERB = re.compile(r"[a-z]+\.[a-z_]+")
RECORDING = {"record": 1, "record_directory": 0}


def constants(node: ast.AST, tree: ast.Module) -> Iterator[str]:
    """The texts a node may be: itself, or whatever a name of that file is set to."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from constants(node.body, tree)
            yield from constants(node.orelse, tree)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield f"{text}*"
        case ast.Name(id=name):
            for one in ast.walk(tree):
                if isinstance(one, ast.Assign) and name in map(
                    ast.unparse, one.targets
                ):
                    yield from constants(one.value, tree)
                if isinstance(one, ast.ImportFrom) and name in [
                    each.name for each in one.names
                ]:
                    path = SOURCE.parent.joinpath(*str(one.module).split("."))
                    file = path / "__init__.py" if path.is_dir() else path
                    other = file.with_suffix(".py").read_text(encoding="utf-8")
                    yield from constants(node, ast.parse(other))


def recorded() -> Iterator[tuple[str, str]]:
    """Each verb that the code records, and where; a family of them ends in `*`."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            where = f"{path.relative_to(SOURCE)}:{call.lineno}"
            name = ast.unparse(call.func).rsplit(".", 1)[-1]
            if name in RECORDING and len(call.args) > RECORDING[name]:
                verb = call.args[RECORDING[name]]
                found = {*constants(verb, tree)}
                is_passed_on = path.name == "epoch.py" and ast.unparse(verb) == "verb"
                # Factors have a record of their own that is called the same.
                if "factors/queries" in where:
                    continue
                assert found or is_passed_on, f"{where}: no verb is found"
                yield from ((one, where) for one in found)
            if name == "append" and ast.unparse(call.func).endswith("rows.append"):
                texts = [*ast.walk(call)]
                yield from (
                    (one.value, where)
                    for one in texts
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and VERB.fullmatch(one.value)
                    and "journal" in where
                )


def test_every_verb_that_is_recorded_has_its_sentence() -> None:
    found = [*recorded()]
    families = [verb[:-1] for verb, _where in found if verb.endswith("*")]
    for verb, where in found:
        known = (
            any(one.startswith(verb[:-1]) for one in SENTENCES)
            if verb.endswith("*")
            else verb in SENTENCES
        )
        assert known, f"{where} records {verb}, which has no sentence"
    verbs = {verb for verb, _where in found}
    unused = {
        one
        for one in SENTENCES
        if one not in verbs and not one.startswith(tuple(families))
    }
    assert unused == set()
    assert len(verbs) > 90
    assert {"site.quota_warned", "item.moved", "installation.checked"} <= verbs


def change(verb: str, before: Any = None, after: Any = None) -> ChangeRecord:
    return ChangeRecord(
        id=ChangeId(1),
        stream_kind="directory",
        stream_ref=0,
        n=1,
        at=0,
        actor=1,
        verb=verb,
        item=None,
        before=before,
        after=after,
        face="web",
    )


@pytest.fixture
def none(world: World) -> Names:
    return name_changes(SYSTEM, [])


FACTS: list[Any] = [
    None,
    {},
    7,
    [],
    dict.fromkeys(FIELDS),
    dict.fromkeys(FIELDS, 2**70),
    dict.fromkeys(FIELDS, "x" * 999),
    {one: [1, 2, 3, 4, 5, 6, 7] for one in ("principals", "version", "fields")},
    {"findings": {"a": 2, "b": None}, "kind": "own", "role": "member", "²": 1},
]


@pytest.mark.parametrize("verb", SENTENCES)
def test_whatever_was_written_down_is_told(none: Names, verb: str) -> None:
    for before in FACTS:
        for after in FACTS:
            told = spell(tell(change(verb, before, after), none))
            assert told
            assert "%(" not in told
            assert len(told) < 900
    # And looked up.
    name_changes(SYSTEM, [change(verb, one, one) for one in FACTS])


def test_a_verb_of_tomorrow_is_shown_as_it_is(none: Names) -> None:
    assert spell(tell(change("item.folded"), none)) == "item.folded"


def newest(verb: str) -> tuple[str, dict[str, str]]:
    """The newest change of a verb in a sentence, and where its words lead."""
    found = list_audit(SYSTEM, verb=verb, limit=1)
    parts = tell(found[0], name_changes(SYSTEM, found))
    return spell(parts), {part.text: part.href for part in parts if part.href}


def test_sentences_name_what_is_there(world: World) -> None:
    drivers = create_group(SYSTEM, title="Drivers")
    member, page = world.principal("member"), "/admin/people/"
    name = world.people["member"].name
    where = {"Drivers": f"/admin/groups/{drivers.id}"}
    assert newest("group.created") == ("made the group “Drivers”", where)
    add_member(SYSTEM, drivers.id, member)
    assert newest("group.member_added") == (
        f"put {name} into “Drivers”",
        {name: f"{page}{member}", **where},
    )
    delete_group(SYSTEM, drivers.id)
    gone = f"#{drivers.id}"
    assert newest("group.member_added")[0] == f"put {name} into “{gone}”"
    assert newest("group.deleted") == (f"deleted the group “{gone}”", {})

    grant_role(SYSTEM, world.securable("hr"), principal=member, role=RoleId.EDIT)
    site = world.sites["hr"]
    assert newest("role.granted") == (
        f"gave {name} Edit on “{site.title}”",
        {name: f"{page}{member}", site.title: f"/admin/sites/{site.id}"},
    )

    nora = add_person(SYSTEM, email="nora@x.example", name="Nora New")
    assert newest("person.added") == (
        "added Nora New",
        {"Nora New": f"{page}{nora.id}"},
    )
    set_manager(SYSTEM, nora.id, manager=member)
    assert newest("person.manager_set")[0] == f"said that Nora New reports to {name}"
    set_manager(SYSTEM, nora.id, manager=None)
    assert newest("person.manager_set")[0] == "said that Nora New reports to nobody"
    deactivate_person(SYSTEM, nora.id)
    assert newest("person.deactivated")[0] == "shut Nora New out"
    set_quota(SYSTEM, site.id, limit=5 * 1024**2, warning=None)
    words, _links = newest("site.quota_set")
    assert words.replace("\xa0", " ") == (
        f"set the limit of the site “{site.title}” to 5.0 MB"
    )
    join_hub(SYSTEM, site.id, hub=None)
    rename_site(SYSTEM, site.id, title="Human things")
    assert newest("site.renamed")[0] == (
        f"renamed the site “{site.title}” to “Human things”"
    )


def test_an_item_leads_to_where_it_is_while_it_is_there(world: World) -> None:
    root = world.item("plans").parent
    assert root is not None
    made = create_folder(SYSTEM, ItemId(root), name="Offers")
    words, links = newest("item.created")
    assert words == "made the folder “Offers”"
    assert links["Offers"].endswith("/Offers")
    move_item(SYSTEM, made.id, to=ItemId(root), name="Old offers")
    words, links = newest("item.renamed")
    assert words == "renamed “Offers” to “Old offers”"
    assert links["Old offers"].endswith("/Old%20offers")
    assert "Offers" not in links
    # Told by the name it has now: the log keeps numbers.
    assert newest("item.created")[0] == "made the folder “Old offers”"
    delete_item(SYSTEM, made.id)
    assert newest("item.deleted") == ("deleted “Old offers”", {})


def test_a_list_is_named_when_it_is_gone(world: World) -> None:
    owner, title = world.actor("owner"), world.lists["tasks"].title
    restore_deletion(owner, delete_list(owner, world.tasks))
    deletion = delete_list(owner, world.tasks)
    purge_deletion(owner, deletion)
    purge_deletion(owner, deletion)
    for verb, told in (
        ("list.deleted", f"deleted the list “{title}”"),
        ("list.restored", f"brought the list “{title}” back from the recycle bin"),
        ("list.purged", f"deleted the list “{title}” for good"),
    ):
        assert newest(verb) == (told, {})


def test_the_page_tells_sentences_and_keeps_verbs(world: World) -> None:
    admin: Client = browser(world, "admin")
    add_person(SYSTEM, email="nora@x.example", name="Nora <New>")
    page = admin.get("/admin/audit").content.decode()
    assert re.search(r'added <a href="/admin/people/\d+">Nora &lt;New&gt;</a>', page)
    assert '<code class="admin__note">person.added</code>' in page
    assert '<input type="text" name="verb"' in page
    for verb in (*SENTENCES, "item.*"):
        assert f'<option value="{verb}">' in page
    answer = admin.get("/admin/audit", {"as": "csv", "verb": "person.added"})
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.splitlines()[0].endswith(",told")
    assert "person.added" in body.splitlines()[1]
    assert body.splitlines()[1].endswith("added Nora <New>")
    german = admin.get("/admin/audit?as=jsonl", headers={"Accept-Language": "de"})
    told = b"".join(german.streaming_content).decode()  # type: ignore[attr-defined]
    assert "hat Nora <New> hinzugefügt" in told
