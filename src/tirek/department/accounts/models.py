"""People who work with Tirek, and the posts that say what they may do and where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential, Role
from tirek.department.core.fields import ValidityField


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no superuser: what a person may do is always a post."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user who can sign in once a password is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


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


class Post(models.Model):
    """One role of one person in one territory, for a time. A person may hold several; none is ever deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    territory = models.ForeignKey("core.Territory", on_delete=models.PROTECT, related_name="+")
    valid = ValidityField()
    confidential = ArrayField(models.CharField(max_length=20, choices=Confidential), default=list, blank=True)
    appointed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user_id", "role", "territory_id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=models.Q(confidential__contained_by=Confidential.values), name="post_confidential_known"
            ),
            models.CheckConstraint(
                condition=models.Q(appointed_by__isnull=True) | ~models.Q(appointed_by=models.F("user")),
                name="post_not_by_oneself",
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="post_valid_some_day"),
            ExclusionConstraint(
                name="post_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("territory", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.territory_id}"
