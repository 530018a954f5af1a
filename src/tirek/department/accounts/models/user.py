"""People who work with Tirek."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no superuser: what a person may do is always a post."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user who can sign in once a password is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A member of the staff. Rights come from posts in force today, never from the account itself."""

    username = models.CharField(_("login"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    surname = models.CharField(_("surname"), max_length=80)
    given_name = models.CharField(_("given name"), max_length=80)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, default="kk")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["surname", "given_name"]

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=["kk", "ru", "en"]), name="user_language_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Surname, given name, patronymic."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    def get_short_name(self) -> str:
        """The given name."""
        return self.given_name
