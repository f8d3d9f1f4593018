"""Settings from ``hallway.toml`` and ``HALLWAY_*`` variables, typed and checked.

Imports no Django: the process that supervises the server reads this too.
"""

import difflib
import ipaddress
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

PREFIX = "HALLWAY_"
# The test suite's own switches are not settings of the product.
FOREIGN_PREFIX = "HALLWAY_TEST_"
FILE_NAME = "hallway.toml"
# How a process learns what the one that started it was told on its command line.
INHERITED = "_HALLWAY_SOURCES"
DEFAULT_DATA = Path("hallway-data")
SMTP_SCHEMES = ("smtp", "smtp+tls", "smtps")
DEFAULT_LISTEN = "127.0.0.1:8000"
# SharePoint Online's limit for one file: 250 GB.
DEFAULT_MAX_UPLOAD = 250 * 1024**3

_T = TypeVar("_T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Source(NamedTuple):
    """Where a value came from, and by what name it is set there."""

    kind: Literal["option", "variable", "file", "default"]
    name: str = ""

    def __str__(self) -> str:
        """The source as an error names it."""
        if self.kind == "default":
            return "default"
        return f"{FILE_NAME}: {self.name}" if self.kind == "file" else self.name


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided; every field is a ``HALLWAY_<NAME>`` variable."""

    data: Path
    """Directory of everything kept on this machine; absolute."""
    database_url: str
    """``sqlite:///relative``, ``sqlite:////absolute`` or ``postgres://…``."""
    storage_url: str
    """Where bodies are kept: ``file:///directory``."""
    cache_url: str
    """Empty: caches live in the process."""
    url: str
    """Scheme, host and port people type, without a path: ``https://hw.example``."""
    listen: str
    """Address and port the server binds: ``127.0.0.1:8000``."""
    trusted_proxies: tuple[Network, ...]
    """Networks whose ``X-Forwarded-*`` headers are believed."""
    durable: bool
    """Also wait for the disk at each SQLite commit (power loss loses nothing)."""
    workers: int
    """Web worker processes; more than one needs PostgreSQL."""
    threads: int
    """Requests one worker answers at a time."""
    job_threads: int
    """Background job threads in each worker; 0 leaves jobs to ``hallway worker``."""
    max_upload: int
    """Largest body taken, in bytes."""
    smtp_url: str
    """Server that takes our mail: ``smtp://``, ``smtp+tls://`` (STARTTLS) or
    ``smtps://``, with user and password if it wants them. Empty: no mail is sent."""
    mail_from: str
    """Sender of our mail; empty: ``hallway@`` and the host of ``url``."""
    metrics_token: str
    """Bearer token for ``/metrics``; empty: only loopback may read it."""
    webhook_hosts: tuple[str, ...]
    """Hosts in private networks that rules of lists may call: names, addresses,
    networks."""
    guest_forms: bool
    """Whether forms may be made that strangers answer."""
    log_level: str
    """``DEBUG``, ``INFO``, ``WARNING`` or ``ERROR``."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite:")

    @property
    def host(self) -> str:
        """Host part of ``url``, lower-case; an IPv6 address is in brackets."""
        return _bracketed(urlsplit(self.url).hostname or "")

    @property
    def is_secure(self) -> bool:
        """Whether browsers keep ``Secure`` cookies from here: https, or loopback."""
        return self.url.startswith("https:") or _is_loopback(self.host)

    @property
    def mail_sender(self) -> str:
        """Address our mail comes from."""
        return self.mail_from or f"hallway@{self.host}"

    @property
    def listen_host(self) -> str:
        """Address to bind, without brackets."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def listen_port(self) -> int:
        """Port to bind; 0 lets the system choose."""
        return int(self.listen.rpartition(":")[2])

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Hosts a request may name; a server on loopback answers all its names."""
        loopback = ("localhost", "127.0.0.1", "[::1]")
        if self.host in loopback or _is_unspecified(self.host):
            return tuple(dict.fromkeys((self.host, *loopback)))
        return (self.host,)


def load(environ: Mapping[str, str], **given: str) -> Settings:
    """Settings from the command line, variables, file and defaults, in that order.

    ``given`` holds command-line values as text by field name. Nothing is created.
    Raises ``SettingsError`` with one line that names the setting and its source.
    """
    data, chosen = _chosen(environ, given)

    def read(name: str, parse: Callable[[str, Any], _T], default: _T) -> _T:
        if name not in chosen:
            return default
        source, value = chosen[name]
        return parse(str(source), value)

    listen = read("listen", _listen, DEFAULT_LISTEN)
    settings = Settings(
        data=data,
        database_url=read(
            "database_url", _database_url, f"sqlite:///{data / 'hallway.sqlite3'}"
        ),
        storage_url=read("storage_url", _storage_url, f"file://{data / 'blobs'}"),
        cache_url=read("cache_url", _cache_url, ""),
        url=read("url", _url, f"http://{listen}"),
        listen=listen,
        trusted_proxies=read("trusted_proxies", _networks, ()),
        durable=read("durable", _boolean, False),  # noqa: FBT003 - a setting's default
        workers=read("workers", _count(1), 1),
        threads=read("threads", _count(1), 32),
        job_threads=read("job_threads", _count(0), 2),
        max_upload=read("max_upload", _count(1), DEFAULT_MAX_UPLOAD),
        smtp_url=read("smtp_url", _smtp_url, ""),
        mail_from=read("mail_from", _address, ""),
        metrics_token=read("metrics_token", _text, ""),
        webhook_hosts=read("webhook_hosts", _hosts, ()),
        guest_forms=read("guest_forms", _boolean, False),  # noqa: FBT003 - as above
        log_level=read("log_level", _log_level, "INFO"),
    )
    if settings.workers > 1 and settings.is_sqlite:
        raise SettingsError(
            f"{chosen['workers'][0]}: more than one worker needs PostgreSQL"
        )
    return settings


def sources(environ: Mapping[str, str], **given: str) -> dict[str, Source]:
    """Where `load` finds each setting; raises what it raises for a bad name."""
    _data, chosen = _chosen(environ, given)
    names = [field.name for field in fields(Settings)]
    return {name: chosen.get(name, (Source("default"), ""))[0] for name in names}


def inherit(environ: Mapping[str, str], **given: str) -> dict[str, str]:
    """The variables that have `load` in another process read what it reads here."""
    found = sources(environ, **given)
    data = str(_chosen(environ, given)[0])
    told = " ".join(
        f"{name}={source}"
        for name, source in found.items()
        if name == "data" or source.kind == "option"
    )
    return {
        **{PREFIX + name.upper(): value for name, value in given.items()},
        f"{PREFIX}DATA": data,
        INHERITED: told,
    }


def _chosen(
    environ: Mapping[str, str], given: Mapping[str, str]
) -> tuple[Path, dict[str, tuple[Source, Any]]]:
    """The data directory, and each setting that somebody set, with its source."""
    names = {field.name for field in fields(Settings)}
    chosen: dict[str, tuple[Source, Any]] = {
        name: (Source("option", f"--{name.replace('_', '-')}"), value)
        for name, value in given.items()
    }
    told = dict(one.partition("=")[::2] for one in environ.get(INHERITED, "").split())
    for name, value in _variables(environ, names).items():
        source = Source("variable", PREFIX + name.upper())
        if told.get(name) == "default":
            source = Source("default")
        elif told.get(name, "").startswith("--"):
            source = Source("option", told[name])
        chosen.setdefault(name, (source, value))
    source, value = chosen.get("data", (Source("default"), str(DEFAULT_DATA)))
    data = _directory(str(source), value)
    for name, value in _file(data / FILE_NAME, names).items():
        chosen.setdefault(name, (Source("file", name), value))
    return data, chosen


def sqlite_path(database_url: str) -> Path:
    """The file a ``sqlite:///`` URL names, absolute."""
    return Path(unquote(database_url.removeprefix("sqlite:///"))).absolute()


def _variables(environ: Mapping[str, str], names: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for variable, value in environ.items():
        if not variable.startswith(PREFIX) or variable.startswith(FOREIGN_PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in names:
            raise SettingsError(_unknown(variable, {PREFIX + n.upper() for n in names}))
        if value.strip():
            found[name] = value.strip()
    return found


def _file(path: Path, names: set[str]) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    known = names - {"data"}
    for name in found:
        if name not in known:
            raise SettingsError(f"{path}: {_unknown(name, known)}")
    return found


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{name}: there is no such setting{hint}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        # RFC 6761 6.3: the name and all below it.
        return host == "localhost" or host.endswith(".localhost")


def _is_unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _text(source: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{source}: must be text, not {value!r}")
    if any(ord(character) < 32 for character in value):
        raise SettingsError(f"{source}: must be one line without control characters")
    return value


def _hosts(source: str, value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else str(value).split(",")
    hosts = tuple(_text(source, one).strip() for one in given)
    for host in hosts:
        if not host or not host.isascii() or any(mark in host for mark in " @?#*"):
            raise SettingsError(
                f"{source}: {host!r} is no name of a host, no address and no network"
            )
    return hosts


def _boolean(source: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise SettingsError(f"{source}: must be yes or no, not {value!r}") from None


def _count(least: int) -> Callable[[str, Any], int]:
    def parse(source: str, value: object) -> int:
        text = str(value)
        plain = not isinstance(value, bool) and text.isascii() and text.isdigit()
        if not plain or int(text) < least:
            raise SettingsError(
                f"{source}: must be a whole number of at least {least}, not {value!r}"
            )
        return int(text)

    return parse


def _directory(source: str, value: object) -> Path:
    path = Path(_text(source, value)).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise SettingsError(f"{source}: {path} is not a directory")
    return path


def _database_url(source: str, value: object) -> str:
    url = _text(source, value)
    parts = _split(source, url)
    if parts.scheme == "sqlite":
        if not url.startswith("sqlite:///") or not parts.path.strip("/"):
            raise SettingsError(
                f"{source}: write sqlite:///file or sqlite:////dir/file"
            )
        return f"sqlite:///{sqlite_path(url)}"
    if parts.scheme in ("postgres", "postgresql"):
        if not parts.path.strip("/"):
            raise SettingsError(f"{source}: names no database (postgres://host/NAME)")
        return url
    raise SettingsError(f"{source}: must begin with sqlite:/// or postgres://")


def _storage_url(source: str, value: object) -> str:
    url = _text(source, value)
    parts = _split(source, url)
    if parts.scheme == "s3":
        raise SettingsError(
            f"{source}: s3:// storage comes later; use file:///directory"
        )
    if parts.scheme != "file" or parts.netloc or not parts.path.strip("/"):
        raise SettingsError(f"{source}: must be file:///directory")
    return url


def _cache_url(source: str, value: object) -> str:
    url = _text(source, value)
    if url in ("", "none"):
        return ""
    if url.startswith(("redis://", "rediss://")):
        raise SettingsError(f"{source}: redis:// caches come later; leave it out")
    raise SettingsError(f"{source}: must be none")


def _url(source: str, value: object) -> str:
    url = _text(source, value).rstrip("/")
    parts = _split(source, url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{source}: must be http://host or https://host")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise SettingsError(f"{source}: must be scheme, host and port only")
    return url


def _smtp_url(source: str, value: object) -> str:
    url = _text(source, value)
    parts = _split(source, url)
    if url and (parts.scheme not in SMTP_SCHEMES or not parts.hostname):
        raise SettingsError(
            f"{source}: must be smtp://host:port, smtp+tls://… or smtps://…"
        )
    return url


def _address(source: str, value: object) -> str:
    address = _text(source, value)
    if address and not all(address.rpartition("@")):
        raise SettingsError(f"{source}: must be an e-mail address, not {address!r}")
    return address


def _split(source: str, url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError as error:
        raise SettingsError(f"{source}: {error}") from error
    return parts


def _listen(source: str, value: object) -> str:
    text = _text(source, value)
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isdigit() or int(port) > 65535:
        raise SettingsError(f"{source}: must be ADDRESS:PORT, not {text!r}")
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise SettingsError(f"{source}: write an IPv6 address in brackets: [::1]:8000")
    return text


def _networks(source: str, value: object) -> tuple[Network, ...]:
    parts = value if isinstance(value, list) else str(value).replace(",", " ").split()
    try:
        return tuple(ipaddress.ip_network(part) for part in parts)
    except ValueError as error:
        raise SettingsError(f"{source}: {error}") from error


def _log_level(source: str, value: object) -> str:
    level = _text(source, value).upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise SettingsError(f"{source}: must be DEBUG, INFO, WARNING or ERROR")
    return level
