"""The roles of a programme and what each may do within its units. A new permission is a line here and a test's row."""

from __future__ import annotations

from enum import StrEnum

from kieumau.engine.wording import Words, joined


class Role(StrEnum):
    WARD_OFFICER = "ward_officer"
    WARD_COMMANDER = "ward_commander"
    APPRAISER = "appraiser"
    COUNCIL_MEMBER = "council_member"
    PROVINCIAL_STAFF = "provincial_staff"
    PROVINCIAL_DIRECTOR = "provincial_director"
    MINISTRY_ANALYST = "ministry_analyst"
    RULEBOOK_KEEPER = "rulebook_keeper"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.WARD_OFFICER: Words("Cán bộ cấp xã", "Ward officer"),
    Role.WARD_COMMANDER: Words("Chỉ huy cấp xã", "Ward commander"),
    Role.APPRAISER: Words("Người thẩm định", "Appraiser"),
    Role.COUNCIL_MEMBER: Words("Thành viên hội đồng", "Council member"),
    Role.PROVINCIAL_STAFF: Words("Cán bộ tham mưu tỉnh", "Provincial staff officer"),
    Role.PROVINCIAL_DIRECTOR: Words("Lãnh đạo tỉnh", "Provincial director"),
    Role.MINISTRY_ANALYST: Words("Cán bộ phân tích của Bộ", "Ministry analyst"),
    Role.RULEBOOK_KEEPER: Words("Người giữ bộ tiêu chí", "Rulebook keeper"),
    Role.ADMINISTRATOR: Words("Quản trị viên", "Administrator"),
}

LEVELS_OF = {
    Role.WARD_OFFICER: ("commune",),
    Role.WARD_COMMANDER: ("commune",),
    Role.APPRAISER: ("", "province", "district", "commune"),
    Role.COUNCIL_MEMBER: ("", "province"),
    Role.PROVINCIAL_STAFF: ("province",),
    Role.PROVINCIAL_DIRECTOR: ("province",),
    Role.MINISTRY_ANALYST: ("",),
    Role.RULEBOOK_KEEPER: ("",),
    Role.ADMINISTRATOR: ("", "province"),
}
"""For units of which levels a role is held; "" is the whole country."""


class Permission(StrEnum):
    """What may be done, each within the units of the role that gives it."""

    READ_RESULTS = "read_results"  # verdicts and figures, and files of them
    READ_JOURNAL = "read_journal"  # the story of a unit and of what concerns it
    SEE_PEOPLE = "see_people"  # who holds which role
    MANAGE_PEOPLE = "manage_people"  # make accounts, give and end roles
    PROPOSE_CHANGE = "propose_change"  # of the tree of units
    DECIDE_CHANGE = "decide_change"  # by another person than the one who proposed
    ENTER_FIGURES = "enter_figures"  # and correct them, while the period is open
    COLLECT_FIGURES = "collect_figures"  # say what is asked of which units, until when
    REOPEN_PERIOD = "reopen_period"  # of a unit below one's own


OF_WHOLE_UNITS = frozenset({Permission.ENTER_FIGURES, Permission.REOPEN_PERIOD, Permission.COLLECT_FIGURES})
"""Not for the past of a unit of which a part is another's now: reading it is shared, writing there is not."""

PERMISSION_WORDS = {
    Permission.READ_RESULTS: Words("xem kết quả và số liệu", "read results and figures"),
    Permission.READ_JOURNAL: Words("đọc nhật ký", "read the journal"),
    Permission.SEE_PEOPLE: Words("xem ai giữ vai trò nào", "see who holds which role"),
    Permission.MANAGE_PEOPLE: Words("quản lý tài khoản và vai trò", "manage accounts and roles"),
    Permission.PROPOSE_CHANGE: Words("đề nghị thay đổi đơn vị", "propose changes of units"),
    Permission.DECIDE_CHANGE: Words("quyết định thay đổi đơn vị", "decide on changes of units"),
    Permission.ENTER_FIGURES: Words("nhập và sửa số liệu", "enter and correct figures"),
    Permission.COLLECT_FIGURES: Words("giao thu thập số liệu", "set what figures are collected"),
    Permission.REOPEN_PERIOD: Words("mở lại kỳ đã khóa", "open closed periods again"),
}

_READ = frozenset({Permission.READ_RESULTS})
_LEAD = _READ | {Permission.READ_JOURNAL, Permission.SEE_PEOPLE}
MAY: dict[Role, frozenset[Permission]] = {
    Role.WARD_OFFICER: _READ | {Permission.ENTER_FIGURES},
    Role.WARD_COMMANDER: _LEAD | {Permission.ENTER_FIGURES},
    Role.APPRAISER: _READ,
    Role.COUNCIL_MEMBER: _READ,
    # Who enters figures for wards cannot open their closed periods again, and who opens them enters none.
    Role.PROVINCIAL_STAFF: _LEAD | {Permission.PROPOSE_CHANGE, Permission.ENTER_FIGURES, Permission.COLLECT_FIGURES},
    Role.PROVINCIAL_DIRECTOR: _LEAD | {Permission.DECIDE_CHANGE, Permission.REOPEN_PERIOD},
    Role.MINISTRY_ANALYST: _READ,
    Role.RULEBOOK_KEEPER: frozenset(),
    # He keeps the doors and does not read what lies behind them.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.READ_JOURNAL,
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.PROPOSE_CHANGE,
            Permission.DECIDE_CHANGE,
        }
    ),
}


NO_PERMISSION = Words("chưa có quyền riêng trong bản này", "no permission of its own yet")


def said_may(role: Role) -> Words:
    return joined([PERMISSION_WORDS[p] for p in Permission if p in MAY[role]]) if MAY[role] else NO_PERMISSION
