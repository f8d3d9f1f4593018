"""Shows real and broken Office files, and says how many have a preview.

    python tools/corpus.py DIR --fetch        bring the files of two Debian sources
    python tools/corpus.py DIR [--sample N]   draw them, or N of them, one by one

The sources are those of `libreoffice` and `libapache-poi-java`: some 8,000 files, many
of them broken on purpose. They come from where apt's packages come from. Each file is
converted as a job does it, with the same limits; a line of JSON says what came of all.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path

from hallway.core.previews.records import Source
from hallway.core.previews.rules import ending_of, source_of
from hallway.platform import convert
from hallway.wire.sniff import HEAD, sniff

SOURCES = ("libreoffice", "libapache-poi-java")


def fetch(folder: Path) -> None:
    """Bring the sources and unpack what is an Office file by its name."""
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    wanted = subprocess.run(
        [
            *("apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)"),
            *("Created-By: Packages", "Component: main"),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    places = folder / "sources.list"
    lines = (f"deb-src {one} main\n" for one in sorted(set(wanted)) if one.strip())
    places.write_text("".join(lines), encoding="utf-8")
    apt = [
        *("apt-get", "-q", "-o", f"Dir::Etc::SourceList={places.resolve()}"),
        *(
            "-o",
            "Dir::Etc::SourceParts=-",
            "-o",
            f"Dir::State::Lists={lists.resolve()}",
        ),
        *("-o", "APT::Sandbox::User=root"),
    ]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run(
        [*apt, "source", "--download-only", *SOURCES], cwd=folder, check=True
    )
    for packed in sorted(folder.glob("*.tar.*")):
        if packed.suffix == ".asc":
            continue
        with tarfile.open(packed, "r|*") as tar:
            for member in tar:
                if member.isfile() and source_of(member.name, "application/zip"):
                    unpack(tar, member, folder / packed.name.partition("_")[0])


def unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a file of an archive under a name that leads nowhere else."""
    opened = tar.extractfile(member)
    name = member.name.lstrip("./").replace("/", "__")[-200:]
    if opened is not None:
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(opened.read())


def draw(file: Path, office: convert.Office) -> str:
    """Draw the first pages of a file; the problem, or `shown`."""
    with file.open("rb") as opened:
        source = source_of(file.name, sniff(opened.read(HEAD)))
    if source is not Source.OFFICE:
        return "not-office"
    with tempfile.TemporaryDirectory(prefix="hallway-corpus-") as folder:
        work = Path(folder)
        body = work / f"file.{ending_of(file.name)}"
        body.write_bytes(file.read_bytes())
        pdf, problem = convert.to_pdf(office, body, work=work, alive=lambda: None)
        if pdf is None:
            return problem
        drawn = work / "drawn"
        drawn.mkdir()
        pieces = convert.draw(pdf, "pdf", work=drawn, alive=lambda: None)
        return "shown" if any(one.file for one in pieces) else "no-page"


def children() -> set[int]:
    """Return the programs of LibreOffice that run."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"soffice" in words and process.name != str(os.getpid()):
            found.add(int(process.name))
    return found


def chosen(files: list[Path], many: int) -> list[Path]:
    """Return so many of the files, each time the same."""
    order = random.Random(1)  # noqa: S311 - nothing secret
    return order.sample(files, min(many, len(files)))


def main() -> int:
    """Draw what is asked for; 1 if something outlived its limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--sample", type=int)
    given = parser.parse_args()
    if given.fetch:
        fetch(given.folder)
        return 0
    office = convert.find_office()
    if office is None:
        sys.exit("LibreOffice is not installed")
    files = sorted(
        one
        for one in given.folder.rglob("*")
        if one.is_file() and source_of(one.name, "application/zip") is Source.OFFICE
    )
    if given.sample is not None:
        files = sorted(chosen(files, given.sample))
    came: Counter[str] = Counter()
    took: list[float] = []
    before, longest = children(), convert.longest()
    for number, file in enumerate(files, 1):
        began = time.monotonic()
        result = draw(file, office)
        took.append(time.monotonic() - began)
        came[result] += 1
        print(f"{number}/{len(files)} {result} {file.name}", file=sys.stderr)
    tried = sum(came.values()) - came["not-office"]
    left = children() - before
    facts = {
        "files": len(files),
        "tried": tried,
        "shown": round(came["shown"] / max(tried, 1), 3),
        "card": round(1 - came["shown"] / max(tried, 1), 3),
        "came": dict(came),
        "p50": round(statistics.median(took), 2),
        "p95": round(sorted(took)[int(len(took) * 0.95)], 2),
        "longest": round(max(took), 2),
        "left": len(left),
    }
    print(json.dumps(facts))
    return 1 if left or max(took) > longest + 5 else 0


if __name__ == "__main__":
    sys.exit(main())
