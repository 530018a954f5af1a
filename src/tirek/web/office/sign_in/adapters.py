"""Who may sign in, what must be kept secret, and to whom of the staff an identity of the provider belongs."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.second_factor import demands_second_factor, open_secret, seal_secret
from tirek.department.accounts.sign_in import may_sign_in, user_of_identity
from tirek.department.core.calendar.today import today

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; demo logins do not enter a production; the language of the account becomes that of the pages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The login or the password is not right."),
        "enter_current_password": _("Type the password of today."),
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a little and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for oneself."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase | None:
        """Stop whoever may not sign in here, whatever the way."""
        if not may_sign_in(user):
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Go on in the language of the account."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure())
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves; allauth's own messages are not in our languages."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed; the last factor of a post that demands one stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your post demands a second factor: add another one first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second factor: add one first."),
        "incorrect_code": _("The code is not right."),
        "rate_limited": _("Too many attempts. Wait a little and try again."),
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it was before it was stored."""
        return open_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether a factor may go: not the last one of who needs one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not demands_second_factor(authenticator.user, today())


class IdentityAdapter(DefaultSocialAccountAdapter):
    """The provider says who one is, and never what one may do: an unknown identity gets a page that says so."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the member of the staff by the claim; keep nothing else of what the provider told."""
        told = sociallogin.account.extra_data
        claims = {**told.get("id_token", {}), **told.get("userinfo", {})}
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            return
        user = user_of_identity(str(claims.get(settings.OIDC_CLAIM) or ""))
        if user is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An identity makes no account."""
        return False
