"""A way that was told wrongly is found, cited and put right; what it carried goes where the act says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kieumau.engine.territory import Succession
from kieumau.engine.territory.errata import corrected, corrections, moved_ground, uncorrected
from kieumau.engine.territory.register_files import read_register

TODAY = date(2026, 1, 1)


def test_a_namesake_far_away_is_put_right_with_the_item_of_its_resolution():
    """Phường 4 of Mỹ Tho (28252) was told to be in Cao Lãnh (29869) in part, 80 km away."""
    right = read_register()
    way = next(s for s in right.successions if (s.predecessor, s.basis) == ("28252", "whole"))
    parts = (replace(way, share=None, basis="unknown"), Succession(way.change, "28252", "29869", None, "unknown"))
    wrong = replace(right, successions=(*(s for s in right.successions if s is not way), *parts))
    found = corrections(wrong, right)
    assert [(c.way, c.before is None, c.after is None) for c in found] == [
        ((way.change, "28252", way.successor), False, False),
        ((way.change, "28252", "29869"), False, True),
    ]
    assert {c.article for c in found} == {way.article} and way.article.startswith("khoản ")
    (moved,) = moved_ground(wrong, corrected(wrong, found), found, TODAY)
    assert (moved.unit.code, moved.lost, moved.gained) == ("28252", ("29869",), ())
    assert moved.after[way.successor].is_whole and not moved.before[way.successor].is_whole
    assert set(corrected(wrong, found).successions) == set(right.successions)
    assert set(uncorrected(corrected(wrong, found), found).successions) == set(wrong.successions)


def test_later_acts_are_no_difference_and_come_by_loading():
    right = read_register()
    last = max(right.change_days())
    known = {c: x for c, x in right.changes.items() if x.on < last}
    old = replace(right, changes=known, successions=tuple(s for s in right.successions if s.change in known))
    assert corrections(old, right) == ()
