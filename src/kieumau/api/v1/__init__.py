"""Version 1: one NinjaAPI, read only, refusals in both languages. The schema is kept in docs/api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer

from kieumau.api.v1 import accounts, assessments, territory
from kieumau.api.v1.keys import NotForThisError
from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.wording import Words, words

READING = ("GET", "HEAD")


class Plainly(JSONRenderer):
    """Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Kiểu Mẫu: dữ liệu mở cho máy đọc · open data for machines",
    version="1.0.0",
    description=(
        "Đơn vị hành chính qua thời gian, ai cũng đọc được; kết quả và người, đọc bằng khóa của một người. Chỉ đọc. Ngày viết theo ISO 8601; khoảng thời gian tính từ ngày đầu đến trước "
        "ngày cuối; mỗi lỗi nói bằng hai thứ tiếng.\n\n"
        "Administrative units through time, open to all; results and people by a person's key. Read only. Days are ISO 8601; spans run from the first day until before the "
        "last; each refusal speaks both languages."
    ),
    docs_url=None,  # the page of ninja loads scripts from elsewhere, which the policy of this server forbids
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    renderer=Plainly(),
)
for room in (territory, accounts, assessments):
    api.add_router("", room.router)


def _refused(request: HttpRequest, *problems: Words, status: HTTPStatus) -> HttpResponse:
    told = {"problems": [{"vi": p.vi, "en": p.en} for p in problems]}
    return api.create_response(request, told, status=status)


@api.exception_handler(KieuMauError)
def _problem(request: HttpRequest, error: KieuMauError) -> HttpResponse:
    """A code that means nothing on the day is not found; anything else was asked amiss."""
    status = HTTPStatus.NOT_FOUND if isinstance(error, RegistryError) else HTTPStatus.BAD_REQUEST
    return _refused(request, *(p.sentence for p in error.problems), status=status)


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No key, an unknown one and one whose time is over sound the same."""
    if isinstance(error, NotForThisError):
        what = words("khóa này không dùng cho việc này.", "this key is not for this.")
        return _refused(request, what, status=HTTPStatus.FORBIDDEN)
    what = words(
        "cần khóa còn hạn trong dòng Authorization: Bearer; tạo khóa ở trang Tài khoản.",
        "a living key is needed in the line Authorization: Bearer; make one on the page of your account.",
    )
    response = _refused(request, what, status=HTTPStatus.UNAUTHORIZED)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _unread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each parameter that cannot be read, by name, with what was expected."""
    told = []
    for each in error.errors:
        name = str(each["loc"][-1])
        said = each.get("ctx", {})
        if "vi" in said:
            told.append(Words(f"{name}: {said['vi']}", f"{name}: {said['en']}"))
        else:
            told.append(words("{n}: không đọc được.", "{n}: cannot be read.", n=name))
    return _refused(request, *told, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _nowhere(request: HttpRequest, **_: str) -> HttpResponse:
    raise Http404


def _read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """GET and HEAD only, and what every answer carries."""

    @login_not_required  # a key is asked for where one is needed, never the session of a browser
    @csrf_exempt  # nothing is written, so another method is told so rather than asked for a token
    @wraps(view)
    def answered(request: HttpRequest, **rest: str) -> HttpResponse:
        method = request.method
        if settings.HTTPS and not request.is_secure():
            what = words(
                "chỉ trả lời qua HTTPS; khóa đã gửi trên đường không mã hóa thì nên thu hồi.",
                "answers over HTTPS only; a key that was sent in the open had better be revoked.",
            )
            response = _refused(request, what, status=HTTPStatus.FORBIDDEN)
        elif method in READING:
            request.method = "GET"  # ninja knows no HEAD: it is a GET whose body the server leaves out
            try:
                response = view(request, **rest)
            except Http404:
                what = words(
                    "không có địa chỉ này; các địa chỉ: /api/v1/openapi.json.",
                    "there is no such address; the addresses: /api/v1/openapi.json.",
                )
                response = _refused(request, what, status=HTTPStatus.NOT_FOUND)
            finally:
                request.method = method
        else:
            what = words("chỉ đọc: dùng GET hoặc HEAD.", "read only: use GET or HEAD.")
            response = _refused(request, what, status=HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = ", ".join(READING)
        response.headers["Cache-Control"] = "no-store" if "Authorization" in request.headers else "no-cache"
        response.headers["Content-Language"] = "vi, en"
        return response

    return answered


def _addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = _read_only(pattern.callback)
    # last, so that an address that is wrong is also answered in JSON
    return [*patterns, path("<path:rest>", _read_only(_nowhere))], app, namespace


urls = _addresses()
