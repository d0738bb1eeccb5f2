"""The formula language: parse, refuse, check measures, print for an engine, explain one row.

A formula compares figures: `bodies_recognised >= recognised_share * bodies_registered`. Missing figures follow SQL's
three-valued logic. Arithmetic is exact in every engine.
"""

from kieumau.engine.expressions.checking import Symbol, SymbolSource
from kieumau.engine.expressions.evaluating import Values, number_of, truth_of
from kieumau.engine.expressions.measures import BUILT_IN_MEASURES, Measure
from kieumau.engine.expressions.parsing import Formula, parse_formula
from kieumau.engine.expressions.printing import ColumnType, PrintedNumber, print_number, print_truth
from kieumau.engine.expressions.ranges import NO_RANGES, Range, Ranges, range_of, truth_over
from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth, names_in
from kieumau.engine.expressions.writing import formula_text

__all__ = [
    "BUILT_IN_MEASURES",
    "NO_RANGES",
    "Arithmetic",
    "ColumnType",
    "Comparison",
    "Formula",
    "Logic",
    "Measure",
    "Name",
    "Node",
    "Not",
    "Number",
    "PrintedNumber",
    "Range",
    "Ranges",
    "Symbol",
    "SymbolSource",
    "Truth",
    "Values",
    "formula_text",
    "names_in",
    "number_of",
    "parse_formula",
    "print_number",
    "print_truth",
    "range_of",
    "truth_of",
    "truth_over",
]
