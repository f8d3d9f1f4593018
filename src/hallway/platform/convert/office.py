"""Office and OpenDocument files as PDF, by LibreOffice where it is installed.

Each file has a process, a profile and a folder of its own, all gone afterwards: a file
that spoils one spoils no other.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hallway.platform.convert import draw
from hallway.platform.convert.children import Alive, Ended, run_child

SECONDS, MEMORY = 60.0, 4 * 1024**3
_ALONE = (
    *("unshare", "--user", "--map-root-user", "--net", "--pid"),
    *("--fork", "--kill-child", "--"),
)
_PROGRAMS = ("soffice", "/usr/lib/libreoffice/program/soffice", "libreoffice")
_BUILD = re.compile(r"^buildid=(\S{1,40})", re.MULTILINE)
_COMMON = "/org.openoffice.Office.Common"
# No macros, no links followed, and where a network is there after all, a proxy that
# is not.
_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Save/Document", "WarnAlienFormat", "false"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """LibreOffice as it is installed here; `tool` names it and how it is used."""

    program: str
    build: str

    @property
    def tool(self) -> str:
        """What converts: with another one what failed is tried again."""
        return f"libreoffice {self.build}, 1"


def find_office() -> Office | None:
    """LibreOffice, or None where it is not installed."""
    for name in _PROGRAMS:
        program = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin")
        if program is not None:
            return Office(program=program, build=_build(program))
    return None


@cache
def _build(program: str) -> str:
    try:
        beside = Path(program).resolve().with_name("versionrc")
        found = _BUILD.search(beside.read_text("utf-8", "replace"))
    except OSError:
        found = None
    return found[1] if found else "?"


@cache
def has_own_network() -> bool:
    """Tell whether this kernel lets us take the network from a child."""
    if shutil.which(_ALONE[0], path="/usr/bin:/bin") is None:
        return False
    done = subprocess.run(
        [*_ALONE, "true"], check=False, capture_output=True, timeout=10
    )
    return done.returncode == 0


def longest() -> float:
    """The seconds that an Office file may take until its pages are drawn."""
    return SECONDS + draw.SECONDS


def to_pdf(
    office: Office,
    source: Path,
    *,
    work: Path,
    alive: Alive,
    seconds: float = SECONDS,
) -> tuple[Path | None, str]:
    """Convert a file, whose name has its own ending; the PDF, or the problem.

    `broken` is what LibreOffice does not open, an encrypted file too; `too-long` what
    it did not finish in time.
    """
    profile, made = work / "profile", work / "made"
    (profile / "user").mkdir(parents=True)
    made.mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
    words = [
        *(_ALONE if has_own_network() else ()),
        office.program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "pdf", "--outdir", str(made), str(source)),
    ]
    ended = run_child(words, work=work, seconds=seconds, memory=MEMORY, alive=alive)
    found = next(made.glob("*.pdf"), None)
    if ended is Ended.LATE:
        return None, "too-long"
    if found is None or not found.stat().st_size:
        return None, "broken"
    return found, ""


def _profile() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n"
    )
