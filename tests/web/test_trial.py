"""Judge my file: right files are judged, wrong ones come back with what to put right, and nothing stays for long."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import hire, markup, said, some_figures, workbook
from kieumau.config import clock
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.engine.criteria import load_rulebook, shipped_rulebooks
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.roles import Role
from kieumau.records.assessments import trial_work
from kieumau.records.assessments.models import Assessment, TrialWork
from kieumau.web.shell import long_work
from kieumau.web.workspace.assessments.trial import judging as trial_judging

SAMPLE_CSV = (SAMPLE / "figures.csv").read_bytes()
LONG = ["unit", "period", "indicator", "value"]


def problems(response):
    """What the table of the error page says."""
    return re.sub(r"\s+", " ", said(response, "tbody"))


def rows_of(response):
    return re.findall(r'<tr role="row" data-row>', markup(response))


# -- right files --------------------------------------------------------------------------------------------------


def test_a_csv_of_twenty_wards_is_judged(send):
    page = send(SAMPLE_CSV, "figures.csv")
    assert len(rows_of(page)) == 20
    assert "Chấm thử từ tệp figures.csv" in said(page)


def test_a_workbook_of_one_ward_goes_straight_to_its_reasons(send, criteria):
    page = send(some_figures(criteria, ["25198"]))
    assert "tiêu chí" in said(page, "h1") and "Việc còn lại" in said(page)
    assert markup(page).count('<article class="criterion') == 22
    assert "Kết quả này được giữ đến khi nào" in said(page)


def test_each_unit_of_a_file_has_its_page(send, client, criteria):
    sheets = some_figures(criteria, ["01", "02"]) | {"Đơn vị": [["Mã", "Tên"], ["01", "An"], ["02", "Bình"]]}
    result = send(sheets)
    urls = re.findall(r'class="unit-cell"><a href="([^"]*)"', markup(result))
    unit = client.get(urls[0])
    assert unit.status_code == 200 and "Việc còn lại" in said(unit)
    assert "Kết quả chấm thử" in said(unit)


def test_merged_titles_and_official_headings_are_read(send):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "BÁO CÁO NĂM 2023"
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["STT", "Mã đơn vị", "Kỳ", "Vi phạm về trật tự xã hội"])
    sheet.append([1, "25195", "2022", "1.250"])
    sheet.append([2, "25195", "2023", 1000])
    buffer = io.BytesIO()
    book.save(buffer)
    assert "cùng kỳ năm trước 1.250 vụ, kỳ này 1.000, giảm 20%" in said(send(buffer.getvalue()))


def test_a_code_that_went_to_another_unit_is_not_judged_as_one(send):
    rows = [f"25195,2024-{m:02},order_violations,10" for m in range(1, 13)]
    rows += [f"25195,2025-{m:02},order_violations,{10 if m < 7 else 60}" for m in range(1, 13)]
    told = problems(send("\n".join([",".join(LONG), *rows]).encode(), "a.csv", day="31/12/2025"))
    assert "Tân Phú" in told and "Bình Phước" in told and "01/07/2025" in told and "--units-on 2025-12-31" in told


def test_all_downloads_open_again(send, client, criteria):
    page = send(some_figures(criteria, ["01", "02", "03"]))
    for kind in ("xlsx", "csv", "json"):
        url = re.search(rf'href="(/cham-thu/[^"]*tai-ve\.{kind})"', markup(page))[1]
        file = client.get(url)
        assert "attachment" in file.headers["Content-Disposition"]
        match kind:
            case "xlsx":
                book = openpyxl.load_workbook(io.BytesIO(file.content))
                assert [s.title for s in book] == ["Đơn vị", "Lý do", "Nguồn"]
            case "csv":
                assert len(list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))) == 66
            case _:
                assert len(json.loads(file.content)["units"]) == 3
    assert client.get(url.replace("json", "exe")).status_code == 404


def test_periods_of_a_trial_are_a_link_away(send, criteria):
    sheets = some_figures(criteria, ["01"], "2023")
    sheets["Số liệu"] += some_figures(criteria, ["01"], "2024")["Số liệu"][1:]
    assert "Kỳ đánh giá: 2024 2023" in said(send(sheets, day="01/03/2025"))


def test_unusual_figures_are_asked_about_and_not_refused(send, criteria):
    page = said(send(some_figures(criteria, ["01", "02"])))
    assert "Xin đơn vị xác nhận" in page and "Đơn vị xác nhận?" in page


def test_notes_of_the_reader_are_passed_on(send, criteria):
    data = workbook(some_figures(criteria, ["01", "02"]) | {"Bí mật": [["a"], ["b"]]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Bí mật"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert "Trang tính ẩn không được đọc: Bí mật" in said(send(buffer.getvalue()))


# -- wrong files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        pytest.param(b"", "a.xlsx", "Tệp rỗng", id="an empty file"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", ".xls cũ", id="a renamed .xls"),
        pytest.param(b"hello", "a.xlsx", "không phải bảng tính", id="not a workbook"),
        pytest.param({"S": [["a", "b"], [1, 2]]}, "a.xlsx", "không trang tính nào có số liệu", id="a wrong sheet"),
        pytest.param(
            {"S": [LONG, ["1", "2023", "order_violation", 3]]}, "a.xlsx", "Có phải ý bạn là “order_violations”", id="slip"
        ),
        pytest.param(
            {"S": [LONG, ["1", "2023", "order_violations", "3 vụ"]]}, "a.xlsx", "“3 vụ” không phải là số", id="text"
        ),
        pytest.param(
            {"S": [LONG, *[["1", "2023", "order_violations", n] for n in (3, 4)]]}, "a.xlsx", "có hai số", id="twice"
        ),
        pytest.param(
            {"S": [LONG, ["1", "2023", "order_violations", "=1+2"]]}, "a.xlsx", "công thức trong ô chưa có kết quả", id="formula"
        ),
        pytest.param(
            {"S": [LONG, ["9", "2023", "order_violations", 3]], "Đơn vị": [["Mã"], ["1"]]},
            "a.xlsx",
            "9",
            id="an unknown unit",
        ),
        pytest.param(
            {"S": [LONG, ["<script>alert(1)</script>", "2023", "order_violations", 3]]}, "a.xlsx", "không phải mã đơn vị", id="hostile"
        ),
    ],
)  # fmt: skip
def test_a_wrong_file_comes_back_with_what_to_put_right(send, data, name, expected):
    page = send(data, name)
    assert page.status_code == 422
    assert expected.lower() in said(page).lower()
    assert "Cần sửa trước khi chấm" in said(page)
    assert not Assessment.objects.exists() and not TrialWork.objects.exists()
    assert b"<script>alert" not in page.content


def test_the_table_of_problems_says_where_and_what_to_do_and_has_no_empty_cell(send):
    page = send({"Số liệu": [LONG, ["1", "2023", "order_violations", "abc"], ["1", "nay", "order_violations", 1]]})
    assert "Trang tính Số liệu, dòng\xa02, cột\xa0D".replace("\xa0", " ") in problems(page).replace("\xa0", " ")
    assert "Chỉ ghi số, ví dụ 1234 hoặc 12,5." in problems(page)
    cells = re.findall(r"<(?:td|th) role=\"(?:cell|rowheader)\"[^>]*>(.*?)</t[dh]>", markup(page), re.S)
    assert cells and all(re.sub(r"<[^>]+>|\s", "", cell) for cell in cells)


def test_a_problem_with_the_whole_file_says_so(send):
    assert problems(send(b"hello")).startswith("Cả tệp")


def test_the_wrong_set_is_recognised_by_the_file(send):
    page = said(send(SAMPLE_CSV, "figures.csv", rulebook="do-thi-van-minh/04-2022"))
    assert "Tệp này đọc được theo bộ tiêu chí khác" in page
    assert "Bộ tiêu chí giả định gồm 22 tiêu chí" in page


def test_no_file_no_set_and_no_day_are_asked_for_in_one_go(client, db):
    page = client.post("/cham-thu/", {})
    assert page.status_code == 422
    for asked in ("Xin chọn tệp số liệu", "Xin chọn một bộ tiêu chí", "Ngày cần có dạng"):
        assert said(page).count(asked) == 2  # gathered at the top, and beside the field
    for target in re.findall(r'<li><a href="#([^"]+)"', markup(page)):
        assert f'id="{target}"' in page.content.decode()


@pytest.mark.parametrize("day", ["31/02/2024", "hôm nay", "2024", "1/1/99999"])
def test_a_day_that_is_none_is_asked_for_again_and_the_choices_stay(send, day):
    page = send(SAMPLE_CSV, "figures.csv", day=day)
    assert page.status_code == 422
    assert 'value="mau-gia-dinh-22/2023" checked' in markup(page) and f'value="{day}"' in markup(page)


@pytest.mark.parametrize("day", ["04/04/2024", "4/4/2024", "04-04-2024", "04.04.2024", "2024-04-04"])
def test_days_are_read_as_people_write_them(send, day):
    assert send(SAMPLE_CSV, "figures.csv", day=day).status_code == 200


def test_a_day_on_which_the_set_is_not_in_force_is_put_right_at_the_day(send):
    page = send(SAMPLE_CSV, "figures.csv", day="01/01/2020")
    assert "có hiệu lực từ 01/01/2023, ngày xét là 01/01/2020" in said(page)
    assert 'aria-describedby="day-hint day_error"' in page.content.decode()
    assert "chỗ trong tệp" not in said(page)


def test_an_unknown_set_is_refused(send):
    assert send(SAMPLE_CSV, "figures.csv", rulebook="../../etc").status_code == 422


def test_a_zip_bomb_is_refused_in_little_time(send):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        good = zipfile.ZipFile(io.BytesIO(workbook({"S": [LONG]})))
        for item in good.namelist():
            bomb.writestr(item, bytes(30_000_000) if "sheet1" in item else good.read(item))
    page = send(buffer.getvalue())
    assert page.status_code == 422 and "Cần sửa" in said(page)


def test_too_many_rows_for_a_page_point_to_the_command(send, criteria, monkeypatch):
    monkeypatch.setattr(trial_judging, "MOST_ROWS", 2)
    page = send(some_figures(criteria, ["1", "2", "3"]))
    assert page.status_code == 422 and "kieumau evaluate" in said(page)


# -- too large ----------------------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_brings_the_form_back_with_the_sentence(send, settings):
    settings.UPLOAD_MEGABYTES = 1
    page = send(bytes(1_050_000))
    assert page.status_code == 413
    assert said(page).count("Tệp lớn hơn 1 MB nên chưa được nhận.") == 2
    assert "Xin chọn tệp số liệu" not in said(page)
    assert 'value="mau-gia-dinh-22/2023" checked' in markup(page) and "04/04/2024" in markup(page)


class _Wire(io.RawIOBase):
    """A body that is made while it is read, without a single line break."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left, self.largest_read = head, size, 0

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size <= 1_000_000, "a body is never read whole"
        self.largest_read = max(self.largest_read, size)
        if self.head:
            piece, self.head = self.head[:size], self.head[size:]
        else:
            piece = bytes(min(size, self.left))
            self.left -= len(piece)
        return piece

    def readline(self, size: int | None = -1) -> bytes:
        raise AssertionError("a body is never read by lines: it may hold none")


