"""Measures and their texts are models of the room of measures by now: only Django's idea of them changes here."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("incentives", "0002_published_text_stays"),
        ("measures", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='claim',
                    name='measure',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='measures.measure'),
                ),
                migrations.RemoveField(
                    model_name='revision',
                    name='measure',
                ),
                migrations.AlterField(
                    model_name='assessment',
                    name='measure',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='measures.measure'),
                ),
                migrations.RemoveField(
                    model_name='revision',
                    name='approved_by',
                ),
                migrations.RemoveField(
                    model_name='revision',
                    name='author',
                ),
                migrations.RemoveField(
                    model_name='revision',
                    name='based_on',
                ),
                migrations.AlterField(
                    model_name='assessment',
                    name='revision',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.revision'),
                ),
                migrations.AlterField(
                    model_name='claim',
                    name='revision',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.revision'),
                ),
                migrations.DeleteModel(
                    name='Measure',
                ),
                migrations.DeleteModel(
                    name='Revision',
                ),
            ],
        ),
    ]
