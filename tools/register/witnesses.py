"""What other tables say of the same changes, beside what the law says. Each difference stands in decided.csv or is refused."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from register.law import WHOLE, LawfulWay

HERE = Path(__file__).parent
Told = Mapping[tuple[str, str], str]  # (old, new) -> whole or part

# file -> SHA-256 of it; README.md says where each comes from and under which licence
EXTRACTS = {
    "dvhcvn.csv.gz": "cac3302090bfba82c3a1643ba269c376e9b05da69ec18ca9ab408293e7027329",
    "thong-ke.csv.gz": "7b950d4d753eac9a468e432d26dfce5c57ff791b3af744042547357f585bc8f5",
    "items.tsv.gz": "b269743691cf52b5d61d0dc476a8cf28c132dddea8c52b0b6e64f1c649706e92",
}


@dataclass(frozen=True, order=True)
class Difference:
    source: str
    old: str
    new: str
    says: str  # whole, part or nothing
    law: str


def check_extracts() -> None:
    """Raises `ValueError` where an extract is not what it was when the decisions were made."""
    for name, expected in EXTRACTS.items():
        if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != expected:
            raise ValueError(f"tools/register/{name} has changed. Decide anew, then write its SHA-256 in witnesses.py.")


def other_tables() -> Iterator[tuple[str, Told]]:
    """The second source and the conversion table of the Statistics Office."""
    for source in ("dvhcvn", "thong-ke"):
        with gzip.open(HERE / f"{source}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            yield source, {(r["old"], r["new"]): r["extent"] for r in csv.DictReader(file)}


def differences(law: Iterable[LawfulWay], source: str, told: Told) -> Iterator[Difference]:
    by_law = {(w.old, w.new): "whole" if w.extent in WHOLE else "part" for w in law}
    for old, new in sorted(by_law.keys() | told.keys()):
        says, expected = told.get((old, new), "nothing"), by_law.get((old, new), "nothing")
        if says != expected:
            yield Difference(source, old, new, says, expected)


def read_decided() -> dict[Difference, str]:
    """Differences that somebody looked up in the text, with what it says."""
    with (HERE / "decided.csv").open(encoding="utf-8", newline="") as file:
        return {
            Difference(r["source"], r["old"], r["new"], r["says"], r["law"]): r["why"] for r in csv.DictReader(file)
        }


def undecided(found: Iterable[Difference]) -> Iterator[str]:
    """What to look up, line by line; and decisions about differences that there are no more."""
    decided, met = read_decided(), set(found)
    for d in sorted(met - decided.keys()):
        yield f"{d.source}: {d.old} -> {d.new}: {d.source} says {d.says}, the resolutions say {d.law}."
    for d in sorted(decided.keys() - met):
        yield f"{d.source}: {d.old} -> {d.new}: decided.csv tells of a difference that there is not ({d.says}, {d.law})."
