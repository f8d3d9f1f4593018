"""WebDAV's XML, parsed and rendered."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hallway.wire.davheaders import Depth
from hallway.wire.davxml import (
    DAV,
    MAX_BODY,
    MAX_PROPERTIES,
    MULTISTATUS_CLOSE,
    MULTISTATUS_OPEN,
    SUPPORTEDLOCK,
    AllProp,
    BadXml,
    LockInfo,
    LockScope,
    Prop,
    PropName,
    QName,
    Remove,
    Set,
    SyncCollection,
    XmlTooLarge,
    activelock,
    element,
    error,
    error_document,
    escape_attr,
    escape_text,
    lockdiscovery,
    multistatus_close,
    parse_lockinfo,
    parse_propfind,
    parse_proppatch,
    parse_sync_collection,
    prop_document,
    propstat,
    report_name,
    response,
    response_status,
    status_line,
)

PARSERS = (
    parse_propfind,
    parse_proppatch,
    parse_lockinfo,
    parse_sync_collection,
    report_name,
)
ETAG = QName(DAV, "getetag")


def propfind(content: str) -> bytes:
    return f'<D:propfind xmlns:D="DAV:">{content}</D:propfind>'.encode()


def patch(content: str) -> bytes:
    return f'<D:propertyupdate xmlns:D="DAV:">{content}</D:propertyupdate>'.encode()


def set_one(content: str) -> Set:
    (change,) = parse_proppatch(patch(f"<D:set><D:prop>{content}</D:prop></D:set>"))
    assert isinstance(change, Set)
    return change


def embedded(xml: str) -> etree._Element:
    """The one element in ``xml``, read back out of an answer."""
    page = MULTISTATUS_OPEN + response("/a", propstat(200, xml)) + MULTISTATUS_CLOSE
    return etree.fromstring(page.encode())[0][1][0][0]


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (b"", AllProp()),
        (b" \r\n", AllProp()),
        (propfind("<D:allprop/>"), AllProp()),
        (propfind("<D:propname/>"), PropName()),
        (propfind("<D:prop><D:getetag/></D:prop>"), Prop((ETAG,))),
        (propfind("<D:prop/>"), Prop(())),
        (propfind("<x:y xmlns:x='u'/><D:propname/>"), PropName()),
        (
            propfind("<D:allprop/><D:include><D:getetag/></D:include>"),
            AllProp((ETAG,)),
        ),
        (
            propfind('<D:prop><b/><a xmlns="u"/><D:getetag/><b/>text</D:prop>'),
            Prop((QName("", "b"), QName("u", "a"), ETAG)),
        ),
        (b"<?xml version='1.0'?><!-- x --> " + propfind("<D:propname/>"), PropName()),
        (b"\xef\xbb\xbf" + propfind("<D:propname/>"), PropName()),
    ],
)
def test_propfind_is_parsed(body: bytes, asked: object) -> None:
    assert parse_propfind(body) == asked


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_bodies_are_utf_8_or_utf_16(codec: str) -> None:
    text = propfind('<D:prop><é xmlns="u"/></D:prop>').decode()
    assert parse_propfind(text.encode(codec)) == Prop((QName("u", "é"),))


def test_an_encoding_is_declared_as_it_is() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + propfind("<D:prop/>").decode()
    assert parse_propfind(text.encode("utf-16")) == Prop(())


BOMB = (
    b'<!DOCTYPE D:propfind [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b'<D:propfind xmlns:D="DAV:" x="&b;"><D:prop>&b;</D:prop></D:propfind>'
)
EXTERNAL = (
    b'<?xml version="1.0"?><!--x--><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">'
    b']><D:propfind xmlns:D="DAV:"><D:prop>&e;</D:prop></D:propfind>'
)


@pytest.mark.parametrize(
    "body",
    [
        *(b"<", b"text", b"\0", b"<a>", b"<D:propfind xmlns:D='DAV:'>", b"\xff\xfe<"),
        *(b"<D:propfind/>", b"<D:propfind xmlns:D='DAV'><D:propname/></D:propfind>"),
        *(b"<propfind><propname/></propfind>", b"<a xmlns='DAV:'/>", b"\xff"),
        propfind(""),
        propfind("<D:foo/>"),
        propfind("<D:propname/><D:allprop/>"),
        propfind("<D:prop/><D:prop/>"),
        propfind('<D:prop><bar:foo xmlns:bar=""/></D:prop>'),
        propfind("<D:prop><bar:foo/></D:prop>"),
        propfind("<D:prop>&foo;</D:prop>"),
        propfind("<D:prop>&#1;</D:prop>"),
        propfind("<D:propname/>") + b"<x/>",
        propfind("<D:prop>" + "<a>" * 300 + "</a>" * 300 + "</D:prop>"),
        b'<?xml version="1.0" encoding="ebcdic"?>' + propfind("<D:propname/>"),
        *(BOMB, EXTERNAL, BOMB.decode().encode("utf-16")),
        b"<!DOCTYPE x>" + propfind("<D:propname/>"),
    ],
)
def test_propfind_is_refused(body: bytes) -> None:
    with pytest.raises(BadXml):
        parse_propfind(body)


@pytest.mark.parametrize("body", [BOMB, EXTERNAL])
def test_a_document_type_is_refused_before_it_is_parsed(body: bytes) -> None:
    with pytest.raises(BadXml, match="document type") as refused:
        parse_propfind(body)
    assert refused.value.position == body.index(b"<!DOCTYPE")


def test_a_doctype_in_a_comment_is_none() -> None:
    body = b"<!-- <!DOCTYPE x> --><?pi <!DOCTYPE ?>" + propfind("<D:propname/>")
    assert parse_propfind(body) == PropName()


def test_many_comments_before_nothing_are_refused_at_once() -> None:
    with pytest.raises(BadXml):
        parse_propfind(b"<!---->" * 100_000 + b"<!-")


def test_a_body_too_long_or_with_too_many_names_is_refused() -> None:
    with pytest.raises(XmlTooLarge):
        parse_propfind(b" " * MAX_BODY + propfind("<D:propname/>"))
    names = "".join(f"<a{n}/>" for n in range(MAX_PROPERTIES + 1))
    with pytest.raises(XmlTooLarge):
        parse_propfind(propfind(f"<D:prop>{names}</D:prop>"))
    with pytest.raises(XmlTooLarge):
        parse_proppatch(patch(f"<D:remove><D:prop>{names}</D:prop></D:remove>"))


def test_proppatch_keeps_document_order() -> None:
    body = patch(
        "<D:set><D:prop><a>1</a><b/></D:prop></D:set>"
        "<D:remove><D:prop><a/></D:prop></D:remove><x/>"
        "<D:set><D:prop><D:displayname>é &lt;</D:displayname></D:prop></D:set>"
    )
    first, second, third, fourth = parse_proppatch(body)
    assert (first, third) == (
        Set(QName("", "a"), '<a xmlns:D="DAV:">1</a>', "1"),
        Remove(QName("", "a")),
    )
    assert second.name == QName("", "b")
    assert isinstance(fourth, Set)
    assert (fourth.name, fourth.text) == (QName(DAV, "displayname"), "é <")


def test_a_property_stands_alone_with_its_namespaces_and_language() -> None:
    body = (
        '<propertyupdate xmlns="DAV:" xmlns:q="urn:q" xml:lang="fr"><set>'
        '<prop xml:lang="de"><x:foo xmlns:x="relative/ns" x:type="q:z">a<!-- c -->'
        "<![CDATA[<]]>&#13;<q:y/><n xmlns=''/></x:foo> tail</prop></set>"
        "</propertyupdate>"
    )
    (change,) = parse_proppatch(body.encode())
    assert isinstance(change, Set)
    one = embedded(change.xml)
    assert one.tag == "{relative/ns}foo"
    assert one.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert one.get("{relative/ns}type") == "q:z"
    assert one.nsmap["q"] == "urn:q"
    assert [child.tag for child in one] == ["{urn:q}y", "n"]
    assert (one.text, one.tail) == ("a<\r", None)


def test_a_property_without_a_namespace_keeps_none() -> None:
    change = set_one('<p xmlns="">v</p>')
    assert change.name == QName("", "p")
    assert embedded(change.xml).tag == "p"


XML_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")).map(
    lambda text: "".join(c for c in text if c >= " " or c in "\t\r\n")
)


@given(XML_TEXT)
def test_a_property_value_survives_any_number_of_round_trips(text: str) -> None:
    first = set_one(element(QName("urn:n", "p"), escape_text(text)))
    assert first.text == text
    second = set_one(first.xml)
    assert (second.text, embedded(second.xml).text or "") == (text, text)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", patch(""), patch("<D:set/>"), patch("<D:set><D:prop/></D:set>")),
        *(patch("<D:set><a/></D:set>"), propfind("<D:propname/>")),
    ],
)
def test_a_proppatch_that_changes_nothing_is_refused(body: bytes) -> None:
    with pytest.raises(BadXml):
        parse_proppatch(body)


def lockinfo(content: str) -> bytes:
    return f'<D:lockinfo xmlns:D="DAV:">{content}</D:lockinfo>'.encode()


WRITE = "<D:locktype><D:write/></D:locktype>"
EXCLUSIVE = "<D:lockscope><D:exclusive/></D:lockscope>"
SHARED = "<D:lockscope><D:shared/></D:lockscope>"


def test_lockinfo_is_parsed() -> None:
    assert parse_lockinfo(lockinfo(WRITE + SHARED)) == LockInfo(LockScope.SHARED, None)
    owner = "<D:owner><D:href>mailto:a@b</D:href></D:owner>"
    parsed = parse_lockinfo(lockinfo(EXCLUSIVE + WRITE + owner))
    assert parsed.scope is LockScope.EXCLUSIVE
    assert parsed.owner_xml is not None
    assert embedded(parsed.owner_xml)[0].text == "mailto:a@b"


@pytest.mark.parametrize(
    "content",
    [
        *("", WRITE, EXCLUSIVE, f"{EXCLUSIVE}<D:locktype/>", f"{WRITE}<D:lockscope/>"),
        f"{WRITE}<D:lockscope><D:exclusive/><D:shared/></D:lockscope>",
    ],
)
def test_lockinfo_is_refused(content: str) -> None:
    with pytest.raises(BadXml):
        parse_lockinfo(lockinfo(content))


def sync(content: str) -> bytes:
    return f'<D:sync-collection xmlns:D="DAV:">{content}</D:sync-collection>'.encode()


def test_sync_collection_is_parsed() -> None:
    body = sync(
        "<D:sync-token> urn:t:5 </D:sync-token><D:sync-level>infinite</D:sync-level>"
        "<D:limit><D:nresults>100</D:nresults></D:limit>"
        "<D:prop><D:getetag/></D:prop>"
    )
    assert parse_sync_collection(body) == SyncCollection(
        token="urn:t:5", infinite=True, limit=100, names=(ETAG,)
    )
    assert report_name(body) == QName(DAV, "sync-collection")
    first = parse_sync_collection(sync("<D:sync-token/>"))
    assert first == SyncCollection(token=None, infinite=False, limit=None, names=())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<D:sync-token/><D:sync-level>2</D:sync-level>",
        "<D:sync-token/><D:limit/>",
        "<D:sync-token/><D:limit><D:nresults>0</D:nresults></D:limit>",
        "<D:sync-token/><D:limit><D:nresults>9999999999</D:nresults></D:limit>",
    ],
)
def test_sync_collection_is_refused(content: str) -> None:
    with pytest.raises(BadXml):
        parse_sync_collection(sync(content))


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("<D:prop>", "</D:prop>", "<D:set>", "</D:set>", "<D:owner/>", "<a/>"),
            *("<D:propname/>", "<b:c/>", "&x;", "<!--", "-->", "<!DOCTYPE a>", "<?p?>"),
            *(WRITE, SHARED, "<D:sync-token/>", "]]>", "\0", "é"),
        ]
    )
).map("".join)
ROOTS = st.sampled_from([propfind, patch, lockinfo, sync])


@given(st.one_of(st.binary(), st.builds(lambda root, xml: root(xml), ROOTS, FRAGMENTS)))
def test_any_bytes_parse_or_are_bad_xml(body: bytes) -> None:
    for parse in PARSERS:
        with contextlib.suppress(BadXml):
            parse(body)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_escaped_is_read_back_but_for_what_xml_cannot_hold(text: str) -> None:
    xml = f'<a b="{escape_attr(text)}">{escape_text(text)}</a>'
    one = etree.fromstring(xml.encode())
    wanted = escape_text(text).replace("&lt;", "<").replace("&gt;", ">")
    wanted = wanted.replace("&#13;", "\r").replace("&amp;", "&")
    assert (one.text or "") == one.get("b") == wanted
    assert len(wanted) == len(text)


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert escape_text("a\x00\ud800\uffffb") == "a\ufffd\ufffd\ufffdb"


def test_elements_declare_their_namespace() -> None:
    assert element(ETAG, "x") == "<D:getetag>x</D:getetag>"
    assert element(QName("", "a")) == "<a/>"
    assert element(QName('u"&', "a"), "1") == '<x:a xmlns:x="u&quot;&amp;">1</x:a>'


def test_a_multistatus_is_well_formed() -> None:
    lock = activelock(
        token="urn:uuid:a",
        scope=LockScope.EXCLUSIVE,
        depth=Depth.INFINITY,
        root="/a%20b",
        timeout=600,
        owner_xml="<D:owner>me</D:owner>",
    )
    page = (
        MULTISTATUS_OPEN
        + response(
            "/a",
            propstat(200, lockdiscovery(lock) + SUPPORTEDLOCK)
            + propstat(403, element(ETAG), error_xml=error("cannot-modify")),
        )
        + response_status("/b", 423, error_xml=error("no-conflict", paths=["/<&"]))
        + multistatus_close(sync_token="urn:<5>")
    )
    root = etree.fromstring(page.encode())
    found = {tag: root.findtext(f".//{{DAV:}}{tag}") for tag in ("timeout", "owner")}
    assert found == {"timeout": "Second-600", "owner": "me"}
    assert root.findtext(".//{DAV:}locktoken/{DAV:}href") == "urn:uuid:a"
    assert root.findtext(".//{DAV:}lockroot/{DAV:}href") == "/a%20b"
    assert len(root.findall(".//{DAV:}lockentry")) == 2
    assert root.findtext(".//{DAV:}no-conflict/{DAV:}href") == "/<&"
    assert root.findtext("{DAV:}sync-token") == "urn:<5>"
    assert root.findtext("{DAV:}response/{DAV:}status") == "HTTP/1.1 423 Locked"


def test_a_lock_may_last_for_ever_and_have_no_owner() -> None:
    lock = activelock(
        token="a:b", scope=LockScope.SHARED, depth=Depth.ZERO, root="/", timeout=None
    )
    root = etree.fromstring(prop_document(lockdiscovery(lock)).encode())
    assert root.tag == "{DAV:}prop"
    assert root.findtext(".//{DAV:}timeout") == "Infinite"
    assert root.find(".//{DAV:}owner") is None


def test_an_error_is_a_document() -> None:
    page = error_document("lock-token-submitted", paths=["/a"])
    root = etree.fromstring(page.encode())
    assert root.tag == "{DAV:}error"
    assert root.findtext("{DAV:}lock-token-submitted/{DAV:}href") == "/a"


def test_a_status_without_a_known_phrase_keeps_the_space() -> None:
    assert status_line(200) == "HTTP/1.1 200 OK"
    assert status_line(799) == "HTTP/1.1 799 "
