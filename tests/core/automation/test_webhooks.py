"""Webhooks: signed as Standard Webhooks says, sent until taken, to no private host."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from hallway.core import clock
from hallway.core.automation import jobs, rules
from hallway.core.automation.commands import turn_secret
from hallway.core.automation.queries import get_rule
from hallway.core.automation.records import Event, RuleId, RunState, Stop, Trigger
from hallway.core.changes.queries import list_audit
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.commands import delete_item
from hallway.core.jobs.runner import run_pending
from hallway.platform.db import engine
from tests.core.automation.stage import (
    ADDED,
    DONE,
    make,
    rule,
    run,
    runs,
    set_to,
    tell,
    told,
)
from tests.world import SYSTEM, World


class Hook(ThreadingHTTPServer):
    """Takes what is posted, and answers what it was told to, the last for good."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.answers = [200]
        self.taken: list[tuple[dict[str, str], str]] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}/in?from=hallway"


class _Taking(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        """Take a message."""
        length = int(self.headers["Content-Length"])
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.taken.append((headers, self.rfile.read(length).decode()))
        answers = self.server.answers
        self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
        if self.path == "/in?from=hallway":
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"said by the hook\x00")

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    settings.HALLWAY = dataclasses.replace(
        settings.HALLWAY, webhook_hosts=("127.0.0.1",)
    )
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def make_due() -> None:
    engine().execute("UPDATE core_job SET due = 0")


