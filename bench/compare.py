"""Measuring our servers and their peers in turn."""

import statistics
from collections.abc import Callable, Mapping, Sequence

from bench.figures import Report
from bench.ours import Hallway
from bench.plan import Plan
from bench.servers import Server


class Bench:
    """The servers of one run, and how each case measures one of them."""

    def __init__(
        self,
        name: str,
        plan: Plan,
        report: Report,
        ours: Sequence[Hallway],
        peers: Sequence[Server],
    ) -> None:
        self.name = name
        self.plan = plan
        self.report = report
        self.ours = ours
        self.peers = peers

    def compare(
        self,
        case: str,
        measure: Callable[[Server], float],
        *,
        unit: str,
        better: str,
        rows: int,
        besides: Mapping[str, Callable[[], float]] | None = None,
    ) -> None:
        """Measure every server in turn, round after round; the medians count."""
        if not self.plan.wants(case):
            return
        ways: dict[str, Callable[[], float]] = {
            one.name: (lambda one=one: measure(one))  # type: ignore[misc]
            for one in (*self.ours, *self.peers)
        }
        ways |= besides or {}
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(self.plan.rounds):
            for name, way in ways.items():
                found[name].append(way())
        middle = {name: statistics.median(all_) for name, all_ in found.items()}
        for mine in self.ours:
            for name in ways:
                if name in [one.name for one in self.ours]:
                    continue
                self.report.add(
                    bench=self.name,
                    case=case,
                    unit=unit,
                    better=better,
                    ours=middle[mine.name],
                    peer=middle[name],
                    peer_name=name,
                    rows=rows,
                    db=mine.db,
                )
