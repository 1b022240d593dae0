import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_officers_as_citizens"),
        ("welfare", "0009_evidence_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("self", "เป็นผู้ยื่นเอง"),
                            ("family", "เป็นญาติของผู้ยื่น"),
                            ("business", "มีผลประโยชน์ร่วมกับผู้ยื่น"),
                            ("dispute", "มีข้อพิพาทกับผู้ยื่น"),
                            ("other", "มีเหตุอื่นที่อาจไม่เป็นกลาง"),
                        ],
                        max_length=10,
                        verbose_name="เหตุ",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="เมื่อ")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="welfare.application",
                        verbose_name="คำขอ",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.officer",
                        verbose_name="เจ้าหน้าที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "การไม่ร่วมพิจารณา",
                "verbose_name_plural": "การไม่ร่วมพิจารณา",
                "constraints": [models.UniqueConstraint(fields=("application", "officer"), name="recusal_once")],
            },
        ),
    ]
