"""The pages of figures by file: sent, looked at first, confirmed or let go; a large file goes on without its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import markup, said, workbook
from kieumau.config import clock
from kieumau.records.indicators.models import Figure, Upload
from kieumau.web.shell import long_work
from returns import enter, figure, moment

pytestmark = pytest.mark.usefixtures("collected")
NOW = moment("2024-04-04 15:00")
HEAD = ["Mã đơn vị", "Kỳ", "Mã chỉ tiêu", "Giá trị"]
FILES = "/so-lieu/tep/"


@pytest.fixture
def here(officer, monkeypatch):
    """The officer's browser, where long work is done before the answer."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(long_work, "begin", lambda work: work())
    client = Client()
    client.force_login(officer.user)
    return client


def send(client, *rows, name="thang-3.xlsx", data=None):
    data = data if data is not None else workbook({"Số liệu": [HEAD, *rows]})
    return client.post(FILES, {"file": SimpleUploadedFile(name, data)}, follow=True)


SEVEN = ["101", "2024-03", "order_violations", 7]


def test_a_file_is_looked_at_then_recorded(here):
    page = send(here, SEVEN, ["101", "2024-03", "disciplined", 0])
    text = said(page)
    assert "Tệp sẽ thêm 2 số liệu mới" in text and "phường Một, tháng 3/2024" in text and "số liệu minh họa" in text
    assert not Figure.objects.exists() and "Lý do" not in text
    url = page.redirect_chain[-1][0]
    done = here.post(url, {"act": "confirm"}, follow=True)
    assert "Đã ghi 2 số liệu của tệp" in said(done) and Figure.objects.count() == 2
    assert "đã ghi 2 số liệu" in said(here.get(FILES))
    assert "Tệp này không thay đổi gì" in said(send(here, SEVEN))


def test_a_correction_is_shown_and_asks_why(here, officer):
    enter(officer, figure(5))
    page = send(here, SEVEN)
    assert "Tệp sẽ sửa 1 số đã ghi" in said(page) and "5 vụ" in said(page) and "Số liệu!D2" in said(page)
    url = page.redirect_chain[-1][0]
    refused = here.post(url, {"act": "confirm"})
    assert refused.status_code == 422 and "cần ghi lý do" in said(refused) and Figure.objects.count() == 1
    assert 'href="#reason"' in markup(refused) and 'id="reason_error"' in markup(refused)
    done = here.post(url, {"act": "confirm", "reason": "đối chiếu lại sổ"}, follow=True)
    assert "Đã ghi 1 số liệu" in said(done) and "đối chiếu lại sổ" in said(done)


def test_what_is_wrong_is_told_with_its_place_in_either_language(here, english):
    page = send(here, ["102", "2024-03", "order_violations", 7], ["101", "2024-03", "order_violations", "bảy"])
    text = said(page)
    assert "Chưa ghi gì: tệp cần sửa" in text and "1 chỗ trong tệp cần sửa" in text
    assert "dòng 3, cột D" in text  # what cannot be read comes first
    page = send(here, ["102", "2024-03", "order_violations", 7])
    assert "dòng 2, cột D" in said(page) and "không có đơn vị mã 102" in said(page)
    here.cookies["django_language"] = "en"
    assert "1 place in the file to put right" in said(here.get(page.redirect_chain[-1][0]))
    many = send(here, *[["101", "2024-03", "order_violations", "x"]] * 1300)
    assert "1,300 places in the file to put right; the first 200 are shown" in said(many)
    assert markup(many).count("<tr") == 201


def test_a_file_can_be_let_go_and_taken_back_as_it_was_sent(here):
    data = workbook({"Số liệu": [HEAD, SEVEN]})
    url = send(here, data=data, name="Số liệu tháng 3.xlsx").redirect_chain[-1][0]
    answer = here.get(url + "tai-ve/")
    assert answer.content == data and answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''S")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "Tệp đã bỏ, không ghi gì" in said(here.post(url, {"act": "cancel"}, follow=True))
    assert here.get(url + "tai-ve/").status_code == 404
    late = here.post(url, {"act": "confirm"})
    assert late.status_code == 422 and "không còn chờ xác nhận" in said(late)
    assert here.post(url, {"act": "delete"}).status_code == 404 and not Figure.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing", "hỏng hoặc không trọn vẹn"),
        ("a.exe", b"MZ", "Không đọc loại tệp này"),
        ("a.xlsx", b"<html>", "trang web"),
        ("<script>alert(1)</script>.csv", b"a,b\n1,2\n", "Không tìm thấy dòng tiêu đề"),
    ],
)
def test_hostile_files_are_refused_in_words(here, name, data, words):
    page = send(here, name=name, data=data)
    assert page.status_code == 200 and words in said(page)
    assert "<script>alert" not in page.content.decode()
    assert bytes(Upload.objects.get().content) == b""


def test_nothing_chosen_and_too_much_are_told_at_the_field(here, settings):
    empty = here.post(FILES, {})
    assert empty.status_code == 422 and "Xin chọn tệp số liệu" in said(empty)
    settings.UPLOAD_MEGABYTES = 0
    assert send(here, SEVEN).status_code == 413 and not Upload.objects.exists()


def test_while_it_is_read_the_page_tells_how_far_and_after_a_silence_offers_to_begin_again(here, monkeypatch):
    monkeypatch.setattr(long_work, "begin", lambda work: None)  # a server that was stopped
    url = send(here, SEVEN).redirect_chain[-1][0]
    upload = Upload.objects.get()
    assert "Đang chờ đến lượt" in said(here.get(url)) and "works.js" in here.get(url).content.decode()
    Upload.objects.update(done=12_000, found={"of": 100_000})
    page = here.get(url)
    assert "12.000 trong 100.000 dòng" in said(page)
    assert 'max="100000" value="12000"' in markup(page) and "rời trang này" in said(page)
    assert here.post(url, {"act": "again"}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=3))
    assert "Máy chủ đã dừng giữa chừng" in said(here.get(url))
    monkeypatch.setattr(long_work, "begin", lambda work: work())
    assert "Tệp sẽ thêm 1 số liệu mới" in said(here.post(url, {"act": "again"}, follow=True))
    assert Upload.objects.get().pk == upload.pk


def test_the_form_of_a_return_is_offered_and_comes_back(here):
    listed = markup(here.get(FILES))
    assert "/so-lieu/mau/2024-03/101.xlsx" in listed
    form = here.get("/so-lieu/mau/2024-03/101.xlsx")
    assert form.status_code == 200 and "so-lieu-101-2024-03.xlsx" in form.headers["Content-Disposition"]
    assert "Mọi ô giá trị của tệp đều trống" in said(send(here, data=form.content))
    for other in ("2024-03/102", "2024-03/999", "2019-01/101", "x/101"):
        assert here.get(f"/so-lieu/mau/{other}.xlsx").status_code == 404, other


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_the_server_does_the_work(officer, monkeypatch):
    """The real thing: another thread, with a connection of its own, while the page waits a moment for it."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(long_work, "PATIENCE", 30)
    client = Client()
    client.force_login(officer.user)
    page = send(client, SEVEN)
    assert "Tệp sẽ thêm 1 số liệu mới" in said(page)
    assert "Đã ghi 1 số liệu" in said(client.post(page.redirect_chain[-1][0], {"act": "confirm"}, follow=True))
    assert NOW <= Figure.objects.get().recorded_at < NOW + timedelta(minutes=1)  # when the thread wrote it
