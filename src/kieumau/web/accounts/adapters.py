"""Where the sign-in library asks us: who may come in, what the journal hears of it, and what is said to people."""

from __future__ import annotations

import base64
import hashlib
from threading import Thread
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import SignupClosedException
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kieumau.records.accounts.models import User
from kieumau.records.accounts.sign_ins import (
    own_actor,
    record_password_change,
    record_sessions_ended,
    record_sign_in,
    record_sign_out,
)
from kieumau.records.journal.actors import Actor
from kieumau.web.accounts.backends import account_named, typed_login
from kieumau.web.accounts.lock_outs import tell_lock_out
from kieumau.web.accounts.qr import qr_svg
from kieumau.web.accounts.sessions import begin, signed_in_within
from kieumau.web.accounts.spoken import spoken

_WRONG = spoken(
    "Tên tài khoản hoặc mật khẩu chưa đúng. Xin kiểm tra lại, kể cả phím Caps Lock và bộ gõ tiếng Việt.",
    "The name or the password is not right. Please check both, also Caps Lock and the keyboard's language.",
)
_TOO_MANY = spoken(
    "Đã thử quá nhiều lần. Xin đợi 5 phút rồi thử lại; nếu quên mật khẩu, xin báo người quản trị của cơ quan.",
    "Too many tries. Please wait 5 minutes and try again; if the password is lost, tell your office's administrator.",
)
_CODE = spoken(
    "Mã chưa đúng hoặc đã dùng rồi. Xin nhập mã đang hiện trên ứng dụng.",
    "The code is not right or was used already. Please enter the one the app shows now.",
)
_PASSWORDS = {
    "password_too_short": spoken(
        "Mật khẩu cần ít nhất 12 ký tự. Một câu ngắn dễ nhớ là mật khẩu tốt.",
        "A password has at least 12 characters. A short sentence you remember is a good one.",
    ),
    "password_too_common": spoken(
        "Nhiều người dùng mật khẩu này nên dễ bị đoán. Xin chọn mật khẩu khác.",
        "Many people use this password, so it is easily guessed. Please choose another.",
    ),
    "password_of_the_office": spoken(
        "Mật khẩu chỉ gồm những từ ai ở cơ quan cũng đoán được. Xin thêm vài từ khác.",
        "The password is only words that everybody in the office guesses. Please add a few others.",
    ),
    "password_too_similar": spoken(
        "Mật khẩu quá giống tên hoặc địa chỉ thư của bạn. Xin chọn mật khẩu khác.",
        "The password is too much like your name or address. Please choose another.",
    ),
}
_DONE = {
    "account/messages/password_changed.txt": spoken("Đã đổi mật khẩu.", "The password was changed."),
    "mfa/messages/totp_activated.txt": spoken("Đã thêm ứng dụng tạo mã.", "The code app was added."),
    "mfa/messages/totp_deactivated.txt": spoken("Đã bỏ ứng dụng tạo mã.", "The code app was removed."),
    "mfa/messages/webauthn_added.txt": spoken("Đã thêm khóa truy cập.", "The passkey was added."),
    "mfa/messages/webauthn_removed.txt": spoken("Đã bỏ khóa truy cập.", "The passkey was removed."),
}
_RECENT = 300  # seconds after a sign-in in which nobody is asked for his password again


def actor_of(request: Any, user: User) -> Actor:
    return own_actor(user, at=request.now, address=request.address)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "incorrect_password": spoken("Mật khẩu chưa đúng.", "The password is not right."),
        "enter_current_password": spoken("Mật khẩu đang dùng chưa đúng.", "The present password is not right."),
        "incorrect_code": _CODE,
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request: Any) -> str:
        """For the counters and the list of sessions, which take nothing but an address."""
        return clean_client_ip(request.address) or "::"

    def is_safe_url(self, url: str) -> bool:
        """Only this very host: a link to sign in must not lead to a stranger afterwards."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_password_change_redirect_url(self, request: Any) -> str:
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        request: Any = context.request
        return not signed_in_within(request.session, request.now, seconds=_RECENT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        names = {
            "reauthenticate": spoken("Dùng mật khẩu", "Use the password"),
            "mfa_reauthenticate": spoken("Dùng mã của ứng dụng hoặc mã dự phòng", "Use a code of the app or a spare code"),
            "mfa_reauthenticate:webauthn": spoken("Dùng khóa truy cập", "Use a passkey"),
        }  # fmt: skip
        return [{**method, "description": names[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def add_message(
        self,
        request: Any,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What was done is said in our words; what a page shows by itself (signed in, signed out) is not said again."""
        said = message or _DONE.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def clean_password(self, password: str, user: Any = None) -> str:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError([_PASSWORDS.get(e.code or "", e.messages[0]) for e in error.error_list]) from None
        return password

    # -- failures --

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Failures are counted for an account, however it is called, and on whatever name of this host."""
        login = typed_login(credentials)
        user = account_named(login)
        return f"account:{user.pk}" if user else f"unknown:{login.strip().lower()}"

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tell_lock_out(request, account_named(typed_login(credentials)))
            raise

    # -- what the journal hears --

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        records = get_authentication_records(request, user)
        methods = [f"{r['method']}:{r['type']}" if "type" in r else str(r["method"]) for r in records]
        begin(request.session, request.now, second_factor=any(r["method"] == "mfa" for r in records))
        record_sign_in(user=user, methods=methods, by=actor_of(request, user))
        request.session.clear_expired()  # those of everybody: no other task has to sweep
        return super().post_login(request, user, **kwargs)

    def logout(self, request: Any) -> None:
        user = request.user
        with transaction.atomic():
            if user.is_authenticated:
                record_sign_out(user=user, by=actor_of(request, user))
            super().logout(request)

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        request: Any = context.request
        super().set_password(user, password)
        how = "own" if request.user.is_authenticated else "link"
        record_password_change(user=user, how=how, by=actor_of(request, user))

    # -- mail --

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sent beside the answer and not before it, or the time of the answer would tell who has an account."""
        message = self.render_mail(template_prefix, email, context)
        Thread(target=message.send, name="kieumau-mail").start()


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    @transaction.atomic
    def end_sessions(self, sessions: Any) -> None:
        request: Any = context.request
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            record_sessions_ended(user=request.user, count=len(ended), by=actor_of(request, request.user))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _CODE}

    def _site(self) -> str:
        return "Kiểu Mẫu"

    _get_site_name = get_totp_issuer = _site

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        return qr_svg(url)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = user.authenticator_set.filter(type=type).count()
        return str(spoken("Khóa", "Key")) + f" {count + 1}"

    def encrypt(self, text: str) -> str:
        """A copy of the database alone gives nobody a second factor."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault() -> MultiFernet:
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factors:{s}".encode()).digest())) for s in secrets]
    )


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in by the office's own identity provider: it opens existing accounts, found by their e-mail address."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Nothing is linked or kept: today's address of the account is what counts, and the administrator sets it."""
        sociallogin.state["process"] = "login"  # the address bar can ask for others, and none is offered
        addresses = [e.email.lower() for e in sociallogin.email_addresses if e.verified is True and e.email]
        user = User.objects.filter(email__in=addresses).first()
        if user is None:
            raise SignupClosedException
        sociallogin.user = user
