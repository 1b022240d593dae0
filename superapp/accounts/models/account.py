"""Account: one login.

An account means one person. It is told apart from others by its `public_id`, never by the integer key. Officers'
accounts are never citizens' accounts: `kind` says which, and a constraint keeps citizens off the desk.
"""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone


class AccountManager(BaseUserManager["Account"]):
    """Make accounts; Django's commands ask for these two verbs."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Account":
        """Create an account; without a password it cannot be signed in to."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Account":
        """Create an operator's account, which may do everything on the desk."""
        fields |= {"kind": Account.Kind.OPERATOR, "is_staff": True, "is_superuser": True}
        return self.create_user(username, password, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """One login: of a citizen, an officer or an operator of the platform."""

    class Kind(models.TextChoices):
        """Whose account it is."""

        CITIZEN = "citizen", "ประชาชน"
        OFFICER = "officer", "เจ้าหน้าที่"
        OPERATOR = "operator", "ผู้ดูแลระบบ"

    public_id = models.UUIDField("รหัสบัญชี", default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField("ชื่อผู้ใช้", max_length=150, unique=True)
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices, default=Kind.OFFICER)
    is_active = models.BooleanField("ใช้งานได้", default=True)
    is_staff = models.BooleanField("เข้าโต๊ะทำงานได้", default=False)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "บัญชี"
        verbose_name_plural = "บัญชี"
        constraints = [
            models.CheckConstraint(
                name="account_citizen_is_never_staff",
                condition=~models.Q(kind="citizen") | models.Q(is_staff=False, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
