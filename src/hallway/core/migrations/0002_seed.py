"""The rows every installation has: roles, built-in principals, tenant, streams."""

import uuid
from typing import Any

from django.db import migrations

# SharePoint's built-in role definitions (id, name, mask, rank).
ROLES = [
    (1073741826, "Read", 0xB008431061, 10),
    (1073741827, "Contribute", 0x1B03C4312EF, 20),
    (1073741830, "Edit", 0x1B03C431AEF, 30),
    (1073741828, "Design", 0x1B03C5F1BFF, 40),
    (1073741829, "Full Control", 0x7FFFFFFFFFFFFFFF, 50),
]
PRINCIPALS = [
    (1, "app", "System Account"),
    (2, "everyone", "Everyone"),
    (3, "all-staff", "All staff"),
    (4, "group", "Administrators"),
]


def seed(apps: Any, schema_editor: Any) -> None:
    role = apps.get_model("core", "Role")
    for number, name, mask, rank in ROLES:
        role.unscoped.create(id=number, name=name, mask=mask, rank=rank)
    principal = apps.get_model("core", "Principal")
    for number, kind, title in PRINCIPALS:
        principal.unscoped.create(id=number, guid=uuid.uuid4(), kind=kind, title=title)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('core_principal', 'id'), 4)"
        )
    apps.get_model("core", "Group").unscoped.create(
        principal_id=4,
        built_in="administrators",
        description="May do everything in every site.",
    )
    apps.get_model("core", "Tenant").unscoped.create()
    apps.get_model("core", "Directory").unscoped.create(
        kind="local", name="Local accounts", name_key="local accounts"
    )
    apps.get_model("core", "Stream").unscoped.create(kind="directory", ref=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
