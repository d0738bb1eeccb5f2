"""Make the accounts of the demonstration: each role once, with fresh random passwords that are printed once."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kieumau.config import clock
from kieumau.records.accounts.models import User
from kieumau.records.accounts.people.actions import open_account_at_terminal
from kieumau.records.accounts.roles import ROLE_WORDS, Role
from kieumau.records.journal.actors import operator

SINCE = date(2025, 7, 1)
WARD, OTHER_WARD, PROVINCE = "25195", "25210", "75"
PEOPLE = (
    ("can-bo.binh-phuoc", Role.WARD_OFFICER, WARD, "Cán bộ phường Bình Phước"),
    ("chi-huy.binh-phuoc", Role.WARD_COMMANDER, WARD, "Chỉ huy phường Bình Phước"),
    ("can-bo.dong-xoai", Role.WARD_OFFICER, OTHER_WARD, "Cán bộ phường Đồng Xoài"),
    ("tham-dinh.dong-nai", Role.APPRAISER, PROVINCE, "Người thẩm định Đồng Nai"),
    ("hoi-dong.dong-nai", Role.COUNCIL_MEMBER, PROVINCE, "Thành viên hội đồng Đồng Nai"),
    ("tham-muu.dong-nai", Role.PROVINCIAL_STAFF, PROVINCE, "Cán bộ tham mưu Đồng Nai"),
    ("lanh-dao.dong-nai", Role.PROVINCIAL_DIRECTOR, PROVINCE, "Lãnh đạo Đồng Nai"),
    ("phan-tich.bo", Role.MINISTRY_ANALYST, "", "Cán bộ phân tích của Bộ"),
    ("bo-tieu-chi.bo", Role.RULEBOOK_KEEPER, "", "Người giữ bộ tiêu chí"),
    ("quan-tri.bo", Role.ADMINISTRATOR, "", "Quản trị viên"),
)
"""Posts, not persons: account, role, unit, title."""


class Command(BaseCommand):
    help = "Make the accounts of the demonstration (KIEUMAU_DEMO=1 only). Again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Tài khoản trình diễn chỉ có khi KIEUMAU_DEMO=1. Máy thật: lệnh open_administrator.")
        here = set(User.objects.values_list("username", flat=True))
        by = operator(clock.now())
        made = []
        for username, role, unit, title in PEOPLE:
            if username in here:
                continue
            password = secrets.token_urlsafe(12)
            open_account_at_terminal(
                username=username,
                full_name=f"{title} (minh họa)",
                role=role,
                unit=unit,
                on=SINCE,
                by=by,
                password=password,
                email=f"{username}@example.invalid",  # so that the mails of a day can be shown; they reach nobody
                is_demo=True,
            )
            made.append((username, password, ROLE_WORDS[role].vi))
        if not made:
            self.stdout.write("Already made: the accounts of the demonstration.")
            return
        self.stdout.write("Tài khoản trình diễn, mật khẩu chỉ hiện lần này (trang đăng nhập có nút vào thẳng):")
        for username, password, words in made:
            self.stdout.write(f"  {username:<20} {password}  {words}")
