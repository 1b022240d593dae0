from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("welfare", "0011_rights_that_resume"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankmessage",
            name="account_number",
            field=models.CharField(blank=True, max_length=34, null=True, verbose_name="เลขบัญชีของรัฐ"),
        ),
    ]
