"""Rules and what they did are in a backup, and so is what their secrets are made of."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS

from hallway.core.automation.calling import secret_of
from hallway.core.automation.commands import turn_secret
from hallway.core.automation.models import ChangeRule, RuleCall, RuleRun
from hallway.core.automation.queries import get_rule, list_runs
from hallway.core.backup.tables import (
    columns_of,
    dumps,
    list_models,
    loads,
    read_rows,
    write_rows,
)
from hallway.platform.db import engine
from tests.core.automation.stage import DONE, points, rule, run, set_to
from tests.world import World


def test_rules_come_back_from_a_backup_as_they_were(world: World) -> None:
    owner = world.actor("owner")
    one = rule(world, DONE, assign=points(3), url="https://hooks.invalid/in")
    secret = turn_secret(owner, world.tasks, one)
    set_to(world, "task1", State="done")
    run()
    before = get_rule(owner, world.tasks, one), list_runs(owner, world.tasks, one)
    models = (ChangeRule, RuleRun, RuleCall)
    assert set(models) <= set(list_models())
    kept = {
        model: [dumps(rows) for rows in read_rows(model, using=DEFAULT_DB_ALIAS)]
        for model in models
    }
    assert secret.removeprefix("whsec_")[:20] not in str(kept)
    for model in reversed(models):
        engine().execute(f"DELETE FROM {model._meta.db_table}")
    for model in models:
        for part in kept[model]:
            write_rows(model, columns_of(model), loads(part))
    after = get_rule(owner, world.tasks, one), list_runs(owner, world.tasks, one)
    assert after == before
    assert secret_of(ChangeRule.unscoped.get(pk=one)) == secret
