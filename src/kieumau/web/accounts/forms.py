"""The library's forms in our words. Labels are in the templates; here is what is said of a wrong answer."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa import app_settings as library
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from kieumau.web.accounts.lock_outs import tell_lock_out
from kieumau.web.accounts.spoken import spoken

_EMPTY = spoken("Xin điền mục này.", "Please fill in this field.")
_EMAIL = spoken("Xin ghi địa chỉ thư, ví dụ ten@coquan.gov.vn.", "Please enter an address such as name@office.gov.vn.")
_DIFFERENT = spoken("Hai lần nhập chưa giống nhau.", "The two entries are not the same.")
_NO_KEY = spoken("Chưa nhận được khóa truy cập. Xin thử lại.", "No passkey was received. Please try again.")


class _Spoken(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = _NO_KEY if name == "credential" else _EMPTY
            field.error_messages["invalid"] = _NO_KEY if name == "credential" else _EMAIL


class _Credential(forms.JSONField):
    """What a browser sends of a passkey: named texts, and a response of texts. The library trusts the shape of it."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None  # what was sent is not shown again

    def to_python(self, value: Any) -> Any:
        try:
            read = super().to_python(value)
        except ValueError:  # a number of thousands of digits
            read = None
        texts = read if isinstance(read, dict) else {}
        response = texts.get("response")
        if not all(isinstance(texts.get(name), str) for name in ("id", "rawId", "type")) or not (
            isinstance(response, dict) and all(isinstance(each, (str, list, type(None))) for each in response.values())
        ):
            raise ValidationError(str(_NO_KEY), code="invalid")
        return read


class _Key(_Spoken):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _Credential(widget=forms.HiddenInput, error_messages={"required": _NO_KEY})

    def full_clean(self) -> None:
        """What the library stumbles over is no passkey, and no trouble of ours."""
        try:
            super().full_clean()
        except (ValueError, TypeError, KeyError):
            self.cleaned_data = {}
            self.add_error(None, str(_NO_KEY))


class _Twice(_Spoken):
    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("password1") and cleaned.get("password2") and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", str(_DIFFERENT))
        return cleaned


class _Counted:
    """A second factor that was tried too often is a lock-out like any other, and is told once."""

    user: Any

    def _told(self, clean: Any) -> Any:
        try:
            return clean()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                tell_lock_out(context.request, self.user)
            raise


class LoginForm(_Spoken, account.LoginForm): ...  # type: ignore[misc]


class ReauthenticateForm(_Spoken, account.ReauthenticateForm): ...  # type: ignore[misc]


class ChangePasswordForm(_Twice, account.ChangePasswordForm): ...  # type: ignore[misc]


class ResetPasswordForm(_Spoken, account.ResetPasswordForm): ...  # type: ignore[misc]


class ResetPasswordKeyForm(_Twice, account.ResetPasswordKeyForm): ...  # type: ignore[misc]


class _Code(_Counted, _Spoken, factor.BaseAuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> Any:
        code = self._told(super().clean_code)
        if self.authenticator.type == Authenticator.Type.TOTP:
            # The library remembers a code for 30 seconds, and with a tolerance it is good for longer.
            used = self.authenticator.wrap()._get_used_cache_key(code)
            cache.touch(used, library.TOTP_PERIOD * (2 * library.TOTP_TOLERANCE + 1))
        return code


class CodeForm(_Code, factor.AuthenticateForm): ...  # type: ignore[misc]


class ReauthenticateCodeForm(_Code, factor.ReauthenticateForm): ...  # type: ignore[misc]


class KeyForm(_Counted, _Key, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Any:
        return self._told(super().clean_credential)


class ReauthenticateKeyForm(_Counted, _Key, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Any:
        return self._told(super().clean_credential)


class LoginKeyForm(_Key, webauthn.LoginWebAuthnForm): ...  # type: ignore[misc]


class ActivateTOTPForm(_Spoken, totp.ActivateTOTPForm): ...  # type: ignore[misc]


class AddKeyForm(_Key, webauthn.AddWebAuthnForm): ...  # type: ignore[misc]


class EditKeyForm(_Spoken, webauthn.EditWebAuthnForm): ...  # type: ignore[misc]
