"""rclone: a whole tree up, down and compared byte by byte."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conformance.server import LiveServer
from tests.conformance.trees import make_tree
from tests.conftest import require

pytestmark = [pytest.mark.conformance, pytest.mark.both, pytest.mark.slow]

FILES = 2_000


class Rclone:
    """rclone with one remote, ``hw:``, told by variables alone."""

    def __init__(
        self, live: LiveServer, folder: str, home: Path, *, vendor: str
    ) -> None:
        self.program = require("rclone")
        self.environ = {
            "PATH": live.environ["PATH"],
            "HOME": str(home),
            "RCLONE_CONFIG": str(home / "none.conf"),
            "RCLONE_CONFIG_HW_TYPE": "webdav",
            "RCLONE_CONFIG_HW_URL": f"{live.origin}{folder}".rstrip("/"),
            "RCLONE_CONFIG_HW_VENDOR": vendor,
            "RCLONE_CONFIG_HW_USER": live.email,
        }
        self.environ["RCLONE_CONFIG_HW_PASS"] = self("obscure", live.token).strip()

    def __call__(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [self.program, *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr[-4000:]
        return done.stdout + done.stderr


def test_a_tree_of_thousands_comes_back_byte_identical(
    live: LiveServer, folder: str, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    made = make_tree(tree, files=FILES)
    rclone = Rclone(live, folder, tmp_path, vendor="other")
    rclone("sync", str(tree), "hw:in", "--transfers", "8")
    checked = rclone("check", "--download", str(tree), "hw:in")
    assert "0 differences found" in checked
    assert f"{made} matching files" in checked
    # What is there already is not sent again, and what is gone goes there too.
    shutil.rmtree(next(one for one in tree.iterdir() if one.is_dir()))
    rclone("sync", str(tree), "hw:in")
    assert "0 differences found" in rclone("check", "--download", str(tree), "hw:in")


def test_times_of_files_are_kept_for_a_client_that_sends_them(
    live: LiveServer, folder: str, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    make_tree(tree, files=60)
    rclone = Rclone(live, folder, tmp_path, vendor="owncloud")
    rclone("sync", str(tree), "hw:in")
    back = tmp_path / "back"
    rclone("sync", "hw:in", str(back))
    for file in tree.rglob("*"):
        if file.is_file():
            copy = back / file.relative_to(tree)
            assert int(copy.stat().st_mtime) == int(file.stat().st_mtime), file
    again = rclone("sync", str(tree), "hw:in", "-v")
    assert re.search(r"There was nothing to transfer", again), again