def test_two_hundred_megabytes_are_read_in_small_pieces_and_kept_nowhere(client, db, settings, monkeypatch):
    settings.UPLOAD_MEGABYTES = 1
    monkeypatch.setattr("tempfile.mkstemp", lambda *a, **k: pytest.fail("a temporary file was made"))
    fields = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"rulebook": "mau-gia-dinh-22/2023", "day": "04/04/2024"}.items()
    )
    file = '--B\r\nContent-Disposition: form-data; name="workbook"; filename="a.xlsx"\r\n\r\n'
    wire = _Wire((fields + file).encode(), 200_000_000)
    page = client.generic(
        "POST",
        "/cham-thu/",
        **{
            "CONTENT_TYPE": "multipart/form-data; boundary=B",
            "wsgi.input": wire,
            "CONTENT_LENGTH": len(wire.head) + wire.left,
        },
    )
    assert page.status_code == 413 and wire.left == 0
    assert "Tệp lớn hơn 1 MB" in said(page)


# -- large files --------------------------------------------------------------------------------------------------


@pytest.fixture
def line(send, monkeypatch):
    """Works that wait in line: none is done before the answer goes out."""
    waiting = []
    monkeypatch.setattr(long_work, "begin", waiting.append)
    return waiting


def test_a_large_file_shows_how_far_it_is_and_then_its_result_at_the_same_address(send, line, client):
    page = send(SAMPLE_CSV, "figures.csv")
    url = page.redirect_chain[-1][0]
    assert page.status_code == 200 and "Đang chấm thử tệp" in said(page, "h1") and "Đang chờ đến lượt" in said(page)
    assert "works.js" in page.content.decode() and "rời trang này" in said(page)
    assert page.headers["Cache-Control"] == "no-store" and "noindex" in page.headers["X-Robots-Tag"]
    TrialWork.objects.update(state="reading", done=12_000, of=40_000)
    assert "Đang đọc tệp: 12.000/40.000 dòng" in said(client.get(url))
    TrialWork.objects.update(state="judging", done=1_200, of=4_000)
    page = client.get(url)
    assert "Đang chấm: 1.200/4.000 dòng" in said(page) and 'max="4000" value="1200"' in markup(page)
    client.cookies["django_language"] = "en"
    assert "Judging: 1,200 of 4,000 rows" in said(client.get(url))
    client.cookies["django_language"] = "vi"
    assert "figures.csv : đang chấm" in said(client.get("/cham-thu/"))
    TrialWork.objects.update(state="waiting")
    line.pop()()
    assert len(rows_of(client.get(url))) == 20 and not TrialWork.objects.exists()
    listed = client.get("/cham-thu/")
    assert "figures.csv : đã chấm" in said(listed) and f'href="{url}"' in markup(listed)


