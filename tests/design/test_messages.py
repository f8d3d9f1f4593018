"""German is complete, and what is compiled is what is written."""

from pathlib import Path

import pytest

from tools import messages

FILES = [po for package in messages.packages() for po in messages.catalogs(package)]


def test_there_are_translations() -> None:
    assert [file.parent.parent.name for file in FILES].count("de") >= 1


def test_every_string_has_a_package_with_translations() -> None:
    assert messages.homeless() == []


@pytest.mark.parametrize("po", FILES, ids=str)
def test_every_string_is_translated(po: Path) -> None:
    strings = messages.collect(po.parents[3])
    assert len(strings) > 0
    assert messages.untranslated(messages.refresh(po, strings)) == []


@pytest.mark.parametrize("po", FILES, ids=str)
def test_translations_are_as_fresh_as_the_strings(po: Path) -> None:
    catalog = messages.refresh(po, messages.collect(po.parents[3]))
    assert po.read_bytes() == messages.written(catalog), "run `make messages`"
    assert po.with_suffix(".mo").read_bytes() == messages.compiled(catalog)


def test_a_missing_translation_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("Save")\n')
    po = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    catalog = messages.refresh(po, messages.collect(tmp_path))
    assert messages.untranslated(catalog) == ["Save"]


def test_constant_sentences_of_refusals_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '_FULL = "Full."\n'
        'raise errors.Conflict("Taken.")\n'
        'raise errors.Invalid({"name": "Empty.", "x": f"{x} is odd."})\n'
        "raise OverQuota(_FULL)\n"
    )
    found = {str(message.id) for message in messages.collect(tmp_path) if message.id}
    assert found == {"Taken.", "Empty.", "Full."}
