"""The signing key is made once and read by its owner only."""

import subprocess
import sys
import threading
from pathlib import Path

from hallway.config.secrets import KEY_FILE, ensure_key, read_key


def test_the_key_is_made_at_the_first_start_and_stays(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert read_key(data) == ""
    key = ensure_key(data)
    assert len(key) >= 50
    assert ensure_key(data) == read_key(data) == key
    assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in data.iterdir()] == [KEY_FILE]


def test_starters_at_once_agree_on_one_key(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from hallway.config.secrets import ensure_key;"
        "print(ensure_key(Path(sys.argv[1])))"
    )
    source = str(Path(__file__).parents[2] / "src")
    keys: list[str] = []

    def start() -> None:
        command = [sys.executable, "-c", script, str(tmp_path)]
        keys.append(
            subprocess.check_output(command, text=True, env={"PYTHONPATH": source})
        )

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 4
    assert set(keys) == {read_key(tmp_path) + "\n"}
