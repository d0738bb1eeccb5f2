"""A file at the door: how large it is, and whether it is what its name says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from kieumau.engine.reading import limits
from kieumau.engine.reading.gathering import refusal
from kieumau.engine.reading.tables import shown

SAVE_AS_XLSX = ("Hãy mở bằng Excel và lưu dạng .xlsx.", "Please open it in Excel and save it as .xlsx.")


class Kind(StrEnum):
    WORKBOOK = "workbook"
    CSV = "csv"
    PARQUET = "parquet"


_KINDS = {
    ".xlsx": Kind.WORKBOOK,
    ".xlsm": Kind.WORKBOOK,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".txt": Kind.CSV,
    ".parquet": Kind.PARQUET,
}


@dataclass(frozen=True)
class Opened:
    """A file that is what it claims to be. Parquet stays where it is; the others are small enough to hold."""

    kind: Kind
    file: str
    data: bytes = b""
    path: Path | None = None

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        if self.path is not None:
            yield self.path
            return
        with TemporaryDirectory(prefix="kieumau-") as folder:
            place = Path(folder) / "table.parquet"
            place.write_bytes(self.data)
            yield place


def open_source(source: Path | bytes, *, filename: str) -> Opened:
    """Look at a file without believing its name. Raises `ObservationError` in one sentence."""
    file = shown(filename.replace("\\", "/").rsplit("/", 1)[-1]) or "?"
    suffix = Path(file).suffix.lower()
    kind = _KINDS.get(suffix)
    if kind is None and suffix != ".xls":
        raise refusal(
            file,
            "không đọc loại tệp này.",
            "this kind of file is not read.",
            "Hãy dùng tệp .xlsx, .csv hoặc .parquet.",
            "Please use .xlsx, .csv or .parquet.",
        )
    if kind is Kind.PARQUET:
        return _parquet(source, file)
    data = _read(source, file)
    _check_content(data, file, kind)
    return Opened(kind or Kind.WORKBOOK, file, data)


def _read(source: Path | bytes, file: str) -> bytes:
    if isinstance(source, bytes):
        size, data = len(source), source
    else:
        size = _size(source, file)
        try:
            with source.open("rb") as stream:
                data = stream.read(limits.FILE_BYTES + 1) if size <= limits.FILE_BYTES else b""
        except OSError as error:
            raise refusal(file, "không mở được tệp.", "the file cannot be opened.") from error
    if max(size, len(data)) > limits.FILE_BYTES:
        most = limits.FILE_BYTES // 1024**2
        raise refusal(
            file,
            f"tệp quá lớn (trên {most} MB).",
            f"the file is too large (over {most} MB).",
            "Hãy chia thành nhiều tệp, hoặc dùng Parquet.",
            "Please split it, or use Parquet.",
        )
    if not data.strip(b"\0 \r\n\t"):
        raise refusal(file, "tệp trống.", "the file is empty.")
    return data


def _size(path: Path, file: str) -> int:
    try:
        if not path.is_file():
            raise refusal(
                file, "không tìm thấy tệp.", "the file is not there.", "Hãy kiểm tra đường dẫn.", "Check the path."
            )
        return path.stat().st_size
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise refusal(file, "không mở được tệp.", "the file cannot be opened.") from error


def _parquet(source: Path | bytes, file: str) -> Opened:
    if isinstance(source, Path):
        _size(source, file)
        try:
            with source.open("rb") as stream:
                head = stream.read(4)
        except OSError as error:
            raise refusal(file, "không mở được tệp.", "the file cannot be opened.") from error
    else:
        head = source[:4]
    if head != b"PAR1":
        raise refusal(file, "đây không phải tệp Parquet.", "this is not a Parquet file.")
    return Opened(Kind.PARQUET, file, *((b"", source) if isinstance(source, Path) else (source, None)))


def _check_content(data: bytes, file: str, kind: Kind | None) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refusal(
                file,
                "tệp có mật khẩu nên không đọc được.",
                "the file is protected by a password.",
                "Hãy bỏ mật khẩu mở tệp rồi lưu lại.",
                "Please remove the password and save it again.",
            )
        raise refusal(
            file,
            "đây là tệp .xls cũ; mở bằng Excel và lưu dạng .xlsx.",
            "this is an old .xls file; open it in Excel and save it as .xlsx.",
        )
    if data.startswith(b"PK"):
        if kind is not Kind.WORKBOOK:
            raise refusal(
                file,
                "nội dung là tệp nén (có thể là .xlsx), không đúng với đuôi tệp.",
                "the content is a zip archive (perhaps .xlsx), unlike the file's name.",
                "Nếu là bảng tính, hãy đổi đuôi thành .xlsx.",
                "If it is a workbook, please rename it to .xlsx.",
            )
        return
    if data.startswith(b"%PDF"):
        hint = "Hãy gửi bảng tính .xlsx hoặc CSV gốc.", "Please send the original .xlsx or CSV."
        raise refusal(file, "đây là tệp PDF, không phải bảng số liệu.", "this is a PDF file, not a table.", *hint)
    if data.startswith(b"PAR1"):
        hint = "Hãy đổi đuôi thành .parquet.", "Please rename it to .parquet."
        raise refusal(file, "đây là tệp Parquet mang đuôi khác.", "this is a Parquet file under another name.", *hint)
    start = data[:200].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise refusal(
            file,
            "đây là trang web (HTML hoặc XML) đổi đuôi, không phải bảng tính.",
            "this is a web page (HTML or XML) renamed, not a table.",
            *SAVE_AS_XLSX,
        )
    if kind is not Kind.CSV:
        raise refusal(
            file,
            "nội dung không phải bảng tính Excel (.xlsx).",
            "the content is not an Excel workbook (.xlsx).",
            "Nếu là văn bản CSV, hãy đổi đuôi thành .csv; nếu không, hãy mở bằng Excel và lưu dạng .xlsx.",
            "If it is CSV text, rename it to .csv; otherwise open it in Excel and save it as .xlsx.",
        )
