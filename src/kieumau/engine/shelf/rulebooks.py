"""The shelf of shipped rulebooks, and the way from a name or a path to a file."""

from __future__ import annotations

from pathlib import Path

from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.wording import words

SHELF = Path(__file__).resolve().parents[2] / "rulebooks"
FILE = "criteria.yaml"


def shipped_rulebooks() -> dict[str, Path]:
    """`programme/version` -> file, in order."""
    return {f"{p.parent.parent.name}/{p.parent.name}": p for p in sorted(SHELF.glob(f"*/*/{FILE}"))}


def find_rulebook(name_or_path: str) -> Path:
    """A shipped name, whole or just the programme where it has one version; else a file, or a folder with one."""
    shipped = shipped_rulebooks()
    if name_or_path in shipped:
        return shipped[name_or_path]
    versions = [key for key in shipped if key.split("/")[0] == name_or_path]
    if len(versions) == 1:
        return shipped[versions[0]]
    path = Path(name_or_path)
    if versions and not path.exists():
        raise RulebookError(
            Problem(
                words(
                    "“{n}” có {k} phiên bản: {v}.",
                    "“{n}” has {k} versions: {v}.",
                    n=name_or_path,
                    k=len(versions),
                    v=", ".join(versions),
                ),
                hint=words("Ghi rõ phiên bản.", "Name the version."),
            )
        )
    if path.is_dir() and (path / FILE).is_file():
        return path / FILE
    if path.is_file():
        return path
    hint = did_you_mean(name_or_path, [*shipped, *{k.split("/")[0] for k in shipped}])
    known = words("Có sẵn: {v}.", "Shipped: {v}.", v=", ".join(shipped))
    raise RulebookError(
        Problem(
            words("không có bộ tiêu chí hay tệp “{n}”.", "there is no rulebook or file “{n}”.", n=name_or_path),
            hint=hint + " " + known if hint else known,
        )
    )


def find_child(key: str, *, beside: str) -> Path:
    """The rulebook of child units: shipped, or in a folder near the one that names it. Raises `RulebookError`."""
    if key in (shipped := shipped_rulebooks()):
        return shipped[key]
    programme = key.split("/", maxsplit=1)[0]
    here = Path(beside).resolve().parent
    for base in (here, here.parent, here.parent.parent):
        for place in (base / key / FILE, base / programme / FILE):
            if place.is_file():
                return place
    hint = did_you_mean(key, list(shipped)) or words(
        "Đặt nó ở thư mục bên cạnh: ../{k}/criteria.yaml.",
        "Put it in a folder beside this one: ../{k}/criteria.yaml.",
        k=key,
    )
    what = words(
        "không tìm thấy bộ tiêu chí “{k}” của đơn vị trực thuộc.",
        "the rulebook “{k}” of child units is not found.",
        k=key,
    )
    raise RulebookError(Problem(what, hint=hint))
