"""Whatever is done to a written journal is found: by its own seals, or by one seal kept elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kieumau.records.journal.anchors import Anchor, JournalError, read_anchors
from kieumau.records.journal.chain import START, Line, faults, seal

Sealed = tuple[Line, str]

texts = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates and control characters too
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
bodies = st.tuples(moments, *[texts] * 8)


def sealed(said: list[tuple[object, ...]], first: int = 1, before: str = START) -> list[Sealed]:
    """Lines as `write_line` would seal them one after the other."""
    lines: list[Sealed] = []
    for number, body in enumerate(said, start=first):
        line = Line(number, *body)  # type: ignore[arg-type]
        before = seal(before, line)
        lines.append((line, before))
    return lines


journals = st.lists(bodies, min_size=1, max_size=8).map(sealed)
longer = st.lists(bodies, min_size=2, max_size=8).map(sealed)


def anchor(lines: list[Sealed]) -> dict[int, str]:
    return {lines[-1][0].number: lines[-1][1]}


def other(value: object, new: str) -> object:
    """A value of the same kind that is not this one."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 + len(new))
    return f"{value}{new}" if new else f"{value}x"


@given(journals)
def test_an_untouched_journal_has_no_fault(lines):
    anchors = {line.number: kept for line, kept in lines}
    assert list(faults(lines)) == list(faults(lines, anchors)) == []


def test_an_empty_journal_has_no_fault():
    assert list(faults([])) == []


@given(journals, st.data(), st.sampled_from([f for f in Line._fields if f != "number"]), texts)
def test_a_changed_field_of_any_line_is_found_at_that_line(lines, data, field, new):
    at = data.draw(st.integers(0, len(lines) - 1))
    line, kept = lines[at]
    lines[at] = (line._replace(**{field: other(getattr(line, field), new)}), kept)
    assert [f.number for f in faults(lines)] == [at + 1]


@given(journals, st.data())
def test_words_moved_from_one_field_to_the_next_are_found(lines, data):
    at = data.draw(st.integers(0, len(lines) - 1))
    line, kept = lines[at]
    moved = line._replace(action=line.action + "a" + line.account, account="")
    lines[at] = (moved, kept)
    assert list(faults(lines))


@given(journals, st.data())
def test_a_changed_seal_is_found(lines, data):
    at = data.draw(st.integers(0, len(lines) - 1))
    line, kept = lines[at]
    lines[at] = (line, kept[::-1] if kept != kept[::-1] else START)
    assert at + 1 in {f.number for f in faults(lines)}


@given(longer, st.data(), texts)
def test_a_changed_line_sealed_anew_is_found_at_the_next(lines, data, new):
    at = data.draw(st.integers(0, len(lines) - 2))
    line, _ = lines[at]
    forged = line._replace(details=str(other(line.details, new)))
    lines[at] = (forged, seal(lines[at - 1][1] if at else START, forged))
    assert [f.number for f in faults(lines)] == [at + 2]


@given(longer, st.data())
def test_removed_lines_are_found(lines, data):
    first = data.draw(st.integers(0, len(lines) - 2))
    after = data.draw(st.integers(first + 1, len(lines) - 1))
    del lines[first:after]
    found = list(faults(lines))
    assert found[0].number == first + 1
    gone = str(first + 1) if after == first + 1 else f"{first + 1} đến {after}"
    assert gone in found[0].what.vi


@given(longer, st.data())
def test_a_removed_line_with_the_rest_numbered_anew_is_found(lines, data):
    at = data.draw(st.integers(0, len(lines) - 2))
    del lines[at]
    closed = [(line._replace(number=n), kept) for n, (line, kept) in enumerate(lines, start=1)]
    assert next(f.number for f in faults(closed)) == at + 1


@given(st.lists(bodies, min_size=2, max_size=8, unique=True).map(sealed), st.data(), st.booleans())
def test_swapped_lines_are_found(lines, data, with_seals):
    """Two lines change places under their numbers, with or without their seals; or stand in the wrong order."""
    a = data.draw(st.integers(0, len(lines) - 2))
    b = data.draw(st.integers(a + 1, len(lines) - 1))
    swapped = list(lines)
    for here, there in ((a, b), (b, a)):
        line, kept = lines[there]
        swapped[here] = (line._replace(number=here + 1), kept if with_seals else lines[here][1])
    assert list(faults(swapped))
    lines[a], lines[b] = lines[b], lines[a]
    assert list(faults(lines))


