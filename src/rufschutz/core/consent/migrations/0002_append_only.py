"""The database refuses to change a consent event, and to delete one that no erasure names."""

from django.db import migrations

CHANGED = (
    "tenant_id call purpose state at position plan text language method refused_by promised grounded evidence"
).split()
REFUSAL = "consent events are append-only"

SQLITE = [
    f"""CREATE TRIGGER consent_no_update BEFORE UPDATE OF id, {", ".join(f'"{name}"' for name in CHANGED)}
    ON consent_consentevent BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent_consentevent
    WHEN NOT EXISTS (SELECT 1 FROM retention_erasure WHERE artefact = OLD.id)
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
POSTGRES = [
    f"""CREATE FUNCTION consent_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER consent_no_update BEFORE UPDATE OF id, {", ".join(f'"{name}"' for name in CHANGED)}
    ON consent_consentevent FOR EACH ROW EXECUTE FUNCTION consent_refuse_update()""",
    f"""CREATE FUNCTION consent_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM retention_erasure WHERE artefact = OLD.id) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN OLD;
    END $$""",
    """CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent_consentevent
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_delete()""",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("retention", "0001_initial")]

    operations = [migrations.RunPython(guard)]
