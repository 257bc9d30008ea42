"""Another purpose for stored data only where an approved record stands, and never for what was agreed to."""

from django.db import migrations, models

import rufschutz.core.fields

AGREED = ("recordings_use", "consent_consent", "consent_standingconsent", "consent_staffanswer")
"""Rows that rest on consent, whatever they hold: their purpose never changes."""

REFUSAL = "the purpose of stored data never changes without an approved record"
APPROVED = """EXISTS (SELECT 1 FROM purposes_purposechange c WHERE c.tenant_id = OLD.tenant_id
    AND c.artefact = OLD.id AND c.was = OLD.purpose AND c.becomes = NEW.purpose AND c.approval <> '')"""

SQLITE = [
    *(
        f"""CREATE TRIGGER purpose_stays_{table} BEFORE UPDATE OF purpose ON {table}
        WHEN NEW.purpose <> OLD.purpose BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
        for table in AGREED
    ),
    f"""CREATE TRIGGER purpose_stays_recording BEFORE UPDATE OF purpose ON recordings_recording
    WHEN NEW.purpose <> OLD.purpose AND (OLD.consent <> '' OR NOT {APPROVED})
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER purpose_change_stays BEFORE UPDATE ON purposes_purposechange
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
POSTGRES = [
    f"""CREATE FUNCTION purpose_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {RAISE}; END $$""",
    f"""CREATE FUNCTION purpose_refuse_unapproved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.consent <> '' OR NOT {APPROVED} THEN {RAISE}; END IF;
      RETURN NEW;
    END $$""",
    *(
        f"""CREATE TRIGGER purpose_stays BEFORE UPDATE OF purpose ON {table} FOR EACH ROW
        WHEN (NEW.purpose <> OLD.purpose) EXECUTE FUNCTION purpose_refuse()"""
        for table in AGREED
    ),
    """CREATE TRIGGER purpose_stays BEFORE UPDATE OF purpose ON recordings_recording FOR EACH ROW
    WHEN (NEW.purpose <> OLD.purpose) EXECUTE FUNCTION purpose_refuse_unapproved()""",
    """CREATE TRIGGER purpose_change_stays BEFORE UPDATE ON purposes_purposechange
    FOR EACH ROW EXECUTE FUNCTION purpose_refuse()""",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


UNDO_SQLITE = [
    *(f"DROP TRIGGER IF EXISTS purpose_stays_{table}" for table in (*AGREED, "recording")),
    "DROP TRIGGER IF EXISTS purpose_change_stays",
]
UNDO_POSTGRES = [
    *(f"DROP TRIGGER purpose_stays ON {table}" for table in (*AGREED, "recordings_recording")),
    "DROP TRIGGER purpose_change_stays ON purposes_purposechange",
    "DROP FUNCTION purpose_refuse_unapproved()",
    "DROP FUNCTION purpose_refuse()",
]


def unguard(apps, schema_editor):
    for statement in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRES:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("purposes", "0002_proposals"),
        ("recordings", "0002_a_use_per_purpose"),
        ("consent", "0003_the_ledger"),
    ]

    operations = [
        migrations.AddField("proposal", "subject", models.CharField(default="policy", max_length=16)),
        migrations.CreateModel(
            name="PurposeChange",
            fields=[
                ("tenant_id", rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ("id", rufschutz.core.fields.IdField(max_length=32, primary_key=True, serialize=False)),
                ("artefact", rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ("was", models.CharField(max_length=64)),
                ("becomes", models.CharField(max_length=64)),
                ("record", models.TextField()),
                ("approval", rufschutz.core.fields.IdField(max_length=32)),
                ("at", rufschutz.core.fields.MomentField()),
                ("due_at", rufschutz.core.fields.MomentField(db_index=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(guard, unguard),
    ]
