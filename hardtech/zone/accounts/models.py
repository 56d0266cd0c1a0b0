"""Accounts: who signs in. What a person is in the world stands in the registry."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.refs import Identified


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(Identified, AbstractBaseUser, PermissionsMixin):
    """An account. Roles in the zone are flags here; roles in an organisation are memberships (registry)."""

    REF_PREFIX = "US"

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_technology_manager = models.BooleanField(
        _("technology manager"),
        default=False,
        help_text=_("Works on matches and cases of all organisations."),
    )
    is_zone_officer = models.BooleanField(
        _("zone officer"), default=False, help_text=_("Reviews profiles and keeps the registry.")
    )
    is_staff = models.BooleanField(
        _("may enter the administration"), default=False, help_text=_("Opens the administration pages.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    language = models.CharField(
        _("language"), max_length=10, blank=True, editable=False, help_text=_("In which mail is written.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name()

    def set_password(self, raw_password: str | None) -> None:
        """Whoever sets it, and wherever: from then on the profile tells of keys that are older."""
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def get_full_name(self) -> str:
        """The name that others see; the address before the @ where none was given."""
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name()


class ApiToken(models.Model):
    """A key for programs, acting as its owner. Only its hash is kept: it is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_key() -> str:
        """A fresh secret: 256 random bits behind a recognisable prefix."""
        return f"ht_{secrets.token_urlsafe(32)}"

    @staticmethod
    def digest_of(key: str) -> str:
        """What is stored: a fast hash is enough for a random 256-bit key."""
        return hashlib.sha256(key.encode()).hexdigest()
