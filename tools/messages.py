"""Collects the strings for people and compiles their translations; `make messages`.

Reads every package that has a folder ``locale``: its templates, as Django reads them,
its Python files, and in them the constant sentences of the core's refusals, which the
faces translate when they show them. Writes ``django.po`` anew, keeping what is
translated, and ``django.mo`` beside it. Both are committed: nothing is compiled where
Hallway runs.
"""

import ast
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "hallway"
# What Python files and templatize() call; the numbers say which arguments are texts.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_key": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# These speak to programs, and to those who run the server: in English.
ENGLISH = frozenset({SOURCE / "faces" / "cli", SOURCE / "faces" / "dav"})
REFUSALS = frozenset(
    {"NotFound", "Forbidden", "Invalid", "Conflict", "Stale", "OverQuota"}
)
_NOISE = tuple(
    f'"{name}'.encode()
    for name in ("Report-", "POT-", "PO-Rev", "Last-", "Language-T", "Generated-")
)
# Compiled catalogs carry dates; the same strings have to give the same bytes.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def packages() -> list[Path]:
    """Every package with translations."""
    return sorted(path.parent for path in SOURCE.rglob("locale") if path.is_dir())


def homeless() -> list[Path]:
    """Files with strings for people that no package with translations holds."""
    held = {*packages(), *ENGLISH}
    return [
        file
        for file in _files(SOURCE)
        if held.isdisjoint(file.parents) and next(_strings_of(file), None)
    ]


def catalogs(package: Path) -> list[Path]:
    """The ``django.po`` of each language of a package."""
    return sorted(package.glob("locale/*/LC_MESSAGES/django.po"))


def collect(package: Path) -> Catalog:
    """The strings of a package, without translations."""
    catalog = Catalog(fuzzy=False)
    for text, plural, context in sorted(set(_strings(package))):
        catalog.add((text, plural) if plural else text, context=context or None)
    return catalog


def refresh(po: Path, strings: Catalog) -> Catalog:
    """The translations of a file, with just the strings there are now."""
    locale = po.parent.parent.name
    with po.open("rb") as file:
        catalog = read_po(file, locale=locale)
    catalog.update(strings, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "hallway", "1"
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The strings of a catalog that have no translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def compiled(catalog: Catalog) -> bytes:
    """The catalog as ``gettext`` reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def written(catalog: Catalog) -> bytes:
    """The catalog as it is kept: sorted, and without who and when."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=88, sort_output=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_NOISE))


def _files(package: Path) -> Iterator[Path]:
    for file in sorted(package.rglob("*")):
        page = "templates" in file.parts and file.suffix in (".html", ".txt")
        if page or file.suffix == ".py":
            yield file


def _strings(package: Path) -> Iterator[tuple[str, str, str]]:
    for file in _files(package):
        yield from _strings_of(file)


def _strings_of(file: Path) -> Iterator[tuple[str, str, str]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        for sentence in _refusals(ast.parse(source)):
            yield sentence, "", ""
    else:
        if not settings.configured:
            settings.configure()
            django.setup()
        source = templatize(source, origin=str(file))
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    for _line, texts, _comments, context in found:
        first, second = texts if isinstance(texts, tuple) else (texts, "")
        yield first, second, context or ""


def _refusals(module: ast.Module) -> Iterator[str]:
    """The constant sentences that errors of the core are made with."""
    named = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        made = node.func
        name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
        if name not in REFUSALS:
            continue
        for value in _said(node.args[0]):
            text = named.get(value.id) if isinstance(value, ast.Name) else value
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _said(given: ast.expr) -> Sequence[ast.expr]:
    """What an error is made with: a sentence, or one for each field."""
    match given:
        case ast.Dict():
            return given.values
        case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[_names, sentence]):
            return [sentence]
        case _:
            return [given]


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    return [string or ""] if string is None or isinstance(string, str) else string


def main() -> int:
    """Refresh every catalog; 1 if something is left to translate."""
    left = 0
    for package in packages():
        strings = collect(package)
        for po in catalogs(package):
            catalog = refresh(po, strings)
            po.write_bytes(written(catalog))
            po.with_suffix(".mo").write_bytes(compiled(catalog))
            for text in untranslated(catalog):
                left += 1
                sys.stderr.write(f"{po.relative_to(ROOT)}: not translated: {text}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
