"""People: owners known by telephone, members of organisations known by user name."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Right
from django.utils.translation import gettext_lazy as _

from idi_platform.kernel.names import mask_phone


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_member(self, username: str, *, name: str, password: str | None = None, email: str = "") -> "Person":
        """Create somebody who logs in with a user name; without a password he cannot yet."""
        person = self.model(username=username.strip().lower(), name=name, email=email.strip().lower() or None)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def with_phone(self, phone: str) -> "Person":
        """Return the person of a telephone number in E.164 that was proved just now, created if new."""
        person, _created = self.get_or_create(phone=phone, defaults={"password": make_password(None)})
        if not person.phone_verified:
            person.phone_verified = True
            person.save(update_fields=["phone_verified"])
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Person":
        """Serve Django's own command; opens no door. An installation's first operator comes by `enter_member`."""
        person = self.create_member(username, name=str(fields.get("name") or username), password=password)
        person.is_staff = person.is_superuser = True
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person of a user name, whatever its case."""
        return self.get(username=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody who logs in.

    `phone` is E.164 (+8613800001234) and serves to log in; numbers to call somebody on stand elsewhere. It opens
    homes only once `phone_verified` says that its holder has proved it with a code: owners come with unproved numbers
    from the developer's list, members of organisations never have one. `username` is for members of
    organisations and stands in lower case, as `email` does. `is_staff` is asked for by Django and opens nothing:
    doors open by capacity.
    """

    phone = models.CharField(_("手机号"), max_length=16, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    email = models.EmailField(_("邮箱"), unique=True, null=True, blank=True)
    username = models.CharField(_("用户名"), max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=100, blank=True)
    elder_view = models.BooleanField(default=False)
    is_active = models.BooleanField(_("可以登录"), default=True)
    is_staff = models.BooleanField(default=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        constraints = (
            models.CheckConstraint(
                name="person_phone_e164",
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
            ),
            models.CheckConstraint(
                name="person_members_phone_proved",
                condition=Q(username__isnull=True) | Q(phone__isnull=True) | Q(phone_verified=True),
            ),
            models.CheckConstraint(
                name="person_username_lower_case",
                condition=Q(username__isnull=True) | Q(username=Lower("username")) & ~Q(username=""),
            ),
            models.CheckConstraint(
                name="person_email_lower_case",
                condition=Q(email__isnull=True) | Q(email=Lower("email")) & ~Q(email=""),
            ),
        )
        indexes = (models.Index(Right("phone", 4), name="person_by_phone_tail"),)

    def __str__(self) -> str:
        """Return the name, or the masked telephone."""
        return self.name or self.masked_phone or f"#{self.pk}"

    @property
    def masked_phone(self) -> str:
        """Return the telephone with its middle hidden: 138****1234."""
        return mask_phone(self.phone) if self.phone else ""
