"""Citizen: the one person behind all of somebody's digital identities.

Found by the blind index of their number alone (`with_pid`). Everything that says who it is lies sealed under the
citizen's own data key; destroying `data_key` erases them wherever copies of the rows may lie.
"""

from datetime import date

from django.db import models
from django.utils import timezone

from superapp.accounts import cipher

from .account import Account

CITIZEN_ID = "pid"
# By the key's number modulo 2: while the key of blind indexes is being changed, both columns are kept and asked.
INDEX_COLUMNS = ("pid_index_2", "pid_index")


def pid_indexes(pid: str) -> dict[str, str]:
    """Return the columns by which the number `pid` is found, with their values: one, or two while keys change."""
    return {
        INDEX_COLUMNS[key_id % 2]: cipher.index_by(key, CITIZEN_ID, pid) for key_id, key in cipher.index_keys().items()
    }


class CitizenQuerySet(models.QuerySet["Citizen"]):
    """Which citizens."""

    def with_pid(self, pid: str) -> "CitizenQuerySet":
        """Return the citizen whose number is `pid`, or none."""
        return self.filter(models.Q(*pid_indexes(pid).items(), _connector=models.Q.OR))


class Citizen(models.Model):
    """A person known to the state by a citizen's number."""

    account = models.OneToOneField(Account, verbose_name="บัญชี", on_delete=models.PROTECT, related_name="citizen")
    pid_index = models.CharField("ดัชนีเลขประจำตัว", max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    pid_index_2 = models.CharField("ดัชนีเลขประจำตัว (กุญแจคู่)", max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    data_key = models.BinaryField("กุญแจข้อมูล", null=True, editable=False)
    pid_sealed = models.BinaryField("เลขประจำตัวประชาชน", null=True, editable=False)
    name_th_sealed = models.BinaryField("ชื่อ (ไทย)", null=True, editable=False)
    name_en_sealed = models.BinaryField("ชื่อ (อังกฤษ)", null=True, editable=False)
    birth_date_sealed = models.BinaryField("วันเกิด", null=True, editable=False)
    phone_sealed = models.BinaryField("โทรศัพท์", null=True, editable=False)
    email_sealed = models.BinaryField("อีเมล", null=True, editable=False)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)
    erased_at = models.DateTimeField("ลบข้อมูลเมื่อ", null=True, editable=False)

    objects = CitizenQuerySet.as_manager()

    class Meta:
        verbose_name = "ประชาชน"
        verbose_name_plural = "ประชาชน"
        constraints = [
            models.CheckConstraint(
                name="citizen_erased_keeps_nothing",
                condition=models.Q(erased_at__isnull=True, data_key__isnull=False)
                & (models.Q(pid_index__isnull=False) | models.Q(pid_index_2__isnull=False))
                | models.Q(
                    erased_at__isnull=False,
                    pid_index__isnull=True,
                    pid_index_2__isnull=True,
                    data_key__isnull=True,
                    pid_sealed__isnull=True,
                    name_th_sealed__isnull=True,
                    name_en_sealed__isnull=True,
                    birth_date_sealed__isnull=True,
                    phone_sealed__isnull=True,
                    email_sealed__isnull=True,
                ),
            )
        ]

    def __str__(self) -> str:
        # A pseudonym: this text reaches logs.
        return f"citizen-{self.public_id}"

    @property
    def public_id(self) -> str:
        """The account's public id: the only name a citizen has outside this table."""
        return str(self.account.public_id)

    def own_key(self) -> bytes:
        """Return the citizen's data key, for sealing what is theirs wherever it lies.

        :raises cipher.Unreadable: when it was destroyed.
        """
        if self.data_key is None:
            raise cipher.Unreadable("the citizen's key was destroyed")
        return cipher.unwrapped(bytes(self.data_key), ("citizen", self.public_id, "data_key"))

    def make_key(self) -> None:
        """Give a new citizen a data key; the caller saves."""
        self.data_key = cipher.new_data_key(("citizen", self.public_id, "data_key"))

    def know_by(self, pid: str) -> None:
        """Keep the number `pid`: sealed, and its index for finding it. The caller saves."""
        for column, value in pid_indexes(pid).items():
            setattr(self, column, value)
        self.seal(CITIZEN_ID, pid)

    def seal(self, column: str, text: str | None) -> None:
        """Keep `text` sealed in `column` ("pid", "name_th", "birth_date" ...); None empties it. The caller saves."""
        value = None
        if text is not None:
            value = cipher.seal_with(self.own_key(), text, ("citizen", self.public_id, column))
        setattr(self, f"{column}_sealed", value)

    def read(self, column: str) -> str | None:
        """Return what is sealed in `column`; None when nothing is kept."""
        value = getattr(self, f"{column}_sealed")
        if value is None:
            return None
        return cipher.opened_with(self.own_key(), bytes(value), ("citizen", self.public_id, column))

    @property
    def birth_date(self) -> date | None:
        """The day of birth; None when it is not known to the day."""
        text = self.read("birth_date")
        return date.fromisoformat(text) if text is not None and len(text) == 10 else None
