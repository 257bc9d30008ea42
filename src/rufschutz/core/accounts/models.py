"""People, the accounts they sign in with, and what they may do for which tenant.

Users are installation-wide; a membership ties a person to a tenant in one role.
Approvals count persons, never accounts. No permission flag of Django is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis


class Role(models.TextChoices):
    """What a person may do for a tenant; what each role sees is decided in one table elsewhere."""

    OWNER = "owner"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    DEPUTY = "deputy"


class House(models.TextChoices):
    """Whose people somebody is, where a phone service answers for a client; '' where nobody has said."""

    UNSAID = ""
    CLIENT = "client"
    SERVICE = "service"


class Person(models.Model):
    """A human being behind one or more accounts."""

    id = IdField(primary_key=True)
    name = models.CharField(max_length=120)
    created_at = MomentField()


class UserManager(BaseUserManager["User"]):
    """Accounts by e-mail address, which is compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this e-mail address; raise `User.DoesNotExist`."""
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """An account: e-mail address, password, and the person behind it."""

    id = IdField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = MomentField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Store the address in lower case."""
        self.email = self.email.lower()

    def __str__(self) -> str:
        return str(self.pk)

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 - Django's own signature
        """Return False: no right in Rufschutz is a Django permission."""
        return False


class Membership(TenantRow):
    """A person's role for a tenant; ``until`` ends it, None is open. ``house``: whose people they are."""

    id = IdField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, choices=Role.choices)
    since = MomentField()
    until = MomentField(null=True)
    house = models.CharField(max_length=16, choices=House.choices, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "user", "role"], name="one_membership_per_role"),
        ]

    def current(self, now: Millis) -> bool:
        """Whether the membership is in force at ``now``."""
        return self.since <= now and (self.until is None or now < self.until)


class SetupLink(models.Model):
    """A one-time way to set a password: only the hash of its token is kept."""

    id = IdField(primary_key=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    expires_at = MomentField()
    used_at = MomentField(null=True)
