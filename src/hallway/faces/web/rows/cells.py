"""Values as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hallway.core.items.records import ItemRecord
from hallway.core.items.targets import Shape, Target
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import kind_of
from hallway.core.lists.types.numbers import CURRENCY, RATING, major, minor_digits
from hallway.core.query.records import Row
from hallway.design.templatetags.design import hue
from hallway.faces.web.parse import href
from hallway.faces.web.rows.markup import markup_of
from hallway.faces.web.rows.named import NOBODY, Named, ids_in, people_of
from hallway.faces.web.when import Now, when

LONGEST = 140
NUMERIC = ("number", "currency", "autonumber")
"""Types that stand at the end of a cell."""
_SYMBOLS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "CNY": "CN¥",
    "INR": "₹",
    "KRW": "₩",
    "PLN": "zł",
    "CZK": "Kč",
    "ILS": "₪",
    "VND": "₫",
    "UAH": "₴",
}


class Ref(NamedTuple):
    """A word of a cell that may lead somewhere; `hue` tints a choice."""

    text: str
    href: str = ""
    hue: int = 0


class Cell(NamedTuple):
    """A value.

    text, iso   words; a moment's own form, and `exact` when it was
    pill, hue   a choice with its tint; `pills`: several
    person      a name; `people`: several
    links       an address, or what lookups point to
    stars, most so many of a rating
    picture     the address of a picture of our own; `text` says what it shows
    """

    text: str = ""
    href: str = ""
    pill: str = ""
    person: str = ""
    iso: str = ""
    num: bool = False
    hue: int = 0
    pills: Sequence[Ref] = ()
    people: Sequence[Ref] = ()
    links: Sequence[Ref] = ()
    stars: range = range(0)
    rest: range = range(0)
    picture: str = ""
    exact: str = ""

    @property
    def html(self) -> SafeString:
        """The value as markup."""
        return markup_of(self)


def people_in(rows: Iterable[Row], columns: Sequence[ColumnRecord]) -> set[int]:
    """Everybody a page of rows names."""
    found = list(rows)
    named = people_of((row.values for row in found), columns)
    return {row.item.editor for row in found} | named


def cell(
    column: ColumnRecord,
    value: Any,
    titles: Mapping[int, str],
    *,
    now: int | Now,
    named: Named = NOBODY,
) -> Cell:
    """A value of a column; `named` has what lookups point to."""
    kind = kind_of(column.type, column.settings)
    if value is None:
        return Cell(num=is_figure(column))
    match kind:
        case "number" | "currency" | "autonumber":
            return Cell(text=_figure(column, kind, value), num=True)
        case "yesno":
            spoken = _spoken(get_language())
            return Cell(text=spoken.yes if value else spoken.no)
        case "date":
            return Cell(text=day_words(value), iso=str(value))
        case "datetime":
            moment = when(value, now=now)
            return Cell(text=moment.exact, iso=moment.iso)
        case "choice":
            return Cell(pill=str(value), hue=hue_of(column, str(value)))
        case "choices" | "term" | "terms":
            return Cell(pills=_pills(column, value, named))
        case "person":
            return person(value, titles, named)
        case "persons":
            return Cell(
                people=[Ref(_name(titles, v, named), named.page_of(v)) for v in value]
            )
        case "lookup" | "lookups":
            return Cell(links=_targets(column, value, named))
        case "rating":
            return _stars(column, value)
        case _:
            return _words(column, value)


def is_figure(column: ColumnRecord) -> bool:
    """Tell whether a column's values are figures, which stand below each other."""
    return kind_of(column.type, column.settings) in NUMERIC


def person(one: int, titles: Mapping[int, str], named: Named) -> Cell:
    """Somebody, with the way to his page; a form that wrote by itself, in words."""
    name = _name(titles, one, named)
    if named.kinds.get(one) == "link":
        return Cell(text=name)
    return Cell(person=name, href=named.page_of(one))


