"""Version 1: one NinjaAPI, read but for figures, refusals in both languages. The schema is in docs/api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from kieumau.api.v1 import accounts, assessments, indicators, territory
from kieumau.api.v1.bodies import NOT_JSON, BodyError, Exactly, too_large
from kieumau.api.v1.hints import told
from kieumau.api.v1.keys import NotForThisError
from kieumau.api.v1.parameters import short
from kieumau.api.v1.schemas import contract_name
from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.wording import Words, words

READING = ("GET", "HEAD")
WRITING = {"enter_figures"}
"""The operations that write, each by POST and with a key of its own scope."""
MOST_TOLD = 50


class Plainly(JSONRenderer):
    """Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class _Api(NinjaAPI):
    """Its contract names the shapes of answers as `contract_name` says."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        found = super().get_openapi_schema(**asked)
        shapes = found["components"]["schemas"]
        kept = {name: contract_name(name) for name in shapes}
        found["components"]["schemas"] = {kept[name]: shape for name, shape in shapes.items()}
        _rename_references(found, kept)
        return found


def _rename_references(part: Any, names: Mapping[str, str]) -> None:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            place, _, name = reference.rpartition("/")
            part["$ref"] = f"{place}/{names[name]}"
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            _rename_references(each, names)


api = _Api(
    title="Kiểu Mẫu: dữ liệu mở cho máy đọc · open data for machines",
    version="1.0.0",
    description=(
        "Đơn vị hành chính qua thời gian, ai cũng đọc được; kết quả và người, số liệu đọc và ghi bằng khóa của một người. Ngày viết theo ISO 8601; khoảng thời gian tính từ ngày đầu đến trước "
        "ngày cuối; mỗi lỗi nói bằng hai thứ tiếng.\n\n"
        "Administrative units through time, open to all; results, people and figures by a person's key, by which figures are recorded too. Days are ISO 8601; spans run from the first day until before the "
        "last; each refusal speaks both languages."
    ),
    docs_url=None,  # the page of ninja loads scripts from elsewhere, which the policy of this server forbids
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    renderer=Plainly(),
    parser=Exactly(),
)
for room in (territory, accounts, assessments, indicators):
    api.add_router("", room.router)


def _refused(request: HttpRequest, *problems: Words, status: HTTPStatus) -> HttpResponse:
    body = {"problems": [{"vi": p.vi, "en": p.en} for p in problems]}
    return api.create_response(request, body, status=status)


@api.exception_handler(KieuMauError)
def _problem(request: HttpRequest, error: KieuMauError) -> HttpResponse:
    """A code that means nothing on the day is not found; anything else was asked amiss."""
    status = HTTPStatus.NOT_FOUND if isinstance(error, RegistryError) else HTTPStatus.BAD_REQUEST
    return _refused(request, *told(error), status=status)


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No key, an unknown one and one whose time is over sound the same."""
    if isinstance(error, NotForThisError):
        what = words(
            "khóa này không dùng cho việc này: thiếu {s}.", "this key is not for this: it lacks {s}.", s=error.scope
        )
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
    problems = []
    for each in error.errors[:MOST_TOLD]:
        name = _name_of(each["loc"])
        said = each.get("ctx", {})
        if "vi" in said:
            problems.append(Words(f"{name}: {said['vi']}", f"{name}: {said['en']}"))
        elif each["type"] == "missing":
            problems.append(words("{n}: còn thiếu.", "{n}: is missing.", n=name))
        else:
            problems.append(words("{n}: không đọc được.", "{n}: cannot be read.", n=name))
    return _refused(request, *problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _name_of(place: Sequence[str | int]) -> str:
    """A parameter by its name, a part of what was sent by its place: figures[3].value, counted from 0."""
    name = str(place[-1])
    if len(place) > 2 and isinstance(place[-2], int):
        name = f"{place[-3]}[{place[-2]}].{name}"
    return short(name)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, or JSON that could mean two things."""
    cause = error.__cause__
    what = told(cause) if isinstance(cause, BodyError) else [NOT_JSON]
    return _refused(request, *what, status=HTTPStatus.BAD_REQUEST)


def _nowhere(request: HttpRequest, **_: str) -> HttpResponse:
    raise Http404


def _answering(view: Callable[..., HttpResponse], *, writes: bool = False) -> Callable[..., HttpResponse]:
    """GET and HEAD, and POST only where something may be written; and what every answer carries."""
    methods = (*READING, "POST") if writes else READING

    @login_not_required  # a key is asked for where one is needed, never the session of a browser
    @csrf_exempt  # and so no page of another site can send what a browser adds by itself
    @wraps(view)
    def answered(request: HttpRequest, **rest: str) -> HttpResponse:
        method = request.method
        if settings.HTTPS and not request.is_secure():
            what = words(
                "chỉ trả lời qua HTTPS; khóa đã gửi trên đường không mã hóa thì nên thu hồi.",
                "answers over HTTPS only; a key that was sent in the open had better be revoked.",
            )
            response = _refused(request, what, status=HTTPStatus.FORBIDDEN)
        elif method not in methods:
            if writes:
                what = words("dùng GET, HEAD hoặc POST.", "use GET, HEAD or POST.")
            else:
                what = words("chỉ đọc: dùng GET hoặc HEAD.", "read only: use GET or HEAD.")
            response = _refused(request, what, status=HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = ", ".join(methods)
        elif large := too_large(request):
            response = _refused(request, large, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            request.method = "GET" if method == "HEAD" else method  # ninja knows no HEAD: it is a GET without its body
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
        response.headers["Cache-Control"] = "no-store" if "Authorization" in request.headers else "no-cache"
        response.headers["Content-Language"] = "vi, en"
        return response

    return answered


def _addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app, namespace = api.urls
    written = {str(p.pattern) for p in patterns if isinstance(p, URLPattern) and p.name in WRITING}
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = _answering(pattern.callback, writes=str(pattern.pattern) in written)
    # last, so that an address that is wrong is also answered in JSON
    return [*patterns, path("<path:rest>", _answering(_nowhere))], app, namespace


urls = _addresses()
