"""Kinds of units, and a unit's full name: "phường Tân Đồng", "phường 1", "đặc khu Hoàng Sa"."""

from __future__ import annotations

from kieumau.engine.territory.names import folded
from kieumau.engine.wording import Words, plain

KINDS = {
    "tinh": Words("tỉnh {n}", "{n} province"),
    "thanh_pho": Words("thành phố {n}", "{n} city"),
    "quan": Words("quận {n}", "{n} urban district"),
    "huyen": Words("huyện {n}", "{n} district"),
    "thi_xa": Words("thị xã {n}", "{n} town"),
    "phuong": Words("phường {n}", "{n} ward"),
    "xa": Words("xã {n}", "{n} commune"),
    "thi_tran": Words("thị trấn {n}", "{n} township"),
    "dac_khu": Words("đặc khu {n}", "{n} special zone"),
}
KIND_NOUNS = {
    "tinh": Words("tỉnh", "provinces"),
    "thanh_pho": Words("thành phố", "cities"),
    "quan": Words("quận", "urban districts"),
    "huyen": Words("huyện", "districts"),
    "thi_xa": Words("thị xã", "towns"),
    "phuong": Words("phường", "wards"),
    "xa": Words("xã", "communes"),
    "thi_tran": Words("thị trấn", "townships"),
    "dac_khu": Words("đặc khu", "special zones"),
}
LEVELS = ("province", "district", "commune")
LEVEL_WORDS = {
    "province": Words("cấp tỉnh", "province level"),
    "district": Words("cấp huyện", "district level"),
    "commune": Words("cấp xã", "commune level"),
}


def full_name(kind: str, name: str) -> Words:
    """The kind once: some lists write it into the name already."""
    if kind not in KINDS or folded(name).startswith(folded(KIND_NOUNS[kind].vi)):
        return plain(name)
    return KINDS[kind].fill(n=name)


UNIT_NOUN = Words("đơn vị", "units")


COUNTRY = Words("cả nước", "the whole country")
