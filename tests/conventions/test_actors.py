"""Nobody reads or writes without saying who asks, and nobody goes round it."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conventions.tree import SOURCE, parse, place, sources

NOUNS = {"queries", "commands"}
# Ways to rows that ask nobody.
UNSCOPED = {"unscoped", "_default_manager", "_base_manager"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def questions(under: Path) -> list[Path]:
    """Each ``queries`` and ``commands`` module, and the modules of such packages."""
    return [
        path
        for path in sources(under)
        if not NOUNS.isdisjoint({path.stem, *path.relative_to(under).parts})
        and not path.stem.startswith("_")
    ]


def public_functions(module: ast.Module) -> Iterator[Function]:
    for node in _statements(module.body):
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    # Also what stands below a top-level `if` or `try`.
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try):
                yield from _statements(getattr(node, part, []))


def takes_actor_first(function: Function) -> bool:
    positional = [*function.args.posonlyargs, *function.args.args]
    if not positional or positional[0].arg != "actor":
        return False
    annotation = positional[0].annotation
    if isinstance(annotation, ast.Constant):
        return annotation.value == "Actor"
    name = getattr(annotation, "id", None) or getattr(annotation, "attr", None)
    return name == "Actor"


def without_actor(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for function in public_functions(parse(path)):
            if not takes_actor_first(function):
                yield f"{place(path)}:{function.lineno}: {function.name}"


def unscoped(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(parse(path)):
            if not isinstance(node, ast.expr):
                continue
            by_name = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "getattr"
                and any(
                    isinstance(word, ast.Constant) and word.value in UNSCOPED
                    for word in node.args
                )
            )
            if by_name or (isinstance(node, ast.Attribute) and node.attr in UNSCOPED):
                yield f"{place(path)}:{node.lineno}"


def test_every_query_and_command_takes_the_actor_first() -> None:
    assert list(without_actor(questions(SOURCE))) == []


def test_only_core_reads_rows_without_asking_who() -> None:
    outside = [
        path
        for path in sources()
        # A migration's models are historical: they have no scoped manager.
        if not path.is_relative_to(SOURCE / "core") and "migrations" not in path.parts
    ]
    assert outside
    assert list(unscoped(outside)) == []


@pytest.mark.parametrize(
    "text",
    [
        "def get_item(item): ...",
        "def get_item(): ...",
        "def get_item(item, actor: Actor): ...",
        "def get_item(*, actor: Actor): ...",
        "def get_item(actor): ...",
        "def get_item(actor: Person): ...",
        "async def get_item(item): ...",
        "if True:\n    def get_item(item): ...",
        "@command\ndef rename_item(item, actor): ...",
    ],
)
def test_a_question_without_an_actor_is_seen(text: str, tmp_path: Path) -> None:
    (tmp_path / "queries.py").write_text(text)
    package = tmp_path / "items" / "commands"
    package.mkdir(parents=True)
    (package / "moves.py").write_text(text)
    assert len(list(without_actor(questions(tmp_path)))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "def get_item(actor: Actor, item): ...",
        "def get_item(actor: 'Actor', /): ...",
        "def get_item(actor: actors.Actor, *, item): ...",
        "def _row(item): ...",
        "class Depth:\n    def next(self): ...",
    ],
)
def test_a_question_with_an_actor_passes(text: str, tmp_path: Path) -> None:
    (tmp_path / "queries.py").write_text(text)
    assert len(questions(tmp_path)) == 1
    assert list(without_actor(questions(tmp_path))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Item.unscoped.all()",
        "Item._default_manager.get(pk=1)",
        "model._meta.model._base_manager",
        "getattr(Item, 'unscoped')",
    ],
)
def test_a_way_round_is_seen(text: str, tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(text)
    assert len(list(unscoped([path]))) == 1
