"""Finding by the beginnings of words; never what one may not see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.access.commands import grant_role, restore_inheritance, revoke_role
from hallway.core.access.rights import RoleId
from hallway.core.items.commands import delete_item, move_item, update_values
from hallway.core.lists.commands import rename_list
from hallway.core.reindex.commands import reindex
from hallway.core.search.models import Word
from hallway.core.search.queries import search
from hallway.core.search.records import Found, Vertical
from hallway.core.search.rules import marks, words
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.wire.paths import fold
from tests.world import (
    ACME_SECRET,
    GLOBEX_SECRET,
    HOME_SECRET,
    HR_SECRET,
    SECRET_WORDS,
    SYSTEM,
    World,
)


def find(world: World, who: str, text: str) -> Found:
    return search(world.actor(who), text, limit=100)


def titles(world: World, who: str, text: str) -> set[str]:
    return {one.title for one in find(world, who, text).items}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("Rahmen_vertrag-2026.docx", ("rahmen", "vertrag", "2026", "docx")),
        ("Ärger STRASSE straße", ("arger", "strasse")),
        ("résumé final (2).PDF", ("resume", "final", "2", "pdf")),
        ("!?_- ", ()),
    ],
)
def test_words_are_folded(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected
    assert fold(fold(text)) == fold(text)


def test_each_word_begins_a_word_of_the_name(world: World) -> None:
    world.put("plans", "Wartungsvertrag Köhler 2026.docx", b"x")
    name = "Wartungsvertrag Köhler 2026.docx"
    for text in ("wart", "KOHL wart", "2026 docx", "köhler", "  wartungsvertrag  "):
        assert titles(world, "member", text) == {name}
    for text in ("vertrag", "wart 2025", "", "%", "_"):
        assert name not in titles(world, "member", text)


def test_a_rename_a_move_and_a_deletion_count_at_once(world: World) -> None:
    owner = world.actor("owner")
    folder = world.folder("plans", "Alpaka")
    world.items["alpaka"] = folder
    world.put("alpaka", "Okapi.txt", b"x")
    move_item(owner, folder, to=world.root, name="Lama")
    assert titles(world, "owner", "alpaka") == set()
    assert titles(world, "owner", "lama") == {"Lama"}
    move_item(owner, folder, to=world.contracts_root, name="Lama")
    assert titles(world, "owner", "okapi") == {"Okapi.txt"}
    (found,) = find(world, "owner", "okapi").items
    assert found.path.startswith(f"/sites/hr/Contracts {HR_SECRET}/Lama/")
    deletion = delete_item(owner, folder)
    assert titles(world, "owner", "okapi") == set()
    assert find(world, "owner", "okapi").counts == {}
    restore_deletion(owner, deletion)
    assert titles(world, "owner", "okapi") == {"Okapi.txt"}
    deletion = delete_item(owner, folder)
    purge_deletion(owner, deletion)
    purge_deletion(owner, deletion)
    assert not Word.unscoped.filter(word="okapi").exists()
    assert list(reindex(SYSTEM)) == []


def test_a_grant_counts_at_once(world: World) -> None:
    owner = world.actor("owner")
    for act in (grant_role, revoke_role):
        act(
            owner,
            world.securable("salaries"),
            principal=world.principal("visitor"),
            role=RoleId.READ,
        )
        seen = f"payroll {HR_SECRET}.txt" in titles(world, "visitor", "payroll")
        assert seen is (act is grant_role)
    restore_inheritance(owner, world.securable("salaries"))
    assert titles(world, "visitor", "payroll")


def test_rows_and_lists_are_found_by_their_titles(world: World) -> None:
    found = find(world, "member", "task")
    assert {one.title for one in found.items} == {
        f"Tasks {HR_SECRET}",
        f"Task 1 {HR_SECRET}",
        f"Task 2 {HR_SECRET}",
    }
    assert found.counts == {Vertical.LISTS: 3}
    paths = {one.path for one in found.items}
    assert f"/sites/hr/Lists/Tasks {HR_SECRET}/1" in paths
    update_values(world.actor("owner"), world.task1, values={"Title": "Giraffe"})
    assert titles(world, "member", "giraffe") == {"Giraffe"}
    rename_list(world.actor("owner"), world.tasks, title="Chores")
    assert titles(world, "member", "chores") == {"Chores"}
    assert titles(world, "member", "tasks") == set()


def test_people_and_sites_are_found_by_staff(world: World) -> None:
    found = find(world, "nobody", "own")
    assert [one.name for one in found.people] == ["Owner"]
    found = find(world, "member", "human")
    assert [one.path for one in found.sites] == ["/sites/hr"]
    for who in ("acme", "guest", "anonymous"):
        assert find(world, who, "owner").people == ()


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        ("nobody", SECRET_WORDS),
        ("anonymous", SECRET_WORDS),
        ("acme", (HR_SECRET, GLOBEX_SECRET, HOME_SECRET)),
        ("globex", (HR_SECRET, ACME_SECRET, HOME_SECRET)),
    ],
)
def test_nothing_hidden_is_found_or_counted(
    world: World, who: str, hidden: tuple[str, ...]
) -> None:
    for secret in hidden:
        for text in (secret, secret[:2], secret[:5].upper()):
            found = find(world, who, text)
            assert (found.items, found.sites) == ((), ())
            assert set(found.counts) <= {Vertical.PEOPLE}
            assert not found.more


def test_what_is_open_inside_a_hidden_folder_is_found_without_it(
    world: World,
) -> None:
    (found,) = find(world, "guest", "offer").items
    assert found.item.id == world.offer
    assert (found.site, found.library) == ("", "")
    assert titles(world, "guest", "plans") == set()
    # The owner's alone, in a folder the visitor sees.
    assert titles(world, "visitor", "payroll") == set()
    assert titles(world, "visitor", "may") == {f"may {HR_SECRET}.txt"}


def test_a_search_takes_as_many_statements_for_3_as_for_30(world: World) -> None:
    counts, member = [], world.actor("member")
    for first, last in ((0, 3), (3, 30)):
        for n in range(first, last):
            world.put("deep", f"zebra {n}.txt", b"x")
        with CaptureQueriesContext(connection) as sent:
            assert len(search(member, "zebra", limit=100).items) == last
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 7


def test_reindex_finds_what_was_lost(world: World) -> None:
    Word.unscoped.filter(item=world.q3).delete()
    assert titles(world, "member", "q3") == set()
    assert [one.was for one in reindex(SYSTEM)] == [1]
    assert titles(world, "member", "q3") == {f"q3 {HR_SECRET}.txt"}


@pytest.mark.parametrize(
    ("title", "asked", "hits"),
    [
        ("Plan week by week.pdf", "plan week", ["Plan", "week", "week"]),
        ("Planning", "plan", ["Plan"]),
        ("Straße, STRASSE", "strass", ["Straß", "STRASS"]),
        ("Éte\u0301 2026", "ete 20", ["Éte\u0301", "20"]),
        ("ﬁne", "fi", ["ﬁ"]),
        ("Explain", "plan", []),
        ("", "plan", []),
    ],
)
def test_a_title_is_marked_where_its_words_begin_alike(
    title: str, asked: str, hits: list[str]
) -> None:
    assert [title[start:end] for start, end in marks(title, words(asked))] == hits


@given(st.text(max_size=40), st.text(max_size=20))
def test_marks_lie_in_the_title_one_after_the_other(title: str, asked: str) -> None:
    last = 0
    for start, end in marks(title, words(asked)):
        assert last <= start < end <= len(title)
        last = end
