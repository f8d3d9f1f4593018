"""Lists whose rules wait for their changes."""

from django.db import migrations, models

_WATCH = (
    "UPDATE core_stream SET is_watched = TRUE WHERE kind = 'list' AND ref IN"
    " (SELECT list_id FROM core_changerule WHERE is_on AND event <> 'date')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0017_attachments"),
    ]

    operations = [
        migrations.AddField(
            model_name="stream",
            name="is_watched",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(_WATCH, migrations.RunSQL.noop),
    ]
