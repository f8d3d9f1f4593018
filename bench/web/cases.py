"""Pages of somebody signed in, beside a plain Wagtail site with as many things."""

import contextlib
import http.client
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

from bench.compare import Bench
from bench.figures import HIGHER, LOWER, Report
from bench.load import per_second
from bench.ours import ROOT, Hallway
from bench.plan import Plan
from bench.servers import USER, Server
from bench.web.peers import Wagtail
from bench.web.signin import sign_in
from tests import postgres

BENCH = "web"
PASSWORD = "correct-horse-battery-staple"
ACCEPT = "Accept: text/html\n"
MANY = 16
# Page → its path at Hallway and at Wagtail.
PAGES = {
    "home": ("/", "/"),
    "site home": ("/sites/bench", "/s0/"),
    "library 1000": ("/sites/bench/Documents", "/s0/documents/"),
    # Hallway's addresses are those that were made.
    "person": ("", "/people/p1/"),
    "request": ("", "/request/"),
}


class Site(Hallway):
    """Hallway with a session, and as many things as Wagtail has."""

    cookie = ""
    made: Mapping[str, str] = {}

    def fill_up(self, counts: dict[str, int]) -> None:
        """Add people, sites and files by the command line."""
        for number in range(counts["people"]):
            self._run("user", "add", f"p{number}@example.com", "--name", f"P {number}")
        for number in range(1, counts["sections"]):
            self._run("site", "add", f"/sites/s{number}", "--owner", USER)
        self.fill("", counts["files"])
        done = subprocess.run(
            [sys.executable, "-m", "bench.web.furnish", json.dumps(counts)],
            env=self.environ() | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        self.made = json.loads(done.stdout)

    def sign_in(self) -> None:
        """Begin the session that all requests bring along."""
        self._run("user", "password", USER, said=f"{PASSWORD}\n")
        self.cookie = sign_in(self.port, email=USER, password=PASSWORD)


def run(plan: Plan, report: Report) -> None:
    """Measure every page on each database."""
    counts = {
        "people": plan.size(40, quick=3),
        "news": plan.size(12, quick=2),
        "sections": plan.size(10, quick=2),
        "files": plan.size(1000, quick=20),
        "few": plan.size(10, quick=2),
        "messages": plan.size(8, quick=2),
    }
    for db in plan.databases:
        with _servers(plan, db, counts) as (ours, peer):
            bench = Bench(BENCH, plan, report, [ours], [peer])
            for name, (mine, theirs) in PAGES.items():
                at = {ours.name: mine or ours.made[name], peer.name: theirs}
                _page(bench, name, at, counts)


@contextlib.contextmanager
def _servers(
    plan: Plan, db: str, counts: dict[str, int]
) -> Iterator[tuple[Site, Wagtail]]:
    urls = []
    for name in ("hallway", "wagtail"):
        place = plan.place / f"{name}-{db}"
        urls.append(f"sqlite:///{place}/data/hallway.sqlite3")
        if db == "postgres":
            urls[-1] = postgres.create_database()
    ours = Site(plan.place / f"hallway-{db}", db=db, database_url=urls[0])
    ours.fill_up(counts)
    peer = Wagtail(
        plan.place / f"wagtail-{db}", db=db, database_url=urls[1], counts=counts
    )
    with contextlib.ExitStack() as stack:
        for one in (ours, peer):
            one.start()
            stack.callback(one.stop)
        ours.sign_in()
        yield ours, peer


def _page(
    bench: Bench, name: str, paths: dict[str, str], counts: dict[str, int]
) -> None:
    def requests(server: Server, connections: int) -> float:
        assert isinstance(server, Site | Wagtail)
        return per_second(
            f"http://127.0.0.1:{server.port}{paths[server.name]}",
            method="GET",
            authorization="",
            seconds=bench.plan.seconds,
            connections=connections,
            headers=f"Cookie: {server.cookie}\n{ACCEPT}",
        )

    def alone(server: Server) -> float:
        """Milliseconds an answer takes, one after the other."""
        return 1000 / requests(server, 1)

    def together(server: Server) -> float:
        return requests(server, MANY)

    cases: tuple[tuple[str, Callable[[Server], float], str, str], ...] = (
        (name, alone, "ms", LOWER),
        (f"{name}, {MANY} at once", together, "requests/s", HIGHER),
    )
    for case, measure, unit, better in cases:
        if bench.plan.wants(case):
            for server in (*bench.ours, *bench.peers):
                _demand_page(server, paths[server.name])
            rows = counts["files"] if name.startswith("library") else 1
            bench.compare(case, measure, unit=unit, better=better, rows=rows)


def _demand_page(server: Server, path: str) -> None:
    """See that the page is there for who is signed in: a redirect would be fast."""
    assert isinstance(server, Site | Wagtail)
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", path, headers={"Cookie": server.cookie, "Accept": "text/html"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    if answer.status != 200 or not re.search(r"<h1[ >]", text):
        raise RuntimeError(f"{server.name}: {path} is answered with {answer.status}")
