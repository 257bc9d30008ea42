from __future__ import annotations

from django.db import migrations, models

import rufschutz.core.fields


class Migration(migrations.Migration):
    dependencies = [("offboarding", "0001_what_is_left_of_a_controller")]

    operations = [
        migrations.AddField("offboarding", "handed_at", rufschutz.core.fields.MomentField(null=True)),
        migrations.AddField("offboarding", "secret", models.BinaryField(null=True)),
        migrations.RunSQL(
            "UPDATE offboarding_offboarding SET handed_at = exported_at", migrations.RunSQL.noop
        ),
    ]
