"""The pages of a list's rules: made, changed, tried, looked back at."""

from __future__ import annotations

from typing import Any

import pytest

from hallway.core.automation.queries import list_rules, list_runs
from hallway.core.automation.records import AUTHOR, Event, RuleId
from hallway.core.items.commands import update_values
from hallway.core.jobs.runner import run_pending
from hallway.core.lists.queries import get_list
from hallway.wire.query import Compare, Field, Op
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World


def rules(world: World, **query: str | int) -> str:
    guid = get_list(SYSTEM, world.tasks).guid
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"/sites/hr/_layouts/rules?list={guid}{more}"


_THEN = ("message", "assign", "value", "url")
FORM: dict[str, Any] = {
    "do": "save",
    "title": "Done is told",
    "column": "State",
    "to": "done; open",
    "rule.column": "Points",
    "rule.op": "from",
    "rule.value": "2",
    "tell": ["Visitor"],
    "whom": [AUTHOR, "Who"],
    "message": "It is finished",
    "assign": "Due",
    "value": "@today+7",
    "url": "https://hooks.example/in",
}

NOTHING = {"tell": [""], "whom": [], **dict.fromkeys(_THEN, "")}


def made(world: World) -> int:
    (one,) = list_rules(SYSTEM, world.tasks)
    return int(one.id)


