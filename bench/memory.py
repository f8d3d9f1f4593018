"""Memory of a process and all below it."""

from pathlib import Path

PROC = Path("/proc")


def tree_megabytes(pid: int) -> float:
    """PSS of a process tree: pages shared with others are counted in part (MB)."""
    return sum(_kilobytes(one) for one in _tree(pid)) * 1024 / 1e6


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in (PROC / str(one) / "task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _kilobytes(pid: int) -> int:
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise LookupError(pid)
