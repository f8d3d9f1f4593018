"""One POST to a server of somebody else's choosing, without being led astray.

A name is looked up once; the addresses found are judged, and one of them is connected
to: what is judged is what is spoken with.  Private addresses, those of this machine and
of its link are refused unless the operator allows the host.  No redirect is followed,
no proxy asked, and the whole exchange is over within a time.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_ADDRESS = 2000
"""The longest address, in characters."""
LONGEST_ANSWER = 2000
"""How many bytes of an answer are read."""
SECONDS = 15.0
"""How long an exchange lasts at most."""

_PORTS = {"http": 80, "https": 443}
# RFC 6052 2.1: an IPv4 address stands in the last four bytes.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """The address may not be spoken with; the message says why."""


class Unreachable(Exception):
    """There was no answer; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: its status, the beginning of its body, and after how long."""

    status: int
    text: str
    milliseconds: int


def check_address(url: str) -> SplitResult:
    """Return the parts of an address that can be posted to; Refused for any other."""
    if len(url) > MAX_ADDRESS:
        raise Refused(f"At most {MAX_ADDRESS:,} characters.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("An address has no spaces and plain letters only.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("That is no address.") from None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise Refused("An address begins with https:// or http:// and names a host.")
    if parts.username is not None or parts.password is not None:
        raise Refused("An address holds no user name and no password.")
    return parts


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allowed: Iterable[str] = ()
) -> Answer:
    """Send a body and return the answer, whatever its status.

    allowed  hosts that may be private: names, addresses, networks as `10.1.0.0/16`
    Raises Refused before anything was sent, Unreachable if no answer came.
    """
    parts = check_address(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    began = time.monotonic()
    connection = _Pinned(host, port, _judged(host, port, tuple(allowed)))
    if parts.scheme == "https":
        connection.context = ssl.create_default_context()
    over = threading.Event()
    watch = threading.Timer(SECONDS, _cut, (connection, over))
    watch.daemon = True
    watch.start()
    try:
        target = parts.path or "/"
        connection.request(
            "POST",
            f"{target}?{parts.query}" if parts.query else target,
            body,
            {"Host": parts.netloc, "Connection": "close", **headers},
        )
        with connection.getresponse() as answer:
            text = _begin(answer)
            status = answer.status
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(_why(error, is_late=over.is_set())) from error
    finally:
        watch.cancel()
        connection.close()
    return Answer(
        status=status,
        text=text,
        milliseconds=int((time.monotonic() - began) * 1000),
    )


def _begin(answer: HTTPResponse) -> str:
    read = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    return "".join(one if one.isprintable() or one == "\n" else " " for one in read)


def _why(error: Exception, *, is_late: bool) -> str:
    if is_late or isinstance(error, TimeoutError):
        return f"It did not answer within {SECONDS:.0f} seconds."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not good: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return "It does not speak TLS as it should."
    if isinstance(error, ConnectionRefusedError):
        return "Nothing listens there."
    if isinstance(error, OSError):
        return f"The connection failed: {error.strerror or type(error).__name__}."
    return f"It does not speak HTTP as it should ({type(error).__name__})."


def _judged(host: str, port: int, allowed: tuple[str, ...]) -> list[Address]:
    """Return the addresses of a host that may be spoken with; Refused for none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("There is no host of that name.") from None
    addresses = list(
        dict.fromkeys(ipaddress.ip_address(str(one[4][0])) for one in found)
    )
    is_named = host.casefold() in {one.casefold().strip("[]") for one in allowed}
    networks = [made for one in allowed if (made := _network(one)) is not None]
    good = [
        one
        for one in addresses
        if is_named or is_public(one) or any(one in network for network in networks)
    ]
    # One name for a public and a private address is a trick: neither is taken.
    if not good or len(good) < len(addresses):
        raise Refused("That host is in a private network, which is not allowed here.")
    return good


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the open internet, whatever it is wrapped in.

    IANA's registries of special purposes (RFC 6890), through `ipaddress`.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


class _Pinned(HTTPConnection):
    """A connection to one of the addresses that were judged, and to no other."""

    context: ssl.SSLContext | None = None

    def __init__(self, host: str, port: int, addresses: list[Address]) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._addresses = addresses

    def connect(self) -> None:
        """Connect to the first address that answers; TLS is for the host's name."""
        raw = self._first()
        if self.context is not None:
            # Before the handshake: a server that says nothing is cut off as well.
            self.sock = raw
            raw = self.context.wrap_socket(raw, server_hostname=self.host)
        self.sock = raw

    def _first(self) -> socket.socket:
        error: OSError = ConnectionRefusedError()
        for one in self._addresses:
            where: Any = (str(one), self.port)
            try:
                return socket.create_connection(where, timeout=SECONDS / 3)
            except OSError as failed:
                error = failed
        raise error


def _cut(connection: _Pinned, over: threading.Event) -> None:
    """End an exchange whose time is over, wherever it is."""
    over.set()
    raw = connection.sock
    if raw is not None:
        try:
            raw.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
