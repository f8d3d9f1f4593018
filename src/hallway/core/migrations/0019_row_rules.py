"""Row rules: derived scopes, whose they are, and grants with a condition."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_watched_streams"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScopeOwner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_once",
        ),
        migrations.AddField(
            model_name="grant",
            name="also",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="list",
            name="row_rule",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="pendingscope",
            name="rows_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="scope",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="derived",
                to="core.scope",
            ),
        ),
        migrations.AddField(
            model_name="scope",
            name="rule_key",
            field=hallway.core.fields.KeyField(db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                fields=("scope", "principal", "role", "also"), name="grant_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scope",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rule_key", ""), _negated=True),
                fields=("list", "base", "rule_key"),
                name="scope_derived_once",
            ),
        ),
        migrations.AddField(
            model_name="scopeowner",
            name="principal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="core.principal"
            ),
        ),
        migrations.AddField(
            model_name="scopeowner",
            name="scope",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="owners",
                to="core.scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="scopeowner",
            constraint=models.UniqueConstraint(
                fields=("scope", "principal"), name="scope_owner_once"
            ),
        ),
    ]
