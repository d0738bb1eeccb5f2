"""From a validated document to a `CriteriaSet`: codes, laws, thresholds in force, formulas, what is used and what not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kieumau.engine.criteria.declarations import Declarations, said
from kieumau.engine.criteria.grade_building import build_grades
from kieumau.engine.criteria.rule_building import RuleBuilder
from kieumau.engine.criteria.schema import (
    CriterionDoc,
    Issued,
    OverlayDoc,
    RulebookDoc,
)
from kieumau.engine.criteria.sets import (
    COMPUTED,
    TOTALS,
    CriteriaSet,
    Criterion,
    Floor,
    Group,
    IssuedDocument,
    Nature,
    Otherwise,
    Recognition,
    change_symbols,
    figure_symbols,
)
from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.expressions import Symbol
from kieumau.engine.indicators import Calendar
from kieumau.engine.shelf.documents import Path, YamlDocument
from kieumau.engine.shelf.rulebooks import find_child
from kieumau.engine.wording import Words, plain, words


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
        self.own: dict[int, Path] = {}  # where an overlay's parts stand in its file, not in the set put together
        if overlay is not None:
            self.own |= {id(group): ("groups", i) for i, group in enumerate(overlay.groups)}
            self.own |= {id(fill): ("fills", i) for i, fill in enumerate(overlay.fills)}
        self.problems: list[Problem] = list(problems)
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
        self.rules = RuleBuilder(self.document, self.indicators, self.symbols, self.problems)
        groups = self._groups()
        recognition = self._recognition()
        whole = not any(p.path.startswith("grades") for p in self.given)
        grades, below = build_grades(doc.grades, self.rules, {**self.symbols, **TOTALS}, whole=whole)
        assessed = self.rules.named(doc.assessed_when, ("assessed_when",), self.symbols)
        self._check_children()
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
            below=below,
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

    def _check_children(self) -> None:
        if self.doc.children:
            try:
                find_child(self.doc.children, beside=self.document.file)
            except RulebookError as error:
                self.problems += [self.document.problem(("children",), p.what, p.hint) for p in error.problems]

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
            path = self.own.get(id(group), ("groups", i))
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
        path = self.own.get(id(doc), path)
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
        self._check_leaf(doc, law, path)
        if doc.points is not None and doc.floor is not None:
            self.floors.append(Floor(doc.code, said(doc.label), law, Fraction(doc.floor), (doc.code,)))
        self.rules.check_parts(doc, path)
        self.leaves.append(self._leaf(doc, group, law, parents, path))

    def _check_leaf(self, doc: CriterionDoc, law: str, path: Path) -> None:
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

    def _leaf(self, doc: CriterionDoc, group: str, law: str, parents: tuple[str, ...], path: Path) -> Criterion:
        return Criterion(
            code=doc.code,
            label=said(doc.label),
            law=law,
            group=group,
            parents=parents,
            about=said(doc.about) if doc.about else None,
            evidence=tuple(said(e) for e in doc.evidence),
            source=doc.source or "",
            rule=None if doc.points else self.rules.rule(doc, path),
            points=self.rules.points(doc.points, (*path, "points")) if doc.points else None,
            max_points=Fraction(doc.points.max) if doc.points else Fraction(0),
            floor=Fraction(doc.floor) if doc.floor is not None else None,
            applies_when=self.rules.formula(doc.applies_when, (*path, "applies_when")) if doc.applies_when else None,
            otherwise=Otherwise(doc.otherwise) if doc.otherwise else Otherwise.LEFT_OUT,
            frame=doc.frame,
            local=self.overlay is not None and any(doc is c for g in self.overlay.groups for c in g.criteria),
        )

    # -- recognition ------------------------------------------------------------------------------------------

    def _recognition(self) -> Recognition:
        doc = self.doc.recognised_when
        need = doc.criteria if isinstance(doc.criteria, int) else None
        if need is not None and need > len(self.leaves):
            what = words("cần {k} trong {n} tiêu chí.", "{k} of {n} criteria are asked.", k=need, n=len(self.leaves))
            self._find(("recognised_when", "criteria"), what)
        points = None
        if doc.points_at_least is not None:
            points = self.rules.formula(doc.points_at_least, ("recognised_when", "points_at_least"), wants="number")
        symbols = {**self.symbols, **TOTALS}
        return Recognition(
            need=need,
            points_at_least=points,
            requires=self.rules.named(doc.requires, ("recognised_when", "requires"), symbols),
            vetoes=self.rules.named(doc.vetoes, ("recognised_when", "vetoes"), symbols),
            floors=tuple(self.floors),
            law=doc.law,
            counts_criteria=doc.criteria != "none",
        )

    # -- what is used -----------------------------------------------------------------------------------------

    def _check_used(self) -> None:
        filled = self.overlay is not None and bool(self.overlay.fills)
        if any(p.path.startswith(("criteria", "groups", "recognised_when", "grades")) for p in self.given):
            return  # a part may have been left out, and what it uses would seem unused
        for code, indicator in self.indicators.items():
            if code in self.rules.used:  # a ratio is worked out from its part and its whole
                self.rules.used.update(indicator.components or ())
        self.rules.used.update(c.of for code, c in self.sure_changes.items() if code in self.rules.used)
        for section, codes, kind in (
            ("indicators", self.indicators, Words("chỉ tiêu", "indicator")),
            ("thresholds", self.thresholds, Words("ngưỡng", "threshold")),
            ("sure_changes", self.sure_changes, Words("mức thay đổi", "change")),
        ):
            for code in codes:
                if code not in self.rules.used and not filled:
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
