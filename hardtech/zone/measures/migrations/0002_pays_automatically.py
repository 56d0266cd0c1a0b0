from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("measures", "0001_initial"), ("incentives", "0003_measures_leave")]

    operations = [migrations.RenameField("measure", "pays_unasked", "pays_automatically")]
