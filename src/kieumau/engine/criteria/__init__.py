"""A criteria set read from a rulebook: groups, criteria, thresholds in force on a day, rule of recognition."""

from kieumau.engine.criteria.asking import AskedIndicator, Form, clipped, form_for, version_for, whole_periods
from kieumau.engine.criteria.checks import ChanceRule, Check, CheckKind, Severity, SureChange
from kieumau.engine.criteria.loading import load_overlay_base, load_rulebook, parse_rulebook
from kieumau.engine.criteria.parts import implied_parts
from kieumau.engine.criteria.rules import (
    Bands,
    Combined,
    Deductions,
    Entered,
    LinearShare,
    Meets,
    PointsRule,
    Rule,
    rule_names,
)
from kieumau.engine.criteria.schema import rulebook_schema
from kieumau.engine.criteria.sets import (
    CriteriaSet,
    Criterion,
    Floor,
    Grade,
    Group,
    IssuedDocument,
    Nature,
    Otherwise,
    Recognition,
    Threshold,
)
from kieumau.engine.shelf.rulebooks import find_child, find_rulebook, shipped_rulebooks

__all__ = [
    "AskedIndicator",
    "Bands",
    "ChanceRule",
    "Check",
    "CheckKind",
    "Combined",
    "CriteriaSet",
    "Criterion",
    "Deductions",
    "Entered",
    "Floor",
    "Form",
    "Grade",
    "Group",
    "IssuedDocument",
    "LinearShare",
    "Meets",
    "Nature",
    "Otherwise",
    "PointsRule",
    "Recognition",
    "Rule",
    "Severity",
    "SureChange",
    "Threshold",
    "clipped",
    "find_child",
    "find_rulebook",
    "form_for",
    "implied_parts",
    "load_overlay_base",
    "load_rulebook",
    "parse_rulebook",
    "rule_names",
    "rulebook_schema",
    "shipped_rulebooks",
    "version_for",
    "whole_periods",
]