def test_a_large_file_to_put_right_says_its_places_at_the_same_address(send, line, client):
    url = send(SAMPLE_CSV, "figures.csv", rulebook="do-thi-van-minh/04-2022").redirect_chain[-1][0]
    line.pop()()
    page = client.get(url)
    assert page.status_code == 422 and "Cần sửa trước khi chấm" in said(page) and "dòng 2, cột C" in problems(page)
    assert 'value="do-thi-van-minh/04-2022" checked' in markup(page) and 'value="04/04/2024"' in markup(page)
    assert "Xin chọn tệp số liệu" not in said(page) and "Tệp figures.csv không được lưu lại" in said(page)
    assert 'action="/cham-thu/"' in markup(page)
    assert 'href="/cham-thu/?rulebook=mau-gia-dinh-22/2023"' in markup(page)
    assert page.headers["Cache-Control"] == "no-store" and not Assessment.objects.exists()
    assert "figures.csv : cần sửa, chưa chấm" in said(client.get("/cham-thu/"))
    send(SAMPLE_CSV, "figures.csv")
    assert client.get(url).status_code == 404 and TrialWork.objects.count() == 1


def test_a_large_file_for_which_there_is_no_room_says_so_at_the_same_address(send, line, client, settings):
    settings.TRIAL_ROWS = 10
    url = send(SAMPLE_CSV, "figures.csv").redirect_chain[-1][0]
    line.pop()()
    page = client.get(url)
    assert page.status_code == 503 and "thử lại sau ít giờ" in said(page) and "chỗ trong tệp" not in said(page)
    assert "figures.csv : chưa còn chỗ, không giữ kết quả" in said(client.get("/cham-thu/"))


