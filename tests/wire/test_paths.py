"""Names and paths."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.errors import WireError
from hallway.wire.paths import (
    BadDestination,
    BadPath,
    ForeignHost,
    IllegalName,
    check_name,
    join_href,
    legalise,
    name_key,
    parse_destination,
    quote_segment,
    sort_key,
    split_path_info,
    split_request_path,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
TRICKY = st.text(st.sampled_from('.~$ _vtiVTI:"<>|*?/\\\x00\ud800conCON1lock%é\u0301'))
OWN = ["https://files.example", "http://127.0.0.1:8000"]


def is_legal(name: str) -> bool:
    try:
        check_name(name)
    except IllegalName:
        return False
    return True


LEGAL_NAMES = st.one_of(ANY_TEXT.map(legalise), TRICKY.map(legalise))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Report.DOCX", "report.docx"),
        ("caf\u00e9", "cafe\u0301"),
        ("STRASSE", "straße"),
        ("Ångström", "\u212bngström"),
        ("\u0390", "\u03b9\u0308\u0301"),
    ],
)
def test_names_differing_in_case_or_unicode_form_have_one_key(
    one: str, other: str
) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("a", "á"), ("a b", "a  b"), ("x", "x.")])
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(ANY_TEXT)
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def test_sort_key_orders_numbers_by_value_and_letters_without_marks() -> None:
    ordered = ["a 1", "A 2", "a 10", "E1", "é2", "f", "Straße 007", "strasse 8"]
    backwards = ordered[::-1]
    backwards.sort(key=sort_key)
    assert backwards == ordered


def test_sort_key_reads_compatibility_digits_as_digits() -> None:
    assert sort_key("\uff11\uff12") == sort_key("12") == sort_key("012")


def test_sort_key_keeps_vowel_signs() -> None:
    assert sort_key("कि") != sort_key("क")


@given(ANY_TEXT)
def test_sort_key_takes_any_text(text: str) -> None:
    assert sort_key(sort_key(text)) == sort_key(text)


@pytest.mark.parametrize(
    "name",
    [
        *("a", "Plan #1 100%.docx", "con.txt", "com10", "lock", "x.lock", "~x", "$~"),
        *(
            ".hidden",
            "a.b.c",
            "a'b & c",
            "日本語.xlsx",
            "😀",
            "vti_x",
            "..x",
            "x" * 255,
        ),
        *("~.tmp", "._resource", "cafe\u0301", "\xa0x", "a\u2028b", "forms", "COM"),
    ],
)
def test_name_is_legal(name: str) -> None:
    check_name(name)
    assert legalise(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", " a", "a ", "a.", "~$a.docx", ".lock", ".LOCK", "desktop.ini"),
        *("Desktop.INI", "a_vti_b", "_VTI_", "CON", "prn", "Aux", "nul", "COM0"),
        *("com9", "LPT0", "lpt9", "x" * 256, "a\x00b", "a\nb", "a\x7f", "a\x85b"),
        *("a\ud800", "a\ufffe", "a\uffff", "...", " ", "de\u017fktop.ini"),
        *(f"a{character}b" for character in '"*:<>?/\\|\r\t\x1f'),
    ],
)
def test_name_is_illegal_and_can_be_made_legal(name: str) -> None:
    with pytest.raises(IllegalName):
        check_name(name)
    check_name(legalise(name))


def test_the_reason_names_the_character_and_its_place() -> None:
    with pytest.raises(IllegalName) as refused:
        check_name("a:b")
    assert refused.value.message == "A name cannot contain :"
    assert refused.value.position == 1


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("a:b?.txt", "a_b_.txt"),
        ("CON", "CON_"),
        ("desktop.ini", "desktop_.ini"),
        (".lock", "_.lock"),
        ("~$plan.docx", "_$plan.docx"),
        ("a_vti_vti_b", "a_vti-vti_b"),
        (" x. . ", "x"),
        ("y" * 300 + ".docx", "y" * 250 + ".docx"),
        ("CON" + " " * 300 + "x", "CON_"),
    ],
)
def test_a_legal_name_is_near_and_keeps_its_extension(name: str, legal: str) -> None:
    assert legalise(name) == legal


@given(st.one_of(ANY_TEXT, TRICKY))
def test_legalise_gives_a_legal_name_and_leaves_legal_ones(name: str) -> None:
    legal = legalise(name)
    check_name(legal)
    assert legalise(legal) == legal
    if is_legal(name):
        assert legal == name


@given(st.lists(LEGAL_NAMES, max_size=5), st.booleans())
def test_href_and_request_path_are_inverse(names: list[str], collection: bool) -> None:
    href = join_href(names, collection=collection)
    assert href.isascii()
    assert not set(href) & set("&<>'\" ?#\\")
    assert split_request_path(href.encode()) == tuple(names)


@pytest.mark.parametrize(
    ("names", "collection", "href"),
    [
        ((), True, "/"),
        (("a",), False, "/a"),
        (("a b", "c"), True, "/a%20b/c/"),
        (("é%&+;'#",), False, "/%C3%A9%25%26%2B%3B%27%23"),
        (("a-._~!$()*,:=@Z9",), False, "/a-._~!$()*,:=@Z9"),
        (("😀",), False, "/%F0%9F%98%80"),
    ],
)
def test_href_is_percent_encoded(
    names: tuple[str, ...], collection: bool, href: str
) -> None:
    assert join_href(names, collection=collection) == href


@given(ANY_TEXT)
def test_any_text_can_be_quoted(text: str) -> None:
    assert quote_segment(text).isascii()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"/", ()),
        (b"", ()),
        (b"/a//b/", ("a", "b")),
        (b"/caf%C3%A9", ("café",)),
        (b"/caf\xc3\xa9", ("café",)),
        (b"/cafe%CC%81", ("cafe\u0301",)),
        (b"/a%252e%252E/%25", ("a%2e%2E", "%")),
        (b"/%252fetc", ("%2fetc",)),
        (b"/a+b%20c", ("a+b c",)),
        (b"/...", ("...",)),
        (b"/" + b"a" * 4095, ("a" * 4095,)),
        (b"/" + b"%F0%9F%98%80" * 4095, ("😀" * 4095,)),
    ],
)
def test_path_is_decoded_once(raw: bytes, names: tuple[str, ...]) -> None:
    assert split_request_path(raw) == names


@pytest.mark.parametrize(
    "raw",
    [
        *(b"a", b"*", b"http://x/", b"/%", b"/%zz", b"/a%2", b"/%u1234"),
        *(b"/a/../b", b"/..", b"/.", b"/a/./b", b"/%2e%2e/a", b"/a/%2E", b"/.%2e"),
        *(b"/a%2fb", b"/a%2Fb", b"/a\\b", b"/a%5cb", b"/..%5C..", b"/%2f"),
        *(b"/%00", b"/a\x00", b"/a%0d%0aX:y", b"/a\nb", b"/%7F", b"/%C2%85", b"/%1f"),
        *(b"/%ff", b"/\xff", b"/%C3", b"/%ED%A0%80", b"/%C0%AF", b"/%C0%AE%C0%AE"),
        *(b"/" + b"a" * 4096, b"/" + b"%61" * 4096, b"/" * 60_000),
    ],
)
def test_path_is_refused(raw: bytes) -> None:
    with pytest.raises(BadPath):
        split_request_path(raw)


@pytest.mark.parametrize(
    "path_info",
    ["/../a", "/a/..", "/a\\b", "/\xff", "/\u20ac", "/a\nb", "/\0", "a", "/" * 4097],
)
def test_path_info_is_refused(path_info: str) -> None:
    with pytest.raises(BadPath):
        split_path_info(path_info)


@given(st.lists(LEGAL_NAMES, max_size=5))
def test_path_info_gives_the_names_sent(names: list[str]) -> None:
    decoded = "/" + "/".join(names)
    assert split_path_info(decoded.encode().decode("latin-1")) == tuple(names)


@given(st.binary(max_size=200))
def test_any_bytes_give_names_or_bad_path(raw: bytes) -> None:
    for path in (raw, b"/" + raw):
        with contextlib.suppress(BadPath):
            for name in split_request_path(path):
                assert name not in ("", ".", "..")
                assert not set(name) & set("/\\\0\r\n")


@given(ANY_TEXT)
def test_any_text_as_path_info_gives_names_or_bad_path(text: str) -> None:
    with contextlib.suppress(BadPath):
        assert ".." not in split_path_info(text)


@pytest.mark.parametrize(
    "header",
    [
        "/a%20b/c",
        "https://files.example/a%20b/c",
        "HTTPS://Files.Example:443/a%20b/c/",
        " https://files.example:0443/a%20b//c ",
        "http://127.0.0.1:8000/a%20b/c",
    ],
)
def test_destination_on_this_server_gives_names(header: str) -> None:
    assert parse_destination(header, own_origins=OWN) == ("a b", "c")


def test_destination_without_path_is_the_root() -> None:
    assert parse_destination("https://files.example", own_origins=OWN) == ()


def test_destination_on_an_ipv6_address_is_understood() -> None:
    own = ["http://[::1]:8000"]
    assert parse_destination("http://[::1]:8000/a", own_origins=own) == ("a",)


@pytest.mark.parametrize(
    "header",
    [
        "https://other.example/a",
        "http://files.example/a",
        "https://files.example:8443/a",
        "https://files.example.evil/a",
        "ftp://files.example/a",
    ],
)
def test_destination_on_another_server_is_foreign(header: str) -> None:
    with pytest.raises(ForeignHost):
        parse_destination(header, own_origins=OWN)


@pytest.mark.parametrize(
    "header",
    [
        *("", "a/b", "//files.example/a", "https:/a", "https:///a", "?x", "http://"),
        *("https://user@files.example/a", "https://files.example:x/a"),
        *("/a?b", "/a#b", "https://files.example/a#b", "https://files.example?x"),
    ],
)
def test_destination_is_refused(header: str) -> None:
    with pytest.raises(BadDestination):
        parse_destination(header, own_origins=OWN)


@pytest.mark.parametrize("header", ["/a/../b", "/%00", "/%ff", "/\u20ac", "/a%2fb"])
def test_destination_with_a_bad_path_is_refused(header: str) -> None:
    with pytest.raises(BadPath):
        parse_destination(header, own_origins=OWN)


@given(st.one_of(ANY_TEXT, ANY_TEXT.map("https://files.example/".__add__)))
def test_any_destination_gives_names_or_a_wire_error(header: str) -> None:
    with contextlib.suppress(WireError):
        parse_destination(header, own_origins=[*OWN, "not an origin"])
