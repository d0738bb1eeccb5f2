"""The door's addresses, in Vietnamese, under the names by which the sign-in library knows them. Only what is offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as library
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as identity
from django.conf import settings
from django.db import transaction
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from kieumau.web.accounts import account, demo, entrance, tokens

View = Callable[..., Any]


def _changes(view: View) -> View:
    """What such a page changes and the line that tells of it are one transaction."""
    return never_cache(transaction.atomic(view))


_OFFICE = {"provider_id": settings.OIDC_ID}
_index = never_cache(factors.IndexView.as_view(extra_context={"is_required": settings.SECOND_FACTOR == "REQUIRED"}))
urlpatterns = [
    path("dang-nhap/", entrance.login, name="account_login"),
    path("dang-nhap/ma/", factors.authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("dang-nhap/thu/<uuid:user_uuid>/", demo.enter, name="account_demo"),
    path("dang-nhap/da-khoa/", library.account_inactive, name="account_inactive"),
    # Without an identity provider in the settings these two are not found.
    path("dang-nhap/co-quan/", never_cache(identity.login), _OFFICE, name="openid_connect_login"),
    path("dang-nhap/co-quan/xong/", never_cache(identity.callback), _OFFICE, name="openid_connect_callback"),
    path("dang-nhap/co-quan/thoi/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("dang-xuat/", never_cache(library.logout), name="account_logout"),
    path("quen-mat-khau/", never_cache(account.forgotten), name="account_reset_password"),
    path("quen-mat-khau/da-gui/", library.password_reset_done, name="account_reset_password_done"),
    path("dat-mat-khau/xong/", library.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^dat-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/\Z",
        never_cache(library.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("tai-khoan/", never_cache(account.account), name="account"),
    path("tai-khoan/mat-khau/", never_cache(account.change_password), name="account_change_password"),
    path("tai-khoan/xac-nhan/", never_cache(library.reauthenticate), name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", never_cache(factors.reauthenticate), name="mfa_reauthenticate"),
    path("tai-khoan/xac-nhan/khoa/", never_cache(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("tai-khoan/khoa-chuong-trinh/", never_cache(tokens.tokens), name="account_tokens"),
    path("tai-khoan/phien/", never_cache(account.sessions), name="usersessions_list"),
    path("tai-khoan/bao-ve/", _index, name="mfa_index"),
    path("tai-khoan/bao-ve/", _index, name="mfa_list_webauthn"),
    path("tai-khoan/bao-ve/ung-dung/", _changes(totp.activate_totp), name="mfa_activate_totp"),
    path("tai-khoan/bao-ve/ung-dung/bo/", _changes(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("tai-khoan/bao-ve/ma-du-phong/", _changes(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("tai-khoan/bao-ve/ma-du-phong/moi/", _changes(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("tai-khoan/bao-ve/khoa/them/", _changes(keys.add_webauthn), name="mfa_add_webauthn"),
    path("tai-khoan/bao-ve/khoa/<int:pk>/bo/", _changes(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("tai-khoan/bao-ve/khoa/<int:pk>/ten/", _changes(keys.edit_webauthn), name="mfa_edit_webauthn"),
]  # fmt: skip