def _name(titles: Mapping[int, str], one: int, named: Named) -> str:
    if named.kinds.get(one) == "link" and one in titles:
        return _("Form “%(name)s”") % {"name": titles[one]}
    return titles.get(one) or _("Somebody who is gone")


def _words(column: ColumnRecord, value: Any) -> Cell:
    match column.type:
        case "link":
            return Cell(links=[Ref(value["text"] or value["url"], value["url"])])
        case "picture" if value["url"].startswith("/"):
            # One of somebody else's would tell that house who looks at it.
            return Cell(picture=value["url"], text=value["text"] or _("Picture"))
        case "picture":
            return Cell(links=[Ref(value["text"] or value["url"], value["url"])])
        case "location":
            return Cell(text=place_words(value))
        case _:
            return Cell(text=short(value))


def short(value: Any) -> str:
    """A text as it stands in a cell: on one line, its beginning."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def words_alone(column: ColumnRecord) -> Callable[[Any], str] | None:
    """What makes the words of a column's values, where words are all that is shown."""
    kind = kind_of(column.type, column.settings)
    if kind in NUMERIC:
        return partial(_figure, column, kind, language=get_language())
    return short if kind in ("text", "note") else None


def _stars(column: ColumnRecord, value: int) -> Cell:
    most = column.settings.get("max", RATING)
    most = max(value, most if isinstance(most, int) else RATING)
    return _stars_of(value, most, get_language())


@lru_cache(maxsize=256)
def _stars_of(
    value: int,
    most: int,
    language: str | None,
) -> Cell:
    words = ngettext("%(count)d of %(most)d star", "%(count)d of %(most)d stars", most)
    return Cell(
        text=words % {"count": value, "most": most},
        stars=range(value),
        rest=range(most - value),
    )


def _pills(column: ColumnRecord, value: Any, named: Named) -> list[Ref]:
    if column.type == "choices":
        return [Ref(str(one), hue=hue_of(column, str(one))) for one in value]
    # A term that is not for the reader stays a number.
    return [Ref(named.terms.get(one, f"#{one}")) for one in ids_in(value)]


def _targets(column: ColumnRecord, value: Any, named: Named) -> list[Ref]:
    shape = named.shapes.get(column.internal_name)
    targets = named.targets.get(column.internal_name, {})
    if shape is None:
        return []
    return [
        Ref(target_words(shape, target, named), href(f"{shape.path}/{target.number}"))
        for one in ids_in(value)
        if (target := targets.get(one)) is not None
    ]


def target_words(shape: Shape, target: Target, named: Named) -> str:
    """What is read of an item a lookup points to, with what is shown beside it."""
    parts = [_shown(shape, shape.name, target.value, named)]
    parts += [_shown(shape, name, value, named) for name, value in target.extra.items()]
    words = " · ".join(part for part in parts if part)
    return words or _("Item %(number)s") % {"number": target.number}


def _shown(shape: Shape, name: str, value: Any, named: Named) -> str:
    column = shape.columns.get(name)
    if column is None:
        return "" if value is None else str(value)
    return plain(column, value, named.people)


def plain(
    column: ColumnRecord,
    value: Any,
    titles: Mapping[int, str],
    *,
    named: Named = NOBODY,
) -> str:
    """A value in a word, whole: for sentences and exports."""
    if value is None:
        return ""
    kind = kind_of(column.type, column.settings)
    match kind:
        case "number":
            return number_words(value)
        case "currency":
            return format(major(value, _currency(column)), "f")
        case "yesno":
            return _("Yes") if value else _("No")
        case "date":
            return str(value)
        case "datetime":
            return when(value, now=value).iso
        case "person" | "persons":
            return "; ".join(
                filter(None, (titles.get(one, "") for one in ids_in(value)))
            )
        case "choices" | "term" | "terms":
            return "; ".join(one.text for one in _pills(column, value, named))
        case "lookup" | "lookups":
            return "; ".join(one.text for one in _targets(column, value, named))
        case "link" | "picture":
            text, url = value["text"], value["url"]
            return f"{text} <{url}>" if text else str(url)
        case "location":
            return place_words(value)
        case _:
            return str(value)


