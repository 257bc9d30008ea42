from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ingest", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="spoolposition",
            name="shift",
            field=models.IntegerField(default=0),
        ),
    ]
