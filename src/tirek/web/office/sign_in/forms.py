"""The forms of sign-in, in our words; what they check is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AuthenticateAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE_HINT = _("Six digits of the application, or a recovery code")


def _say(form: forms.Form, name: str, label: Promise, hint: Promise | str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint  # type: ignore[assignment]
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """Login and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Login"))
        _say(self, "password", _("Password"))
        self.fields["login"].widget.attrs["autofocus"] = True


class PasswordForm(ChangePasswordForm):
    """A new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("The password of today"))
        _say(self, "password1", _("New password"), _("At least 12 characters, and not only digits"))
        _say(self, "password2", _("New password once more"))


class PasswordAgainForm(ReauthenticateForm):
    """The password, asked again before a change of security."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"))


class CodeForm(AuthenticateForm):
    """The second factor: a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), CODE_HINT)
        self.fields["code"].widget.attrs |= {"autofocus": True, "inputmode": "numeric"}


class CodeAgainForm(AuthenticateAgainForm):
    """The code, asked again before a change of security."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), CODE_HINT)


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an application that has just been given the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), _("Six digits that the application shows now"))


class PasskeyForm(AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the key"), _("For example: my telephone"))
        if "passwordless" in self.fields:
            _say(self, "passwordless", _("Sign in with this key alone, without a password"))


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the key"))
