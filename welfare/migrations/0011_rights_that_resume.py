from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("welfare", "0010_recusals"),
    ]

    operations = [
        migrations.AddField(
            model_name="entitlement",
            name="resumed_on",
            field=models.DateField(blank=True, null=True, verbose_name="กลับมามีสิทธิ"),
        ),
    ]