def verified(secret: str, headers: dict[str, str], body: str) -> bool:
    """Check a message as its receiver does, by the text of the specification."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    good = base64.b64encode(hmac.digest(key, signed.encode(), hashlib.sha256)).decode()
    return f"v1,{good}" in headers["webhook-signature"].split()


def hooked(world: World, url: str, trigger: Trigger = DONE) -> tuple[RuleId, str]:
    one = rule(world, trigger, url=url)
    return one, turn_secret(world.actor("owner"), world.tasks, one)


def test_a_message_is_signed_and_says_what_happened(world: World, hook: Hook) -> None:
    one, secret = hooked(world, hook.url)
    set_to(
        world, "task1", State="done", Who=world.principal("visitor"), Due="2027-01-31"
    )
    run()
    ((headers, body),) = hook.taken
    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + " ")
    assert abs(int(headers["webhook-timestamp"]) - clock.now() // clock.SECOND) < 60
    said = orjson.loads(body)
    assert headers["webhook-id"] == said["id"]
    assert said["type"] == "item.changed"
    data = said["data"]
    assert data["changed"] == ["Due", "State", "Who"]
    assert data["values"]["Who"] == {
        "id": world.principal("visitor"),
        "name": "Visitor",
    }
    assert data["values"]["Due"] == "2027-01-31"
    assert (data["item"]["number"], data["by"]["name"]) == (1, "Owner")
    assert data["item"]["url"].endswith("/1")
    (did,) = runs(world, one)
    assert did.call is not None
    assert (did.call.state, did.call.id) == ("sent", said["id"])
    assert [(a.status, a.text) for a in did.call.answers] == [
        (200, "said by the hook ")
    ]


def test_a_secret_that_was_turned_signs_for_a_day_more(
    world: World, hook: Hook
) -> None:
    one, old = hooked(world, hook.url)
    new = turn_secret(world.actor("owner"), world.tasks, one)
    assert new != old
    set_to(world, "task1", State="done")
    run()
    assert all(verified(each, *hook.taken[0]) for each in (old, new))
    engine().execute("UPDATE core_changerule SET turned = turned - %s", (clock.DAY,))
    set_to(world, "task2", State="done")
    run()
    assert verified(new, *hook.taken[1])
    assert not verified(old, *hook.taken[1])
    told_of = list_audit(SYSTEM, verb="rule.secret_made")
    assert len(told_of) == 2
    assert new not in str(told_of)


def test_what_was_not_taken_is_sent_again_as_the_same(world: World, hook: Hook) -> None:
    hook.answers = [500, 503, 200]
    one, secret = hooked(world, hook.url)
    set_to(world, "task1", State="done")
    run()
    (did,) = runs(world, one)
    assert did.call is not None
    assert (did.call.state, did.call.tries) == ("queued", 1)
    assert get_rule(SYSTEM, world.tasks, one).failing is not None
    for _ in range(3):
        make_due()
        run()
    assert len({headers["webhook-id"] for headers, _ in hook.taken}) == 1
    assert len({body for _, body in hook.taken}) == 1
    assert all(verified(secret, *each) for each in hook.taken)
    (did,) = runs(world, one)
    assert did.call is not None
    assert [a.status for a in did.call.answers] == [500, 503, 200]
    assert did.call.state == "sent"
    assert get_rule(SYSTEM, world.tasks, one).failing is None


def test_a_busy_list_lets_messages_have_their_turn(
    world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    monkeypatch.setattr(jobs, "TURN", 1)
    one, _ = hooked(world, hook.url)
    set_to(world, "task1", State="done")
    set_to(world, "task2", State="done")
    # The rules of the list, then the first message: only then the rules again.
    assert run_pending(limit=2) == 2
    assert len(hook.taken) == 1
    assert [did.state for did in runs(world, one)] == [RunState.DUE, RunState.DONE]
    run()
    assert len(hook.taken) == 2


def test_a_redirect_is_not_followed(world: World, hook: Hook) -> None:
    hook.answers = [302]
    one, _ = hooked(world, hook.url)
    set_to(world, "task1", State="done")
    run()
    assert len(hook.taken) == 1
    (did,) = runs(world, one)
    assert did.call is not None
    assert (did.call.state, did.call.answers[0].status) == ("queued", 302)


def test_a_private_host_is_refused_unless_allowed(
    world: World, hook: Hook, settings: Any
) -> None:
    settings.HALLWAY = dataclasses.replace(settings.HALLWAY, webhook_hosts=())
    one, _ = hooked(world, hook.url)
    set_to(world, "task1", State="done")
    run()
    assert hook.taken == []
    (did,) = runs(world, one)
    assert did.call is not None
    assert "private network" in did.call.answers[0].text


def test_messages_that_never_arrive_stop_the_rule_in_the_end(
    world: World, hook: Hook
) -> None:
    hook.answers = [410]
    one, _ = hooked(world, hook.url)
    set_to(world, "task1", State="done")
    run()
    for _ in rules.WAITS:
        make_due()
        run()
    (did,) = runs(world, one)
    assert did.call is not None
    assert (did.call.state, did.call.tries) == ("failed", len(rules.WAITS) + 1)
    assert get_rule(SYSTEM, world.tasks, one).is_on
    engine().execute(
        "UPDATE core_changerule SET failing = failing - %s", (rules.FAILING + 1,)
    )
    set_to(world, "task2", State="done")
    run()
    assert get_rule(SYSTEM, world.tasks, one).stopped is Stop.FAILING
    assert told(world, "owner") == [("rule.stopped", "A rule")]


def test_what_is_deleted_is_told_with_its_last_values(world: World, hook: Hook) -> None:
    hooked(world, hook.url, Trigger(event=Event.DELETED))
    delete_item(world.actor("owner"), world.task2)
    run()
    ((_, body),) = hook.taken
    said = orjson.loads(body)
    assert (said["type"], said["data"]["item"]["url"]) == ("item.deleted", None)
    assert said["data"]["values"]["Points"] == 2


def test_only_rules_with_a_webhook_have_a_secret(world: World, hook: Hook) -> None:
    one = rule(world, ADDED, tell=tell(world, "visitor"))
    with pytest.raises(Conflict):
        turn_secret(world.actor("owner"), world.tasks, one)
    other, _ = hooked(world, hook.url)
    with pytest.raises(NotFound):
        turn_secret(world.actor("nobody"), world.tasks, other)


def test_no_secret_is_kept_in_the_database(world: World, hook: Hook) -> None:
    _, secret = hooked(world, hook.url)
    kept = engine().fetch_all("SELECT * FROM core_changerule")
    assert secret not in str(kept)
    assert secret.removeprefix("whsec_")[:20] not in str(kept)


def test_what_was_done_long_ago_is_forgotten(world: World) -> None:
    one = rule(world, ADDED, tell=tell(world, "visitor"))
    make(world)
    run()
    engine().execute("UPDATE core_rulerun SET at = at - %s", (jobs.KEPT + clock.DAY,))
    assert jobs.drop_runs(SYSTEM) == 1
    assert runs(world, one) == []