def test_work_that_died_with_its_server_asks_for_the_file_again(send, line, client, monkeypatch):
    url = send(SAMPLE_CSV, "figures.csv").redirect_chain[-1][0]
    later = datetime.now(UTC) + timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = client.get(url)
    assert "Chưa chấm xong tệp" in said(page, "h1") and "xin gửi lại tệp" in said(page)
    assert "works.js" not in page.content.decode() and 'href="/cham-thu/?rulebook=mau-gia-dinh-22/2023"' in markup(page)
    assert "figures.csv : chưa chấm xong, xin gửi lại tệp" in said(client.get("/cham-thu/"))


def test_work_at_a_trial_is_its_senders_only_and_has_no_result_yet(send, line, client):
    url = send(SAMPLE_CSV, "figures.csv").redirect_chain[-1][0]
    other = Client()
    other.force_login(hire("khac", Role.MINISTRY_ANALYST))
    for tail in ("tai-ve.json", "don-vi/25198/"):
        assert client.get(url + tail).status_code == other.get(url + tail).status_code == 404
    assert other.get(url).status_code == 404 and other.post(url + "xoa/").status_code == 404
    assert "figures.csv" not in said(other.get("/cham-thu/"))
    assert TrialWork.objects.exists()
    client.post(url + "xoa/")
    line.pop()()
    assert client.get(url).status_code == 404 and not Assessment.objects.exists()


