"""German is complete, and what is compiled is what is written."""

from pathlib import Path

import pytest

from tools import messages

FILES = [po for package in messages.packages() for po in messages.catalogs(package)]
# Each package with words for people, and one of them: from a template if it has any,
# else from a refusal or a call of gettext.
WORDS = {
    "config": "At least 8 characters, and not a common one.",
    "core": "A folder cannot be checked out.",
    "design": "Appearance",
    "faces/_common": "%(count)d minute ago",
    "faces/portal": "A few words: what it is about.",
    "faces/web": "%(holders)s of %(people)s",
    "kinds": "Answer at the helpdesk",
}


def test_every_package_with_words_is_known() -> None:
    found = [str(one.relative_to(messages.SOURCE)) for one in messages.packages()]
    assert found == sorted(WORDS)


@pytest.mark.parametrize(("package", "words"), WORDS.items())
def test_every_package_speaks_german(package: str, words: str) -> None:
    folder = messages.SOURCE / package
    strings = messages.collect(folder)
    assert words in strings
    (po,) = messages.catalogs(folder)
    assert po.parent.parent.name == "de"
    told = messages.refresh(po, strings)[words].string
    assert told
    assert told != words


def test_every_string_has_a_package_with_translations() -> None:
    assert messages.homeless() == []


@pytest.mark.parametrize("po", FILES, ids=str)
def test_every_string_is_translated(po: Path) -> None:
    catalog = messages.refresh(po, messages.collect(po.parents[3]))
    assert messages.untranslated(catalog) == []


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


def test_words_of_templates_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "a.html"
    page.parent.mkdir()
    page.write_text(
        '{% translate "Save" %}{% blocktranslate count n=n %}{{ n }} file'
        "{% plural %}{{ n }} files{% endblocktranslate %}"
    )
    found = [message.id for message in messages.collect(tmp_path) if message.id]
    assert found == [("%(n)s file", "%(n)s files"), "Save"]


def test_constant_sentences_of_refusals_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '_FULL = "Full."\n'
        'raise errors.Conflict("Taken.")\n'
        'raise errors.Invalid({"name": "Empty.", "x": f"{x} is odd."})\n'
        "raise OverQuota(_FULL)\n"
    )
    found = {str(message.id) for message in messages.collect(tmp_path) if message.id}
    assert found == {"Taken.", "Empty.", "Full."}
