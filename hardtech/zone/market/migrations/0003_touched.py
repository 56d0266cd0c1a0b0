"""Companies and people enter match catalogues: triggers note whose document a write may have changed.

Their documents are made of rows of several tables. A note is a new row, so that two transactions that touch the
same company never wait for each other.
"""

from django.db import migrations, models

NOTES = """
CREATE FUNCTION market_touch_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_touched (kind, ref, change_xid)
    SELECT DISTINCT 'company', one.ref, pg_current_xact_id()::text::bigint FROM (VALUES (NEW.ref), (OLD.ref)) AS one (ref)
    WHERE one.ref IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION market_touch_company_of_need() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_touched (kind, ref, change_xid)
    SELECT 'company', ref, pg_current_xact_id()::text::bigint FROM registry_organisation
    WHERE id IN (NEW.owner_id, OLD.owner_id);
    RETURN NULL;
END $$;

CREATE FUNCTION market_touch_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_touched (kind, ref, change_xid)
    SELECT DISTINCT 'person', one.ref, pg_current_xact_id()::text::bigint FROM (VALUES (NEW.ref), (OLD.ref)) AS one (ref)
    WHERE one.ref IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION market_touch_people_of_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_touched (kind, ref, change_xid)
    SELECT 'person', person.ref, pg_current_xact_id()::text::bigint
    FROM market_offer_people AS link JOIN registry_person AS person ON person.id = link.person_id
    WHERE link.offer_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION market_touch_person_on_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_touched (kind, ref, change_xid)
    SELECT 'person', ref, pg_current_xact_id()::text::bigint FROM registry_person
    WHERE id IN (NEW.person_id, OLD.person_id);
    RETURN NULL;
END $$;
"""
TRIGGERS = (
    ("registry_organisation", "INSERT OR UPDATE OR DELETE", "market_touch_company"),
    ("market_need", "INSERT OR UPDATE OR DELETE", "market_touch_company_of_need"),
    ("registry_person", "INSERT OR UPDATE OR DELETE", "market_touch_person"),
    ("market_offer", "UPDATE", "market_touch_people_of_offer"),
    ("market_offer_people", "INSERT OR UPDATE OR DELETE", "market_touch_person_on_offer"),
)
TRIGGER = "CREATE TRIGGER touch AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();"


class Migration(migrations.Migration):
    dependencies = [("market", "0002_change_xid"), ("registry", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(editable=False, max_length=10)),
                ("ref", models.CharField(editable=False, max_length=20)),
                ("change_xid", models.BigIntegerField(editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "change_xid"], name="touched_changes"),
                    models.Index(fields=["kind", "ref", "change_xid"], name="touched_records"),
                ],
            },
        ),
        migrations.RunSQL(NOTES, "DROP FUNCTION " + ", ".join(sorted({f"{one[2]}()" for one in TRIGGERS}))),
        *(
            migrations.RunSQL(
                TRIGGER.format(table=table, events=events, function=function),
                f"DROP TRIGGER touch ON {table}",
            )
            for table, events, function in TRIGGERS
        ),
    ]