def test_a_server_with_many_files_at_work_says_so_at_the_field(send, line, monkeypatch):
    monkeypatch.setattr(trial_work, "MOST_AT_WORK", 1)
    send(SAMPLE_CSV, "figures.csv")
    page = send(SAMPLE_CSV, "figures.csv")
    assert page.status_code == 503 and "thử lại sau ít phút" in said(page) and len(line) == 1


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_the_server_judges(analyst, monkeypatch):
    """The real thing: another thread, with a connection of its own, while the answer waits a moment for it."""
    monkeypatch.setattr(long_work, "PATIENCE", 30)
    client = Client()
    client.force_login(analyst)
    form = {"rulebook": "mau-gia-dinh-22/2023", "day": "04/04/2024"}
    page = client.post("/cham-thu/", form | {"workbook": SimpleUploadedFile("figures.csv", SAMPLE_CSV)}, follow=True)
    assert len(rows_of(page)) == 20


# -- keeping ------------------------------------------------------------------------------------------------------


def test_a_trial_says_when_it_ends_and_can_be_deleted_at_once(send, client):
    page = send(SAMPLE_CSV, "figures.csv")
    kept = Assessment.objects.get()
    assert "Kết quả tự xóa lúc" in said(page) and "Tệp đã gửi không được lưu lại" in said(page)
    answer = client.post(f"/cham-thu/{kept.uuid}/xoa/", follow=True)
    assert "Đã xóa kết quả chấm thử" in said(answer)
    assert not Assessment.objects.exists()
    assert client.get(f"/cham-thu/{kept.uuid}/").status_code == 404


def test_deleting_needs_a_press_and_not_a_link(send, client):
    send(SAMPLE_CSV, "figures.csv")
    assert client.get(f"/cham-thu/{Assessment.objects.get().uuid}/xoa/").status_code == 405
    assert Assessment.objects.exists()


def test_a_trial_that_is_over_is_gone_from_pages_and_from_the_database(send, client, analyst, monkeypatch):
    send(SAMPLE_CSV, "figures.csv")
    kept = Assessment.objects.get()
    later = datetime.now(UTC) + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.logout()
    client.force_login(analyst)  # whose session is over by then as well
    for tail in ("", "tai-ve.json", "don-vi/25198/"):
        assert client.get(f"/cham-thu/{kept.uuid}/{tail}").status_code == 404
    client.get("/cham-thu/")
    assert not Assessment.objects.exists()


