"""The parts of a workbook, unpacked with a hand on the tap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import limits
from kieumau.engine.reading.gathering import refusal
from kieumau.engine.reading.opening import SAVE_AS_XLSX

_CHUNK = 64 * 1024


class Archive:
    """A zip file whose promises are checked before it is opened, and whose bytes are counted as they come."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._unpacked = 0
        # The directory is counted before zipfile builds an object of a kilobyte for each of its entries.
        if data.count(b"PK\x01\x02") > limits.ZIP_ENTRIES:
            raise self._too_large()
        self._zip = ZipFile(BytesIO(data))
        self._parts: dict[str, str] = {}
        promised = 0
        for entry in self._zip.infolist():
            promised += entry.file_size
            packed_tight = entry.file_size > limits.PACKING_RATIO * max(entry.compress_size, 1)
            if promised > limits.UNPACKED_BYTES or (entry.file_size > 1024**2 and packed_tight):
                raise self._too_large()
            name = entry.filename.replace("\\", "/").lstrip("/").casefold()
            # Other methods unpack with dictionaries of gigabytes; a doubled name is read differently by each program.
            if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & 1 or name in self._parts:
                raise self.damaged()
            self._parts[name] = entry.filename

    def __contains__(self, part: str) -> bool:
        return part.lstrip("/").casefold() in self._parts

    def chunks(self, part: str) -> Iterator[bytes]:
        with self._zip.open(self._parts[part.lstrip("/").casefold()]) as stream:
            while chunk := stream.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > limits.UNPACKED_BYTES:
                    raise self._too_large()
                yield chunk

    def _too_large(self) -> ObservationError:
        most = limits.UNPACKED_BYTES // 1024**2
        return refusal(
            self.file,
            f"tệp giải nén ra quá lớn (trên {most} MB, hoặc nén chặt bất thường) nên không được mở.",
            f"the file unpacks to too much (over {most} MB, or packed unusually tight) and is not opened.",
            "Hãy chép riêng bảng số liệu sang một tệp mới.",
            "Please copy the table alone into a new file.",
        )

    def damaged(self) -> ObservationError:
        return refusal(
            self.file,
            "tệp hỏng hoặc không trọn vẹn nên không đọc được.",
            "the file is damaged or cut short.",
            *SAVE_AS_XLSX,
        )


class Reader:
    """Walks one XML part. Tags lose their prefix, so both editions of the Office format read alike.

    Expat alone, not ElementTree: nothing is kept but what the handlers keep, and a document type is refused
    outright, so there are no entities to expand.
    """

    def begin(self, tag: str, attributes: dict[str, str], /) -> None: ...

    def finish(self, tag: str, /) -> None: ...

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.stop = False
        self._depth = 0
        self._text: list[str] | None = None
        self._length = 0

    def listen(self) -> None:
        """Start to gather text."""
        self._text, self._length = [], 0

    def heard(self) -> str:
        text, self._text = "".join(self._text or ()), None
        return text

    def read(self, part: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        fed = 0
        for chunk in self.archive.chunks(part):
            parser.Parse(chunk, False)
            fed += len(chunk)
            # Expat scans an unfinished tag again with every chunk: an endless one would take hours.
            if fed - parser.CurrentByteIndex > limits.XML_TOKEN_BYTES:
                raise self.archive.damaged()
            if self.stop:
                return
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.XML_DEPTH:
            raise self.archive.damaged()
        self.begin(tag if ":" not in tag else tag.rpartition(":")[2], attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.finish(tag if ":" not in tag else tag.rpartition(":")[2])

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._length += len(data)
            if self._length > 4 * limits.CELL_TEXT:
                raise self.archive.damaged()
            self._text.append(data)

    def _doctype(self, *_: object) -> None:
        raise refusal(
            self.archive.file,
            "tệp khai báo kiểu tài liệu (DOCTYPE), điều mà Excel không bao giờ viết, nên không được mở.",
            "the file declares a document type (DOCTYPE), which Excel never writes, and is not opened.",
            *SAVE_AS_XLSX,
        )


class Elements(Reader):
    """For short parts: every element is handed to a function."""

    def __init__(self, archive: Archive, take: Callable[[str, dict[str, str]], None]) -> None:
        super().__init__(archive)
        self._take = take

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._take(tag, attributes)
