"""`kieumau template`: a file of figures and one of units that a rulebook, or a draft of one, is tried with."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.arguments import Rulebook
from kieumau.cli.language import LANGUAGE, say
from kieumau.engine.criteria import CriteriaSet, find_child, load_rulebook
from kieumau.engine.criteria.inventing import invented_figures, units_for
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, words
from kieumau.reports.template_files import FilledFile, write_figures, write_units
from kieumau.reports.writing import kind_of

_CHILDREN = 4  # of each unit, for rules that count child units

FiguresFile = Annotated[
    Path,
    typer.Option(
        "--figures",
        help=say(
            "Tệp số liệu sẽ ghi: .csv, hoặc .xlsx có sẵn trang đơn vị.",
            "The file of figures to write: .csv, or .xlsx with a sheet of units.",
        ),
    ),
]
UnitsFile = Annotated[
    Path, typer.Option("--units", help=say("Tệp đơn vị sẽ ghi (.csv).", "The file of units to write (.csv)."))
]
ChildrenFile = Annotated[
    Path,
    typer.Option(
        "--children",
        help=say(
            "Tệp số liệu của đơn vị trực thuộc, khi bộ tiêu chí cộng gộp.",
            "The file of figures of child units, where the rulebook rolls up.",
        ),
    ),
]
Number = Annotated[int, typer.Option("--number", min=1, max=1_000, help=say("Số đơn vị.", "How many units."))]
ForPeriod = Annotated[
    str | None,
    typer.Option(
        "--period",
        help=say(
            "Kỳ số liệu, ví dụ 2026. Mặc định: kỳ đầu tiên của bộ tiêu chí.",
            "The period, e.g. 2026. Default: the first one of the rulebook.",
        ),
    ),
]
Invented = Annotated[
    bool,
    typer.Option(
        "--invented",
        help=say(
            "Điền số liệu giả định để chạy thử; mỗi dòng ghi là số liệu minh họa.",
            "Fill in invented figures to try with; each row is marked as a sample.",
        ),
    ),
]
Long = Annotated[
    bool,
    typer.Option(
        "--long",
        help=say("Mỗi số liệu một dòng, theo mã chỉ tiêu (.csv).", "One row a figure, by indicator code (.csv)."),
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        min=0,
        help=say("Giá trị khởi tạo: cùng giá trị thì cùng số liệu.", "The seed: the same one, the same figures."),
    ),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=say("Ghi đè tệp đã có.", "Write over files that are there."))
]


@dataclass(frozen=True)
class _Files:
    figures: Path
    units: Path | None
    children: Path | None

    @property
    def all(self) -> list[Path]:
        return [f for f in (self.figures, self.units, self.children) if f is not None]


def template(
    rulebook: Rulebook,
    figures: FiguresFile = Path("figures.csv"),
    units: UnitsFile = Path("units.csv"),
    children: ChildrenFile = Path("children.csv"),
    number: Number = 5,
    period: ForPeriod = None,
    invented: Invented = False,
    long: Long = False,
    seed: Seed = 1,
    overwrite: Overwrite = False,
) -> None:
    criteria = load_rulebook(rulebook)
    below = load_rulebook(str(find_child(criteria.children, beside=criteria.path))) if criteria.children else None
    workbook = kind_of(figures, ("csv", "xlsx")) == "xlsx"
    alone = workbook and below is None  # its second sheet holds the units
    files = _Files(figures, None if alone else units, children if below else None)
    _check_free(files.all, overwrite)
    if workbook and long:
        raise EvaluationError(
            Problem(
                Words("--long chỉ dùng với tệp .csv.", "--long is for .csv files."),
                hint=Words(
                    "Bỏ --long, hoặc dùng --figures figures.csv.", "Leave --long out, or use --figures figures.csv."
                ),
            )
        )
    asked = _period(criteria, period)
    above = units_for(criteria, number, asked, language=LANGUAGE)
    listed = list(above)
    if below is not None:
        theirs = below.calendar.around(asked.last)
        under = units_for(below, number * _CHILDREN, theirs, parents=above, language=LANGUAGE)
        listed += under
        made = _template(below, under, theirs, invented, seed)
        write_figures(made, children, long=long, listed=under, language=LANGUAGE)
    made = _template(criteria, above, asked, invented, seed)
    write_figures(made, figures, long=long, listed=listed, language=LANGUAGE)
    if files.units is not None:
        write_units(listed, files.units, language=LANGUAGE)
    _tell(rulebook, files, invented)


def _template(
    criteria: CriteriaSet, units: Sequence[AdminUnit], period: Period, invented: bool, seed: int
) -> FilledFile:
    periods = [criteria.calendar.before(period), period] if criteria.compared else [period]
    return FilledFile(
        criteria, units, periods, invented_figures(criteria, units, period, seed=seed) if invented else {}
    )


def _period(criteria: CriteriaSet, text: str | None) -> Period:
    """The assessment period named, or the first in which the rulebook is in force."""
    if text is None:
        return criteria.calendar.around(criteria.issued.in_force)
    found = criteria.calendar.parse(text)
    if found is None or found != criteria.calendar.around(found.last):
        raise EvaluationError(
            Problem(
                words(
                    "“{t}” không phải kỳ đánh giá của bộ tiêu chí.",
                    "“{t}” is no assessment period of the rulebook.",
                    t=text,
                ),
                hint=words(
                    "Ghi như {p}.",
                    "Write it as {p}.",
                    p=criteria.calendar.name(criteria.calendar.around(criteria.issued.in_force)),
                ),
            )
        )
    return found


_NAMES = Words(
    "Chọn tên khác bằng --figures, --units, --children.", "Choose another name with --figures, --units, --children."
)


def _check_free(files: Sequence[Path], overwrite: bool) -> None:
    """Nothing is written over unless that was asked for."""
    if len({f.absolute() for f in files}) < len(files):
        what = Words("mỗi tệp cần một tên riêng.", "each file needs a name of its own.")
        raise EvaluationError(Problem(what, hint=_NAMES))
    there = [f for f in files if f.exists()]
    if there and not overwrite:
        hint = _NAMES + Words(" Hoặc thêm --overwrite.", " Or add --overwrite.")
        raise EvaluationError(
            [Problem(Words("tệp đã có.", "the file is there already."), file=str(f), hint=hint) for f in there]
        )


def _tell(rulebook: str, files: _Files, invented: bool) -> None:
    for file in files.all:
        typer.echo(say("Đã ghi {f}.", "Wrote {f}.").format(f=file))
    if invented:
        said = say("Số liệu minh họa: không phải kết quả thật.", "Invented sample: not a real result.")
    else:
        said = say(
            "Thay mã, tên đơn vị và điền số liệu; ô chưa có số liệu thì để trống.",
            "Replace the codes and names of the units and fill in the figures; leave a cell empty where there is none.",
        )
    typer.echo(said)
    command = ["kieumau", "evaluate", rulebook, str(files.figures)]
    command += ["--units", str(files.units)] if files.units else []
    command += ["--children", str(files.children)] if files.children else []
    typer.echo(say("Đánh giá thử: {c}", "To try it: {c}").format(c=shlex.join(command)))