def test_a_rule_is_made_told_in_a_sentence_and_changed(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    settings = owner.get(
        f"/sites/hr/_layouts/list?list={get_list(SYSTEM, world.tasks).guid}"
    )
    assert rules(world) in settings.text.replace("&amp;", "&")
    assert "No rules yet" in words(owner.get(rules(world)))
    assert "A column changes" in words(owner.get(rules(world, show="add")))
    address = rules(world, show="add", event="column")
    assert "This column changes" in words(owner.get(address))
    page = owner.follow(owner.post(address, FORM))
    said = words(page)
    assert (
        f"When “State {HR_SECRET}” becomes “done or open”, and if Points {HR_SECRET}"
        in said
    )
    assert "tell Visitor, whoever made it, whoever “Who" in said
    assert f"set “Due {HR_SECRET}” to “in 7 days” and call hooks.example." in said
    assert "Acts with the rights of Owner" in said
    (one,) = list_rules(SYSTEM, world.tasks)
    assert one.content.trigger.to == ("done", "open")
    assert one.content.where == Compare(Field("Points"), Op.GE, 2.0)
    change = rules(world, show="change", rule=one.id)
    form = owner.get(change)
    for kept in ('value="done; open"', 'value="@today+7"', "It is finished"):
        assert kept in form.text
    again = {
        **FORM,
        "title": "Another",
        "rule.column": "",
        "assign": "",
        "value": "",
        "tell": [f"#{world.principal('member')}"],
    }
    assert "by e-mail too" not in said
    again["mail"] = "1"
    page = owner.follow(owner.post(change, again))
    assert "Another" in words(page)
    assert "“It is finished”, by e-mail too" in words(page)
    assert 'name="mail" value="1" checked' in owner.get(change).text
    gone = owner.get(rules(world, show="add", event="deleted"))
    assert 'name="mail"' not in gone.text
    (one,) = list_rules(SYSTEM, world.tasks)
    assert (one.content.where, one.content.assign) == (None, None)


def test_a_rule_of_days_is_read_and_shown(enter: Enter, world: World) -> None:
    owner = enter("owner")
    address = rules(world, show="add", event="date")
    form = {**FORM, "column": "Due", "days": "1", "side": "before", "hour": "9"}
    said = words(owner.follow(owner.post(address, form)))
    assert f"1 day before “Due {HR_SECRET}” at 09:00" in said
    (one,) = list_rules(SYSTEM, world.tasks)
    trigger = one.content.trigger
    assert (trigger.event, trigger.days, trigger.hour) == (Event.DATE, -1, 9)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title-error"),
        ({"column": ""}, "column-error"),
        ({"column": "Points", "to": "many"}, "to-error"),
        ({"column": "Done", "to": "perhaps"}, "to-error"),
        ({"rule.op": "nothing"}, 'role="alert"'),
        ({"tell": ["Nobody at all"]}, "tell-error"),
        ({"message": ""}, "message-error"),
        ({"message": "x" * 501}, "message-error"),
        ({"assign": ""}, "assign-error"),
        ({"assign": "Points", "value": "many"}, "value-error"),
        ({"assign": "State", "value": "lost"}, "value-error"),
        ({"url": "ftp://hooks.example"}, "url-error"),
        ({"url": "http://a.example/\x00"}, "url-error"),
        (
            {
                "tell": [""],
                "whom": [],
                "message": "",
                "assign": "",
                "value": "",
                "url": "",
            },
            "Say what is to be done",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_all_is_kept(
    enter: Enter, world: World, given: dict[str, Any], field: str
) -> None:
    form = {**FORM, **given}
    answer = enter("owner").post(rules(world, show="add", event="column"), form)
    assert answer.status == 400
    assert field in answer.text
    for name in ("title", "to", "message", "url", "rule.value"):
        if form[name] and name not in given:
            assert str(form[name]) in answer.text
    assert list_rules(SYSTEM, world.tasks) == []


@pytest.mark.parametrize("given", [{"days": "x"}, {"hour": "77"}, {"days": "9999"}])
def test_days_that_cannot_be_are_refused(
    enter: Enter, world: World, given: dict[str, str]
) -> None:
    form = {**FORM, "column": "Due", "days": "1", "hour": "9", **given}
    answer = enter("owner").post(rules(world, show="add", event="date"), form)
    assert answer.status == 400
    assert f'id="{next(iter(given))}-error"' in answer.text


def test_a_rule_is_tried_and_its_history_is_shown(enter: Enter, world: World) -> None:
    owner = enter("owner")
    form = {**FORM, "url": "", "rule.column": "", "whom": []}
    owner.post(rules(world, show="add", event="column"), form)
    here = rules(world, show="rule", rule=made(world))
    tried = owner.post(here, {"do": "try", "rule": made(world), "number": "2"})
    assert f"About “Task 2 {HR_SECRET}” it would act" in words(tried)
    assert "tells Visitor" in words(tried)
    wrong = owner.post(here, {"do": "try", "rule": made(world), "number": "99"})
    assert wrong.status == 404
    assert "There is no item of this number" in words(wrong)
    update_values(world.actor("member"), world.task1, values={"State": "done"})
    run_pending()
    assert len(list_runs(world.actor("owner"), world.tasks, RuleId(made(world)))) == 1
    said = words(owner.get(here))
    assert "after a change by Member" in said
    assert f"sets “Due {HR_SECRET}”" in said
    bell = words(enter("visitor").get("/notifications"))
    assert f"It is finished: “Task 1 {HR_SECRET}”" in bell


def test_a_rule_is_switched_and_deleted(enter: Enter, world: World) -> None:
    owner = enter("owner")
    owner.post(rules(world, show="add", event="column"), FORM)
    one = {"rule": made(world)}
    assert "Switched off" in words(
        owner.follow(owner.post(rules(world), {"do": "off", **one}))
    )
    assert not list_rules(SYSTEM, world.tasks)[0].is_on
    assert "Switched on" in words(
        owner.follow(owner.post(rules(world), {"do": "on", **one}))
    )
    assert "Delete the rule" in words(owner.get(rules(world, show="delete", **one)))
    assert "deleted" in words(
        owner.follow(owner.post(rules(world), {"do": "delete", **one}))
    )
    assert list_rules(SYSTEM, world.tasks) == []


def test_a_secret_is_shown_once(enter: Enter, world: World) -> None:
    owner = enter("owner")
    owner.post(rules(world, show="add", event="column"), FORM)
    here = rules(world, show="rule", rule=made(world))
    shown = owner.post(here, {"do": "secret", "rule": made(world)})
    assert "whsec_" in shown.text
    assert "no-store" in shown.headers["cache-control"]
    assert "whsec_" not in owner.get(here).text


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 403), ("nobody", 404), ("acme", 404)]
)
def test_rules_are_shown_to_who_manages_the_list(
    enter: Enter, world: World, who: str, status: int
) -> None:
    enter("owner").post(rules(world, show="add", event="column"), FORM)
    one = made(world)
    for query in ("", "add", "rule", "change", "delete"):
        answer = enter(who).get(rules(world, show=query, rule=one, event="added"))
        assert answer.status == status
        assert "Done is told" not in answer.text
    if who == "acme":
        # No page of staff gives a customer the token that forms carry.
        return
    for do in ("save", "on", "off", "delete", "try", "secret"):
        answer = enter(who).post(
            rules(world), {**FORM, "do": do, "rule": one, "event": "added"}
        )
        assert answer.status == status
        assert "Done is told" not in answer.text or do == "save"


@pytest.mark.parametrize(
    "nonsense", ["-1", "9" * 40, "x" * 20_000, "a\x00b\u202e", "'\"><script>alert(1)"]
)
def test_nonsense_in_every_field_is_refused_in_words(
    enter: Enter, world: World, nonsense: str
) -> None:
    owner = enter("owner")
    fields = [*FORM, "days", "side", "hour", "term", "number"]
    every: dict[str, Any] = {**dict.fromkeys(fields, nonsense), "do": "save"}
    for event in ("column", "date"):
        answer = owner.post(rules(world, show="add", event=event), every)
        assert answer.status == 400
        assert "<script>alert" not in answer.text
    for do in ("try", "on", "secret"):
        form = {"do": do, "rule": nonsense, "number": nonsense}
        assert owner.post(rules(world), form).status in (400, 404)
    assert list_rules(SYSTEM, world.tasks) == []
