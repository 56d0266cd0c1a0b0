"""Measures and their texts leave the incentives: tables, and what hangs on them, are renamed; nothing is copied."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import hardtech.zone.common.ordered_json
import hardtech.zone.common.refs
from django.conf import settings
from django.db import migrations, models

TABLES = """
ALTER TABLE OLD_measure RENAME TO NEW_measure;
ALTER TABLE OLD_revision RENAME TO NEW_revision;
ALTER FUNCTION OLD_revision_stays() RENAME TO NEW_revision_stays;
DO $$
DECLARE kept record;
BEGIN
  FOR kept IN SELECT conrelid::regclass AS holder, conname AS name FROM pg_constraint
              WHERE conname ~ 'OLD_(measure|revision)_' AND connamespace = current_schema()::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', kept.holder, kept.name,
                   regexp_replace(kept.name, 'OLD_(measure|revision)_', 'NEW_\\1_'));
  END LOOP;
  FOR kept IN SELECT relname AS name FROM pg_class WHERE relname ~ '^OLD_(measure|revision)_'
              AND relkind IN ('i', 'S') AND relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', kept.name, regexp_replace(kept.name, '^OLD_', 'NEW_'));
  END LOOP;
END $$;
UPDATE django_content_type SET app_label = 'NEW' WHERE app_label = 'OLD' AND model IN ('measure', 'revision');
"""
"""Rights on the models hang on their content types, and follow; so do references and the trigger on published texts."""


def renamed(old: str, new: str) -> str:
    return TABLES.replace("OLD", old).replace("NEW", new)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("contenttypes", "0002_remove_content_type_name"),
        ("incentives", "0002_published_text_stays"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(renamed("incentives", "measures"), renamed("measures", "incentives")),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Measure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=hardtech.zone.common.refs.uuid7, editable=False, unique=True)),
                        ('ref', models.CharField(editable=False, max_length=20, unique=True)),
                        ('key', models.CharField(max_length=120, unique=True, verbose_name='id in the rulebooks')),
                        ('title_en', models.CharField(blank=True, max_length=300, verbose_name='title in English')),
                        ('title_zh', models.CharField(blank=True, max_length=300, verbose_name='title in Chinese')),
                        ('pays_unasked', models.BooleanField(default=False, help_text='The nightly run proposes a payment to every organisation whose facts are complete.', verbose_name='paid without application')),
                        ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ('takes_claims', models.BooleanField(default=True, help_text='The zone decides claims on it. Off: another authority does.', verbose_name='claimed here')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'verbose_name': 'measure',
                        'verbose_name_plural': 'measures',
                        'ordering': ['key'],
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='measure_search')],
                    },
                ),
                migrations.CreateModel(
                    name='Revision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=hardtech.zone.common.refs.uuid7, editable=False, unique=True)),
                        ('ref', models.CharField(editable=False, max_length=20, unique=True)),
                        ('number', models.PositiveIntegerField(verbose_name='number')),
                        ('origin', models.CharField(choices=[('rulebook', 'Rulebook'), ('officer', 'Zone officer')], max_length=10, verbose_name='origin')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Waits for approval'), ('published', 'Published'), ('replaced', 'Replaced by a later one'), ('rejected', 'Sent back')], max_length=10, verbose_name='state')),
                        ('source', hardtech.zone.common.ordered_json.OrderedJSONField()),
                        ('cases', hardtech.zone.common.ordered_json.OrderedJSONField(default=list)),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('reason', models.TextField(blank=True, max_length=2000, verbose_name='why it is changed')),
                        ('remark', models.TextField(blank=True, max_length=2000, verbose_name='remark of the approver')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.revision')),
                        ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='measures.measure')),
                    ],
                    options={
                        'verbose_name': 'revision of a measure',
                        'verbose_name_plural': 'revisions of measures',
                        'ordering': ['measure', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('measure', 'number'), name='revision_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('measure',), name='one_published_revision'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('author')), _negated=True), ('author__isnull', True), _connector='OR'), name='four_eyes_on_a_revision'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'officer'), ('state__in', ['published', 'replaced']), _negated=True), models.Q(('approved_by__isnull', False), ('author__isnull', False)), _connector='OR'), name='published_by_a_second_officer')],
                    },
                ),
            ],
        ),
    ]