def test_trials_are_for_their_owner_and_for_no_cache(send, client, criteria):
    result = send(some_figures(criteria, ["01", "02"]))
    kept = Assessment.objects.get()
    assert kept.uuid.version == 4
    for tail in ("", "tai-ve.xlsx", "don-vi/01/"):
        answer = client.get(f"/cham-thu/{kept.uuid}/{tail}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex, nofollow">' in markup(result)
    assert client.get("/cham-thu/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/cham-thu/1/").status_code == 404


def test_a_trial_never_becomes_the_province(send, client, sample):
    send(SAMPLE_CSV, "figures.csv")
    assert "1 trong 20 phường" in said(client.get("/"), "h1")
    assert client.get("/don-vi/25198/").status_code == 200


def test_strangers_cannot_fill_the_disk(send, settings):
    settings.TRIAL_ROWS = 30
    assert send(SAMPLE_CSV, "figures.csv").status_code == 200
    page = send(SAMPLE_CSV, "figures.csv")
    assert page.status_code == 503
    assert "máy chủ đang giữ nhiều kết quả chấm thử" in said(page).lower() and "thử lại sau ít giờ" in said(page)
    assert Assessment.objects.count() == 1


def test_the_form_promises_the_hours_of_the_settings(client, db, settings):
    settings.TRIAL_HOURS = 5
    assert "Kết quả được giữ 5 giờ rồi tự xóa" in said(client.get("/cham-thu/"))


# -- the form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(shipped_rulebooks()))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_filled_in_is_judged(send, client, key, language):
    client.cookies["django_language"] = language
    criteria = load_rulebook(key)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/bo-tieu-chi/{key}/mau-nhap.xlsx").content))
    figures, units = book.worksheets[0], book.worksheets[1]
    kind = {"phuong": "phường", "huyen": "huyện", "xa": "xã"}[criteria.applies_to[0]]
    for n, code in enumerate(["01", "02"], start=2):
        units.append([code, f"Tên {n}", kind, "II", None, "Địa bàn", "01/09/1999"])
        fact = {"vi": "có", "en": "yes"}[language]
        values = [
            fact if i.measure.is_fact else 0.75 if i.measure.is_share else 20 for i in criteria.indicators.values()
        ]
        for column, value in enumerate([code, "2024", *values], start=1):
            figures.cell(n, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    page = send(buffer.getvalue(), rulebook=key, day="01/05/2025")
    assert page.status_code == 200, said(page)
    assert len(rows_of(page)) == 2
    assert not Assessment.objects.get().verdicts.filter(strip__contains="u").exclude(strip__contains="m").exists()


def test_examples_on_the_form_are_of_the_chosen_set(client, db):
    page = said(client.get("/cham-thu/", {"rulebook": "do-thi-van-minh/04-2022"}))
    assert "Ví dụ theo Phường, thị trấn đạt chuẩn đô thị văn minh" in page
    assert "Kết luận đạt tiêu chí 1 (quy hoạch đô thị)" in page


def test_search_inside_a_trial_stays_in_the_trial(file_units, client):
    kept = file_units([AdminUnit(f"{n:03}", f"Phường {n}", "phuong") for n in range(60)], trial=True)
    page = client.get(f"/cham-thu/{kept.uuid}/", {"q": "phuong 59"})
    assert len(rows_of(page)) == 1 and "Tìm trong tệp này" in said(page)
    assert len(rows_of(client.get(f"/cham-thu/{kept.uuid}/", {"page": 2}))) == 10


def test_the_form_needs_its_token(db):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/cham-thu/", {"rulebook": "mau-gia-dinh-22/2023", "day": "04/04/2024"})
    assert answer.status_code == 403 and "xin gửi lại" in said(answer)
