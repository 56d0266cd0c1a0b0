"""What was published is never changed: decisions were made on it, and the journal holds its hash."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION incentives_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published revision stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.source, NEW.cases, NEW.digest, NEW.measure_id, NEW.number) IS DISTINCT FROM
     (OLD.source, OLD.cases, OLD.digest, OLD.measure_id, OLD.number)
     OR NOT (NEW.state = 'replaced' OR NEW.state = OLD.state) THEN
    RAISE EXCEPTION 'a published revision stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER published_text_stays BEFORE UPDATE OR DELETE ON incentives_revision
FOR EACH ROW WHEN (OLD.state IN ('published', 'replaced')) EXECUTE FUNCTION incentives_revision_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION incentives_revision_stays()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER published_text_stays ON incentives_revision"),
    ]
