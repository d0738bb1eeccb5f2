"""Criteria sets: the shelf, one set read aloud, two versions side by side, and a workbook to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import CriteriaSet, Criterion, rule_names
from kieumau.engine.criteria.telling import said_criterion, said_recognition, said_threshold
from kieumau.engine.wording import Words, joined, plain
from kieumau.reports.figures_form import figures_form
from kieumau.web.components.criteria.headings import heading, headings, known_rulebook
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell.downloads import TYPES, attachment


@dataclass(frozen=True)
class ShownThreshold:
    """One threshold with every value it has had; one for each class of unit."""

    label: Words
    law: str
    values: list[tuple[date, Words]]

    @property
    def is_single(self) -> bool:
        return len(self.values) == 1


@dataclass(frozen=True)
class ShownRule:
    code: str
    label: Words
    rule: Words
    law: str
    law_url: str
    evidence: tuple[Words, ...]
    max_points: object
    thresholds: list[ShownThreshold]

    @property
    def has_history(self) -> bool:
        return any(not t.is_single for t in self.thresholds)


@dataclass(frozen=True)
class ShownRuleGroup:
    code: str
    label: Words
    criteria: list[ShownRule]


@require_safe
def rulebooks(request: HttpRequest) -> HttpResponse:
    context = {
        "rulebooks": headings(),
        "compare_url": reverse("workspace:compare"),
    }
    return render(request, "shelf/list.html", context)


@require_safe
def rulebook(request: HttpRequest, name: str, version: str) -> HttpResponse:
    criteria = known_rulebook(f"{name}/{version}")
    context = {
        "rulebook": heading(criteria),
        "groups": [_group(criteria, g.code, g.label, g.criteria) for g in criteria.groups],
        "recognition": joined(said_recognition(criteria, on=criteria.issued.in_force), " "),
        "recognition_law": criteria.recognition.law,
        "recognition_law_url": criteria.issued.source,
        "sources": _sources(criteria),
        "compare_url": f"{reverse('workspace:compare')}?left={criteria.key}",
        "downloads": [
            (
                Words("Tải tệp mẫu để nhập số liệu (.xlsx)", "Download a workbook to fill in (.xlsx)"),
                reverse("workspace:form", args=[name, version]),
            )
        ],
        "trial_url": f"{reverse('workspace:trial')}?rulebook={criteria.key}",
    }
    return render(request, "shelf/rulebook.html", context)


def _group(criteria: CriteriaSet, code: str, label: Words, leaves: tuple[Criterion, ...]) -> ShownRuleGroup:
    on = criteria.issued.in_force
    return ShownRuleGroup(
        code,
        label if code else Words("Tiêu chí", "Criteria"),
        [
            ShownRule(
                c.code,
                c.label,
                sentence(
                    c.about if c.about and criteria.nature.value == "frame" else said_criterion(criteria, c, on=on)
                ),
                c.law,
                c.source or criteria.issued.source,
                c.evidence,
                int(c.max_points) if c.points else None,
                _thresholds(criteria, c),
            )
            for c in leaves
        ],
    )


def _thresholds(criteria: CriteriaSet, criterion: Criterion) -> list[ShownThreshold]:
    names = [n.code for r in (criterion.rule, criterion.points) if r is not None for n in rule_names(r)]
    shown = []
    for code in dict.fromkeys(n for n in names if n in criteria.thresholds):
        threshold = criteria.thresholds[code]
        if threshold.by_class is None:
            values = [(day, said_threshold(threshold, value)) for day, value in threshold.values]
            shown.append(ShownThreshold(threshold.label, threshold.law, values))
        else:
            for class_, dated in threshold.by_class.items():
                label = Words(f"{threshold.label.vi}, loại {class_}", f"{threshold.label.en}, class {class_}")
                shown.append(
                    ShownThreshold(label, threshold.law, [(d, said_threshold(threshold, v)) for d, v in dated])
                )
    return shown


@dataclass(frozen=True)
class _Source:
    title: str
    url: str
    note: Words | None = None


def _sources(criteria: CriteriaSet) -> list[_Source]:
    issued = criteria.issued
    sources = [_Source(issued.title, issued.source, plain(issued.issuer))]
    sources += [_Source(title, "", Words("sửa đổi, bổ sung", "amends")) for title in issued.amended_by]
    sources += [_Source(title, "", Words("được thay thế", "replaced")) for title in issued.replaces]
    if issued.replaced_by:
        sources.append(_Source(issued.replaced_by, "", Words("thay thế văn bản này", "replaces it")))
    return sources


# -- two versions -------------------------------------------------------------------------------------------------


@require_safe
def form(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """A workbook to fill in: a column an indicator, a sheet of units, and what each column means."""
    criteria = known_rulebook(f"{name}/{version}")
    return attachment(figures_form(criteria, get_language() or "vi"), f"mau-nhap-{name}-{version}.xlsx", TYPES["xlsx"])
