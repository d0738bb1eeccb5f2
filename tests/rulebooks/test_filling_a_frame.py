"""The worked example of an overlay: it fills two criteria of a frame, adds a local one, and changes nothing else."""

from __future__ import annotations

from kieumau.engine.criteria import Nature, load_rulebook
from kieumau.engine.shelf.rulebooks import SHELF

BASE = "cong-an-phuong-kieu-mau/5764-2021"
EXAMPLE = SHELF / BASE / "overlay-example.yaml"


def test_the_example_fills_two_criteria_and_adds_one() -> None:
    base, filled = load_rulebook(BASE), load_rulebook(str(EXAMPLE))
    assert filled.key == f"{BASE}+vi-du"
    assert filled.nature is Nature.SAMPLE
    assert len(filled.criteria) == len(base.criteria) + 1
    assert [c.code for c in filled.criteria if not c.frame] == ["1", "2", "DP1"]
    assert [c.code for c in filled.criteria if c.local] == ["DP1"]
    assert {c.code: c for c in filled.criteria if c.frame}.items() <= base.by_code.items()


def test_every_text_of_the_example_is_labelled_as_invented() -> None:
    filled = load_rulebook(str(EXAMPLE))
    added = [c for c in filled.criteria if not c.frame]
    assert all("giả định" in c.label.vi and "invented" in c.label.en and "giả định" in c.law for c in added)
    assert "giả định" in filled.title.vi


def test_a_frame_says_of_every_criterion_that_the_office_enters_it() -> None:
    for name, count in ((BASE, 22), ("cong-an-phuong-kieu-mau/20-2024", 20)):
        criteria = load_rulebook(name)
        assert len(criteria.criteria) == count
        assert all(c.frame for c in criteria.criteria)
        open_ = [c for c in criteria.criteria if (name, c.code) != ("cong-an-phuong-kieu-mau/20-2024", "6")]
        assert all(c.label.vi == f"Tiêu chí {c.code} (cơ quan nhập nội dung)" for c in open_)