def place_words(value: Mapping[str, Any]) -> str:
    """A place in words."""
    parts = [value["name"]]
    if value.get("address") not in (None, value["name"]):
        parts.append(value["address"])
    if "latitude" in value:
        parts.append(f"{value['latitude']:g}, {value['longitude']:g}")
    return ", ".join(map(str, parts))


def _currency(column: ColumnRecord) -> str:
    return str(column.settings.get("currency", CURRENCY))


def _figure(
    column: ColumnRecord, kind: str, value: Any, language: str | None = None
) -> str:
    if kind == "currency":
        return money(value, _currency(column), language)
    if kind == "autonumber":
        return str(value)
    decimals = column.settings.get("decimals")
    decimals = decimals if isinstance(decimals, int) else None
    if column.settings.get("percent"):
        shown = grouped(round(value * 100, 10), decimals, language)
        return _("%(number)s %%") % {"number": shown}
    return grouped(value, decimals, language)


def money(minor: int, currency: str, language: str | None = None) -> str:
    """An amount as people read it, in the order of the language.

    language  the one now active, where the caller knows it
    """
    return _money(minor, currency, language or get_language())


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, language: str | None) -> str:
    amount = _number(major(minor, currency), minor_digits(currency), language)
    symbol = _SYMBOLS.get(currency, currency)
    return _spoken(language).money % {"amount": amount, "symbol": symbol}


class _Spoken(NamedTuple):
    """What many cells of a table say, in one language."""

    yes: str
    no: str
    money: str


@lru_cache(maxsize=64)
def _spoken(
    language: str | None,
) -> _Spoken:
    # Translators: an amount of money; some languages put the symbol first.
    money = _("%(symbol)s %(amount)s")
    return _Spoken(_("Yes"), _("No"), money)


def hue_of(column: ColumnRecord, value: str) -> int:
    """A choice's tint: by its place, so that those beside each other differ."""
    choices = column.settings.get("choices", [])
    if isinstance(choices, list) and value in choices:
        return choices.index(value) % 8 + 1
    return hue(value)


def grouped(
    value: float, decimals: int | None = None, language: str | None = None
) -> str:
    """A number as people read it, its digits in groups.

    language  the one now active, where the caller knows it
    """
    if abs(value) >= 10**15:
        return repr(float(value))
    whole = int(value) if float(value).is_integer() else value
    return _number(whole, decimals, language or get_language())


@lru_cache(maxsize=4096, typed=True)
def _number(
    value: float | Decimal,
    decimals: int | None,
    language: str | None,
) -> str:
    return formats.number_format(
        value, decimal_pos=decimals, use_l10n=True, force_grouping=True
    )


def number_words(value: float) -> str:
    """A number without a point where it is whole."""
    if float(value).is_integer() and abs(value) < 10**15:
        return str(int(value))
    return repr(float(value))


def day_words(text: str) -> str:
    """A day in words; the text where it is none."""
    return _day(text, get_language())


@lru_cache(maxsize=4096)
def _day(
    text: str,
    language: str | None,
) -> str:
    try:
        return formats.date_format(date.fromisoformat(text), _("j M Y"))
    except ValueError:
        return text


def title_column(columns: Sequence[ColumnRecord]) -> ColumnRecord | None:
    """The column that names an item: the first line of text there is."""
    return next((column for column in columns if column.type == "text"), None)


def title_of(
    item: ItemRecord, values: Mapping[str, Any], columns: Sequence[ColumnRecord]
) -> str:
    """What an item is called: of files and folders, by their names."""
    return called(item, values, title_column(columns))


def called(
    item: ItemRecord, values: Mapping[str, Any], column: ColumnRecord | None
) -> str:
    """What an item is called by the column that names those of its list."""
    if item.is_folder or item.sha256:
        return item.name
    value = None if column is None else values.get(column.internal_name)
    return str(value) if value else _("Item %(number)s") % {"number": item.number}
