"""From a validated document to a `CriteriaSet`: codes, laws, thresholds in force, formulas, what is used and what not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction

from kieumau.engine.criteria.declarations import Declarations, said
from kieumau.engine.criteria.rules import (
    Bands,
    Combined,
    Deductions,
    Entered,
    LinearShare,
    Meets,
    PointsRule,
    Rule,
)
from kieumau.engine.criteria.schema import (
    Condition,
    CriterionDoc,
    GradeDoc,
    Issued,
    NamedCondition,
    OverlayDoc,
    PointsDoc,
    RulebookDoc,
)
from kieumau.engine.criteria.sets import (
    COMPUTED,
    TOTALS,
    CriteriaSet,
    Criterion,
    Floor,
    Grade,
    Group,
    IssuedDocument,
    Nature,
    Otherwise,
    Recognition,
    change_symbols,
    figure_symbols,
)
from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.expressions import Formula, Number, Symbol, parse_formula
from kieumau.engine.indicators import Calendar, Indicator, Summing
from kieumau.engine.shelf.documents import Path, YamlDocument
from kieumau.engine.shelf.rulebooks import find_child
from kieumau.engine.wording import Words, plain, words

_NOTHING = Formula("", Number(Fraction(0)))
_ADDABLE = {Summing.SUM, Summing.LATEST, Summing.HIGHEST, Summing.LOWEST}


class Builder:
    """Builds one set, gathering problems as it goes; `build` raises them all together."""

    def __init__(
        self,
        doc: RulebookDoc,
        document: YamlDocument,
        fingerprint: str,
        overlay: OverlayDoc | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        self.doc, self.document, self.fingerprint, self.overlay = doc, document, fingerprint, overlay
        self.given = tuple(problems)
        self.problems: list[Problem] = list(problems)
        self.used: set[str] = set()
        self.codes: dict[str, Path] = {}
        self.leaves: list[Criterion] = []
        self.floors: list[Floor] = []

    def build(self) -> CriteriaSet:
        doc = self.doc
        declared = Declarations(doc, self.document, self.problems)
        self.indicators, self.thresholds = declared.indicators, declared.thresholds
        self.sure_changes = declared.sure_changes
        self.symbols: Mapping[str, Symbol] = {
            **figure_symbols(self.indicators, self.thresholds),
            **change_symbols(self.sure_changes),
            **COMPUTED,
        }
        groups = self._groups()
        recognition = self._recognition()
        grades = tuple(self._grade(i, g) for i, g in enumerate(doc.grades))
        assessed = self._named(doc.assessed_when, ("assessed_when",), self.symbols)
        if doc.children:
            try:
                find_child(doc.children, beside=self.document.file)
            except RulebookError as error:
                self.problems += [self.document.problem(("children",), p.what, p.hint) for p in error.problems]
        self._check_used()
        if self.problems:
            raise RulebookError(self.problems)
        month, day = (int(part) for part in doc.period.starts.split("-"))
        overlay = self.overlay
        return CriteriaSet(
            name=doc.rulebook,
            version=f"{doc.version}+{overlay.version}" if overlay else doc.version,
            nature=self._nature(),
            title=said(doc.title) + Words(" · ", " · ") + said(overlay.title) if overlay else said(doc.title),
            issued=_issued(doc.issued),
            applies_to=tuple(doc.applies_to),
            calendar=Calendar(doc.period.every, month, day),
            indicators=self.indicators,
            thresholds=self.thresholds,
            groups=groups,
            recognition=recognition,
            grades=grades,
            assessed_when=assessed,
            children=doc.children or "",
            notes=tuple(said(n) for n in doc.notes),
            overlay=overlay.version if overlay else "",
            fingerprint=self.fingerprint,
            path=self.document.file,
            chance=declared.chance,
            sure_changes=self.sure_changes,
            checks=declared.checks,
        )

    def _nature(self) -> Nature:
        """An invented overlay makes the whole an invention; a frame becomes real once every text is filled in."""
        nature = Nature(self.doc.nature)
        if self.overlay is None:
            return nature
        if self.overlay.nature == "sample":
            return Nature.SAMPLE
        filled = not any(c.frame for c in self.leaves)
        return Nature.REAL if nature is Nature.FRAME and filled else nature

    # -- groups and criteria ----------------------------------------------------------------------------------

    def _groups(self) -> tuple[Group, ...]:
        if self.doc.criteria is not None:
            return (self._group("", plain(""), "", self.doc.criteria, ("criteria",)),)
        groups = []
        seen: set[str] = set()
        for i, group in enumerate(self.doc.groups or []):
            path: Path = ("groups", i)
            if group.code in seen:
                self._find((*path, "code"), words("nhóm {c} viết hai lần.", "group {c} stands twice.", c=group.code))
            seen.add(group.code)
            groups.append(self._group(group.code, said(group.label), group.law, group.criteria, (*path, "criteria")))
        return tuple(groups)

    def _group(self, code: str, label: Words, law: str, docs: list[CriterionDoc], path: Path) -> Group:
        headings: dict[str, Words] = {}
        before = len(self.leaves)
        for i, doc in enumerate(docs):
            self._criterion(doc, code, law, (), headings, (*path, i))
        return Group(code, label, tuple(self.leaves[before:]), headings)

    def _criterion(
        self, doc: CriterionDoc, group: str, law: str, parents: tuple[str, ...], headings: dict[str, Words], path: Path
    ) -> None:
        if doc.code in self.codes:
            what = words("mã tiêu chí {c} viết hai lần.", "the criterion code {c} stands twice.", c=doc.code)
            self._find((*path, "code"), what, Words("Mỗi tiêu chí một mã.", "Each criterion has a code of its own."))
        self.codes[doc.code] = path
        law = doc.law or law
        if doc.criteria is not None:
            headings[doc.code] = said(doc.label)
            before = len(self.leaves)
            for i, child in enumerate(doc.criteria):
                self._criterion(child, group, law, (*parents, doc.code), headings, (*path, "criteria", i))
            if doc.floor is not None:
                leaves = tuple(c.code for c in self.leaves[before:])
                self.floors.append(Floor(doc.code, said(doc.label), law, Fraction(doc.floor), leaves))
            return
        if not law:
            self._find(
                path,
                words("tiêu chí {c} thiếu căn cứ (law).", "criterion {c} has no law.", c=doc.code),
                Words("Ghi điều, khoản của văn bản.", "Name the article and clause of the document."),
            )
        if doc.floor is not None and doc.points is None:
            self._find(
                (*path, "floor"), Words("floor chỉ dùng cho tiêu chí chấm điểm.", "floor is for criteria with points.")
            )
        if doc.frame and self.doc.nature != "frame":
            self._find(
                (*path, "frame"),
                Words("frame chỉ dùng trong bộ khung (nature: frame).", "frame belongs in a frame (nature: frame)."),
            )
        if doc.points is not None and doc.floor is not None:
            self.floors.append(Floor(doc.code, said(doc.label), law, Fraction(doc.floor), (doc.code,)))
        self._check_parts(doc, path)
        self.leaves.append(
            Criterion(
                code=doc.code,
                label=said(doc.label),
                law=law,
                group=group,
                parents=parents,
                about=said(doc.about) if doc.about else None,
                evidence=tuple(said(e) for e in doc.evidence),
                source=doc.source or "",
                rule=None if doc.points else self._rule(doc, path),
                points=self._points(doc.points, (*path, "points")) if doc.points else None,
                max_points=Fraction(doc.points.max) if doc.points else Fraction(0),
                floor=Fraction(doc.floor) if doc.floor is not None else None,
                applies_when=self._formula(doc.applies_when, (*path, "applies_when")) if doc.applies_when else None,
                otherwise=Otherwise(doc.otherwise) if doc.otherwise else Otherwise.LEFT_OUT,
                frame=doc.frame,
                local=self.overlay is not None and any(doc is c for g in self.overlay.groups for c in g.criteria),
            )
        )

    def _check_parts(self, doc: CriterionDoc | Condition, path: Path) -> None:
        """Two parts of one condition with one code, or one event banned twice, are slips of the pen."""
        parts = [*(doc.all or []), *(doc.any or []), *(doc.at_least.of if doc.at_least else [])]
        codes = [p.code for p in parts if p.code] + list(doc.none_of or [])
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            self._find(
                path, words("“{c}” viết hai lần trong một điều kiện.", "“{c}” stands twice in one condition.", c=code)
            )
        for part in parts:
            self._check_parts(part, path)

    def _rule(self, doc: CriterionDoc | Condition, path: Path) -> Rule:
        code = doc.code or "" if isinstance(doc, Condition) else ""
        label = said(doc.label) if isinstance(doc, Condition) and doc.label else None
        law = doc.law
        if doc.meets is not None:
            return Meets(self._formula(doc.meets, (*path, "meets")), code, label, law)
        if doc.none_of is not None:
            banned = tuple(self._banned(c, (*path, "none_of", i)) for i, c in enumerate(doc.none_of))
            return Combined(banned, len(banned), code, label, law)
        if doc.at_least is not None:
            parts = tuple(self._rule(p, (*path, "at_least", "of", i)) for i, p in enumerate(doc.at_least.of))
            if doc.at_least.count > len(parts):
                what = words(
                    "cần {k} trong {n} điều kiện.",
                    "{k} of {n} conditions are asked.",
                    k=doc.at_least.count,
                    n=len(parts),
                )
                self._find((*path, "at_least", "count"), what)
            return Combined(parts, doc.at_least.count, code, label, law)
        key, docs = ("all", doc.all) if doc.all is not None else ("any", doc.any or [])
        parts = tuple(self._rule(p, (*path, key, i)) for i, p in enumerate(docs))
        if not parts:
            self._find((*path, key), Words("danh sách điều kiện trống.", "the list of conditions is empty."))
        return Combined(parts, len(parts) if key == "all" else 1, code, label, law)

    def _banned(self, code: str, path: Path) -> Meets:
        indicator = self._use(code, path)
        if indicator is None:
            return Meets(_NOTHING, banned=True)
        if indicator.measure.is_fact:
            return Meets(self._formula(f"not {code}", path), label=indicator.label, banned=True)
        if not indicator.measure.whole:
            self._find(
                path, words("“{c}” không phải số đếm hay đúng/sai.", "“{c}” is neither a count nor a fact.", c=code)
            )
        return Meets(self._formula(f"{code} = 0", path), label=indicator.label, banned=True)

    def _points(self, doc: PointsDoc, path: Path) -> PointsRule:
        if doc.bands is not None:
            steps = tuple(sorted(((Fraction(s.from_), Fraction(s.points)) for s in doc.bands.steps), reverse=True))
            if any(points > doc.max for _, points in steps):
                self._find(
                    (*path, "bands"),
                    words(
                        "điểm của một mức vượt điểm tối đa {m}.",
                        "a band gives more than the maximum of {m}.",
                        m=doc.max,
                    ),
                )
            return Bands(
                self._formula(doc.bands.of, (*path, "bands", "of"), wants="number"), steps, Fraction(doc.bands.rest)
            )
        if doc.share is not None:
            formula = self._formula(doc.share.of, (*path, "share", "of"), wants="number")
            return LinearShare(formula, Fraction(doc.share.full_at), Fraction(doc.share.round_to))
        if doc.deduct is not None:
            for code in doc.deduct:
                self._use(code, (*path, "deduct", code))
            return Deductions(tuple((code, Fraction(points)) for code, points in doc.deduct.items()))
        assert doc.entered is not None
        indicator = self._use(doc.entered, (*path, "entered"))
        if indicator and indicator.measure.code != "points":
            self._find(
                (*path, "entered"),
                Words("chỉ tiêu này phải có số đo points.", "this indicator must have the measure points."),
            )
        return Entered(doc.entered)

    def _use(self, code: str, path: Path) -> Indicator | None:
        self.used.add(code)
        if code not in self.indicators:
            what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=code)
            self._find(path, what, did_you_mean(code, list(self.indicators)))
        return self.indicators.get(code)

    # -- recognition ------------------------------------------------------------------------------------------

    def _recognition(self) -> Recognition:
        doc = self.doc.recognised_when
        need = doc.criteria if isinstance(doc.criteria, int) else None
        if need is not None and need > len(self.leaves):
            what = words("cần {k} trong {n} tiêu chí.", "{k} of {n} criteria are asked.", k=need, n=len(self.leaves))
            self._find(("recognised_when", "criteria"), what)
        points = None
        if doc.points_at_least is not None:
            points = self._formula(doc.points_at_least, ("recognised_when", "points_at_least"), wants="number")
        symbols = {**self.symbols, **TOTALS}
        return Recognition(
            need=need,
            points_at_least=points,
            requires=self._named(doc.requires, ("recognised_when", "requires"), symbols),
            vetoes=self._named(doc.vetoes, ("recognised_when", "vetoes"), symbols),
            floors=tuple(self.floors),
            law=doc.law,
            counts_criteria=doc.criteria != "none",
        )

    def _grade(self, index: int, doc: GradeDoc) -> Grade:
        path: Path = ("grades", index)
        symbols = {**self.symbols, **TOTALS}
        cap = doc.at_most
        if cap and cap.of not in {g.code for g in self.doc.grades}:
            self._find(
                (*path, "at_most", "of"),
                words("không có hạng “{c}”.", "there is no grade “{c}”.", c=cap.of),
                did_you_mean(cap.of, [g.code for g in self.doc.grades]),
            )
        return Grade(
            code=doc.code,
            label=said(doc.label),
            law=doc.law,
            when=self._named(doc.when, (*path, "when"), symbols),
            at_most=Fraction(cap.share) if cap else None,
            of=cap.of if cap else "",
            ranked_by=self._formula(cap.ranked_by, (*path, "at_most", "ranked_by"), wants="number", symbols=symbols)
            if cap
            else None,
        )

    def _named(self, docs: Iterable[NamedCondition], path: Path, symbols: Mapping[str, Symbol]) -> tuple[Meets, ...]:
        return tuple(
            Meets(self._formula(d.meets, (*path, i, "meets"), symbols=symbols), d.code, said(d.label), d.law)
            for i, d in enumerate(docs)
        )

    # -- formulas and checks ----------------------------------------------------------------------------------

    def _formula(
        self, text: str, path: Path, *, wants: str = "fact", symbols: Mapping[str, Symbol] | None = None
    ) -> Formula:
        line, column = self.document.place(path)
        try:
            formula = parse_formula(str(text), symbols or self.symbols, wants=wants)
        except RulebookError as error:
            for p in error.problems:
                shown = line + p.line - 1 if line and p.line else line
                place = column + int(p.column) - 1 if column and p.column and p.line == 1 else p.column
                where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
                self.problems.append(Problem(p.what, self.document.file, shown, place, where, p.hint))
            self.used.update(_words_like(text, self.symbols))
            return _NOTHING
        self.used.update(name.code for name in formula.names)
        return formula

    def _check_used(self) -> None:
        filled = self.overlay is not None and bool(self.overlay.fills)
        if any(p.path.startswith(("criteria", "groups", "recognised_when", "grades")) for p in self.given):
            return  # a part may have been left out, and what it uses would seem unused
        for code, indicator in self.indicators.items():
            if code in self.used:  # a ratio is worked out from its part and its whole
                self.used.update(indicator.components or ())
        self.used.update(c.of for code, c in self.sure_changes.items() if code in self.used)
        for section, codes, kind in (
            ("indicators", self.indicators, Words("chỉ tiêu", "indicator")),
            ("thresholds", self.thresholds, Words("ngưỡng", "threshold")),
            ("sure_changes", self.sure_changes, Words("mức thay đổi", "change")),
        ):
            for code in codes:
                if code not in self.used and not filled:
                    self._find(
                        (section, code),
                        words(
                            "{k} “{c}” không tiêu chí nào dùng.",
                            "the {k} “{c}” is not used by any criterion.",
                            k=kind,
                            c=code,
                        ),
                        Words("Bỏ nó, hoặc dùng nó.", "Remove it, or use it."),
                    )

    def _find(self, path: Path, what: Words, hint: Words | None = None) -> None:
        self.problems.append(self.document.problem(path, what, hint))


def _words_like(text: str, symbols: Mapping[str, Symbol]) -> set[str]:
    """The known names in a formula that could not be read, so that they are not also called unused."""
    found = {code for code in symbols if code in text}
    for word in re.findall(r"[a-z_0-9]+", text):
        found.update(get_close_matches(word, list(symbols), n=1, cutoff=0.6))
    return found


def _issued(doc: Issued) -> IssuedDocument:
    return IssuedDocument(
        doc.title,
        doc.issuer,
        doc.date,
        doc.in_force,
        doc.until,
        tuple(doc.replaces),
        tuple(doc.amended_by),
        doc.replaced_by,
        doc.source or "",
    )