@given(journals, st.data(), bodies, st.booleans())
def test_an_inserted_line_is_found(lines, data, body, own_seal):
    """Also where the forger makes the line's own seal right and numbers what follows anew."""
    at = data.draw(st.integers(0, len(lines) - 1))
    before = lines[at - 1][1] if at else START
    forged = Line(at + 1, *body)
    inserted = (forged, seal(before, forged) if own_seal else START)
    later = [(line._replace(number=line.number + 1), kept) for line, kept in lines[at:]]
    assert list(faults([*lines[:at], inserted, *later]))


@given(journals, st.sampled_from([0, -1, -7]))
def test_a_line_before_the_first_is_found(lines, number):
    forged = lines[0][0]._replace(number=number)
    found = list(faults([(forged, seal(START, forged)), *lines]))
    assert found[0].number == number
    assert "không đúng chỗ" in found[0].what.vi


@given(longer, st.data())
def test_a_cut_off_end_is_found_by_an_anchor_and_not_without(lines, data):
    cut = lines[: data.draw(st.integers(0, len(lines) - 1))]
    assert list(faults(cut)) == []
    (found,) = faults(cut, anchor(lines))
    assert found.number == len(lines)
    assert found.what.en == f"line {len(lines)}, whose seal was kept elsewhere, is gone"


@given(longer, st.data(), texts)
def test_a_journal_sealed_anew_from_some_line_on_is_found_by_an_anchor_and_not_without(lines, data, new):
    at = data.draw(st.integers(0, len(lines) - 1))
    said = [line[1:] for line, _ in lines[at:]]
    said[0] = (*said[0][:-1], other(said[0][-1], new))
    forged = lines[:at] + sealed(said, at + 1, lines[at - 1][1] if at else START)
    assert list(faults(forged)) == []
    assert [f.number for f in faults(forged, anchor(lines))] == [len(lines)]


def test_one_faulty_line_is_one_fault_and_each_is_named():
    lines = sealed([(datetime(2026, 1, 1, tzinfo=UTC), *[str(n)] * 8) for n in range(1, 10)])
    lines[2] = (lines[2][0]._replace(name="khác"), lines[2][1])
    del lines[5:7]
    assert [(f.number, f.what.en) for f in faults(lines)] == [
        (3, "line 3 does not match its seal: this line, or the seal before it, was changed"),
        (6, "lines 6 to 7 are missing"),
    ]


def test_the_seal_is_the_same_in_every_time_zone_and_on_every_machine():
    """A fixed seal: a change of how lines are sealed would make every journal that exists look forged."""
    at = datetime(2024, 4, 4, 8, 0, tzinfo=UTC)
    line = Line(1, at, "accounts.mandate_given", "", "quản.trị", "administrator", "127.0.0.1", "account:1", "75", "{}")
    assert seal(START, line) == seal(START, line._replace(at=at.astimezone(timezone(timedelta(hours=7)))))
    assert seal(START, line) == "cbc8608f1a1a5a13f6573d3bb333f4b2b3c78e4357c12f1df41a6b5f61266d45"


# -- anchors ------------------------------------------------------------------------------------------------------

SEAL = "0123456789abcdef" * 4


@given(st.dictionaries(st.integers(1, 10**12), st.integers(0, 2**256 - 1).map(lambda n: f"{n:064x}"), max_size=8))
def test_anchors_are_read_as_they_were_written(seals):
    text = "".join(f"{Anchor(n, kept, '2024-04-04T15:00:00+07:00')}\n" for n, kept in seals.items())
    assert read_anchors([("moc.txt", text)]) == seals


def test_people_write_anchors_in_their_own_way():
    in_eights = " ".join(SEAL[i : i + 8] for i in range(0, 64, 8))
    text = f"\ufeff# sổ giao ban\r\n\r\n  1204\t{SEAL.upper()}   04/04/2024, 15 giờ\r\n1205 {SEAL[:8]} {in_eights[9:]} 2024-04-04"
    assert read_anchors([("moc.txt", text), ("khac.txt", f"1204 {SEAL}\n")]) == {1204: SEAL, 1205: SEAL}


@pytest.mark.parametrize(
    "line",
    ["1204", f"0 {SEAL}", f"-1 {SEAL}", f"1204 {SEAL}0", f"1204 {SEAL[1:]}", f"1.204 {SEAL}", f"{SEAL} 1204", "x"],
)
def test_what_is_no_anchor_is_named_by_file_and_line(line):
    with pytest.raises(JournalError, match=r"moc\.txt, dòng 2: đây không phải là một mốc niêm"):
        read_anchors([("moc.txt", f"1 {SEAL}\n{line}\n")])


def test_two_anchors_of_one_line_that_differ_are_told():
    with pytest.raises(JournalError, match=r"b\.txt, dòng 1: dòng nhật ký 7 có hai mốc niêm khác nhau"):
        read_anchors([("a.txt", f"7 {SEAL}"), ("b.txt", f"7 {SEAL[::-1]}")])
