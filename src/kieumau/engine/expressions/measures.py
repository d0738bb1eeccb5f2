"""Measures: what a figure counts. The word "unit" is kept for administrative units."""

from __future__ import annotations

from dataclasses import dataclass

from kieumau.engine.wording import Words


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts. `whole` figures come one by one, so a need is rounded up to the next whole one."""

    code: str
    noun: Words
    whole: bool = True

    @property
    def is_share(self) -> bool:
        return self.code == "share"

    @property
    def is_fact(self) -> bool:
        return self.code == "fact"


def _measures(*rows: tuple[str, str, str, bool]) -> dict[str, Measure]:
    return {code: Measure(code, Words(vi, en), whole) for code, vi, en, whole in rows}


BUILT_IN_MEASURES = _measures(
    ("fact", "", "", False),
    ("share", "", "", False),
    ("number", "", "", False),
    ("points", "điểm", "points", False),
    ("persons", "người", "persons", True),
    ("households", "hộ", "households", True),
    ("cases", "vụ", "cases", True),
    ("events", "sự việc", "events", True),
    ("bodies", "khu dân cư, cơ quan, đơn vị", "residential areas and bodies", True),
    ("residential_areas", "khu dân cư", "residential areas", True),
    ("models", "mô hình", "models", True),
    ("units", "đơn vị", "units", True),
    ("forms", "phiếu", "forms", True),
    ("files", "hồ sơ", "files", True),
    ("documents", "văn bản", "documents", True),
    ("complaints", "đơn thư", "complaints", True),
    ("meetings", "cuộc", "meetings", True),
    ("cameras", "camera", "cameras", True),
    ("streets", "tuyến đường", "streets", True),
    ("tasks", "nhiệm vụ", "tasks", True),
    ("days", "ngày", "days", True),
    ("months", "tháng", "months", True),
    ("years", "năm", "years", False),
    ("area_m2", "m²", "m²", False),
    ("area_km2", "km²", "km²", False),
    ("million_dong", "triệu đồng", "million dong", False),
)
