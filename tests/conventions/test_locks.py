"""The locks hold what pyproject.toml asks for, and nothing about where it came from."""

import re
import tomllib
from collections.abc import Iterable, Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conventions.test_files import naming
from tests.conventions.tree import ROOT

LOCKS = {
    name: ROOT / "requirements" / name for name in ("run.txt", "dev.txt", "bench.txt")
}
HOSTS = re.compile(
    r"https?://|file://|--(extra-)?index-url|--find-links|--trusted-host"
)


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text, re.MULTILINE))


def stale(wanted: Iterable[str], locked: dict[str, str]) -> Iterator[str]:
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            yield f"{requirement}: locked is {version}; run `make lock`"


def test_locks_name_no_host() -> None:
    texts = [(path, path.read_text(encoding="utf-8")) for path in LOCKS.values()]
    assert list(naming(HOSTS, texts)) == []


def test_every_locked_package_has_hashes() -> None:
    for lock in LOCKS.values():
        entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
        locked = [entry for entry in entries if "==" in entry]
        assert locked
        assert [entry for entry in locked if "--hash=sha256:" not in entry] == []


def test_locks_are_as_fresh_as_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev, bench = (pins(lock.read_text("utf-8")) for lock in LOCKS.values())
    assert list(stale(project["project"]["dependencies"], run)) == []
    assert list(stale(project["dependency-groups"]["dev"], dev)) == []
    asked = LOCKS["bench.txt"].with_suffix(".in").read_text(encoding="utf-8")
    wanted = [line for line in asked.splitlines() if not line.startswith("#")]
    assert list(stale(wanted, bench)) == []
    # Tests run what production runs.
    assert run.items() <= dev.items()


def test_a_stale_lock_is_seen() -> None:
    wanted = ["Some_Package[extra]>=2", "other"]
    assert list(stale(wanted, {"some-package": "2.1", "other": "1"})) == []
    assert len(list(stale(wanted, {"some-package": "1.9"}))) == 2
