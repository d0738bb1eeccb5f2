"""What the journal tells of accounts, roles, sign-ins and keys."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import ROLE_WORDS
from kieumau.records.accounts.tokens.scopes import SCOPE_WORDS
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "accounts.account_opened": ActionWords(
            Words("Mở tài khoản", "Account opened"),
            Words("{who} mở tài khoản {username}", "{who} opened the account {username}"),
        ),
        "accounts.account_closed": ActionWords(
            Words("Khóa tài khoản", "Account closed"),
            Words("{who} khóa tài khoản {username}", "{who} closed the account {username}"),
        ),
        "accounts.factors_taken_away": ActionWords(
            Words("Bỏ lớp bảo vệ của người khác", "Second factor taken away"),
            Words(
                "{who} bỏ {count} lớp bảo vệ thứ hai của {username} và kết thúc các phiên",
                "{who} took {count} second factors of {username} away and ended the sessions",
            ),
        ),
        "accounts.people_read": ActionWords(
            Words("Đọc danh sách người", "People read"),
            Words(
                "{who} đọc danh sách {count} người bằng chương trình",
                "{who} read the list of {count} people by a program",
            ),
        ),
        "accounts.account_reopened": ActionWords(
            Words("Mở lại tài khoản", "Account reopened"),
            Words("{who} mở lại tài khoản {username}", "{who} reopened the account {username}"),
        ),
        "accounts.mandate_given": ActionWords(
            Words("Giao vai trò", "Role given"),
            Words(
                "{who} giao vai trò {role} cho {username}, phạm vi {place}, {span}",
                "{who} gave {username} the role {role} for {place}, {span}",
            ),
        ),
        "accounts.mandate_ended": ActionWords(
            Words("Kết thúc vai trò", "Role ended"),
            Words(
                "{who} kết thúc vai trò {role} của {username}, phạm vi {place}, từ ngày {until}",
                "{who} ended the role {role} of {username} for {place}, as of {until}",
            ),
        ),
        "accounts.mandate_restored": ActionWords(
            Words("Giữ lại vai trò", "Role restored"),
            Words(
                "{who} giữ lại vai trò {role} của {username}, phạm vi {place}, {span}",
                "{who} restored the role {role} of {username} for {place}, {span}",
            ),
        ),
        "accounts.link_made": ActionWords(
            Words("Tạo đường dẫn đặt mật khẩu", "Password link made"),
            Words(
                "{who} tạo đường dẫn đặt mật khẩu cho {subject}", "{who} made a link to set the password of {subject}"
            ),
        ),
        "accounts.password_changed": ActionWords(
            Words("Đổi mật khẩu", "Password changed"),
            Words("{who} đổi mật khẩu {how}", "{who} changed the password {how}"),
        ),
        "accounts.factor_added": ActionWords(
            Words("Thêm lớp bảo vệ thứ hai", "Second factor added"),
            Words("{who} thêm lớp bảo vệ thứ hai: {kind}", "{who} added a second factor: {kind}"),
        ),
        "accounts.factor_removed": ActionWords(
            Words("Bỏ lớp bảo vệ thứ hai", "Second factor removed"),
            Words("{who} bỏ lớp bảo vệ thứ hai: {kind}", "{who} removed a second factor: {kind}"),
        ),
        "accounts.signed_in": ActionWords(
            Words("Đăng nhập", "Signed in"), Words("{who} đăng nhập bằng {methods}", "{who} signed in by {methods}")
        ),
        "accounts.signed_out": ActionWords(
            Words("Đăng xuất", "Signed out"), Words("{who} đăng xuất", "{who} signed out")
        ),
        "accounts.sessions_ended": ActionWords(
            Words("Kết thúc phiên", "Sessions ended"),
            Words("{who} kết thúc {count} phiên đăng nhập", "{who} ended sessions: {count}"),
        ),
        "accounts.locked_out": ActionWords(
            Words("Khóa tạm", "Locked out"),
            Words(
                "Đăng nhập vào {subject} bị khóa tạm vì sai nhiều lần",
                "{subject} was locked after too many wrong sign-ins",
            ),
        ),
        "accounts.token_issued": ActionWords(
            Words("Tạo khóa cho chương trình", "Key issued"),
            Words(
                "{who} tạo khóa “{label}” cho chương trình: {scopes}, {span}",
                "{who} issued the key “{label}” to a program: {scopes}, {span}",
            ),
        ),
        "accounts.token_revoked": ActionWords(
            Words("Thu hồi khóa", "Key revoked"),
            Words("{who} thu hồi khóa “{label}”", "{who} revoked the key “{label}”"),
        ),
    },
    codes={
        "role": {role.value: said for role, said in ROLE_WORDS.items()},
        "scopes": {scope.value: said for scope, said in SCOPE_WORDS.items()},
        "methods": {
            "password": Words("mật khẩu", "password"),
            "mfa:totp": Words("mã của ứng dụng", "a code of the app"),
            "mfa:webauthn": Words("khóa truy cập", "a passkey"),
            "mfa:recovery_codes": Words("mã dự phòng", "a spare code"),
            "socialaccount": Words("hệ thống của cơ quan", "the office's system"),
            "demo": Words("tài khoản trình diễn", "a demo account"),
        },
        "kind": {
            "totp": Words("ứng dụng tạo mã", "a code app"),
            "webauthn": Words("khóa truy cập", "a passkey"),
            "recovery_codes": Words("mã dự phòng", "spare codes"),
        },
        "how": {
            "own": Words("tại trang của mình", "on the own page"),
            "link": Words("bằng một đường dẫn", "by a link"),
        },
    },
)
