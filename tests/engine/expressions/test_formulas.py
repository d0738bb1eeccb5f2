"""The formula language: what it reads, what it refuses, and what a refusal says."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from itertools import product

import duckdb
import pytest
import sqlglot
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from sqlglot import exp

from kieumau.engine.errors import RulebookError
from kieumau.engine.expressions import (
    BUILT_IN_MEASURES,
    Arithmetic,
    ColumnType,
    Comparison,
    Logic,
    Name,
    Not,
    Number,
    Symbol,
    SymbolSource,
    Truth,
    names_in,
    parse_formula,
    print_truth,
    truth_of,
)

MEASURES = {
    "good": "bodies",
    "everybody": "bodies",
    "men": "persons",
    "crimes": "cases",
    "rate": "share",
    "plan": "fact",
}
SYMBOLS = {
    **{code: Symbol(code, BUILT_IN_MEASURES[m]) for code, m in MEASURES.items()},
    "least": Symbol("least", BUILT_IN_MEASURES["share"], SymbolSource.THRESHOLD),
}


def refused(text: str, language: str = "vi", wants: str = "fact") -> str:
    with pytest.raises(RulebookError) as caught:
        parse_formula(text, SYMBOLS, wants=wants)
    return caught.value.said(language)


@pytest.mark.parametrize(
    "text",
    [
        "good >= 1",
        "good >= least * everybody",
        "good / everybody >= 0.7",
        "good/everybody>=0.7 and not plan",
        "crimes <= 0.8 * before(crimes)",
        "crimes / before(crimes) <= 1.2",
        "(good >= 3 or plan) and (rate > 0.5 or men = 0)",
        "good between 2 and everybody",
        "plan = true",
        "plan <> false",
        "-good < 3",
        "good - everybody <= 0",
        "rate * rate >= 0.25",
        "good\n  >= 1",
        "good * (1 - least) <= everybody",
        "true",
    ],
)
def test_these_are_formulas(text):
    formula = parse_formula(text, SYMBOLS)
    assert {n.code for n in formula.names} <= set(SYMBOLS)


HOSTILE = [
    "select 1", "select good from verdicts", "good; drop table verdicts", "good > (select 1)", "exists(select 1)",
    "good in (select 1)", "good > 1 union select 1", "with x as (select 1) select * from x", "copy verdicts to 'x'",
    "attach 'x.db'", "install httpfs", "load httpfs", "pragma version", "set threads = 1", "call pragma_version()",
    "read_csv('/etc/passwd') > 1", "read_text('/etc/passwd') = good", "getenv('HOME') = good", "'a' = 'a'", "good > 'x'",
    '"good" > 1', "`good` > 1", "[good] > 1", "good[1] > 1", "good.x > 1", "main.good > 1", "*", "count(*) > 1",
    "sum(good) > 1", "good over () > 1", "row_number() over (order by good) > 1", "abs(good) > 1", "least(good, 1) > 1",
    "coalesce(good, 1) > 1", "nullif(good, 1) > 1", "case when plan then 1 else 0 end > 0", "cast(good as int) > 1",
    "good::int > 1", "try_cast(good as int) > 1", "good is null", "good is not null", "good > null", "null", "good in (1, 2)",
    "good like '%'", "good similar to 'x'", "good ~ 'x'", "good || everybody > 1", "good % 2 = 1", "good // 2 > 1",
    "good ^ 2 > 1", "good ** 2 > 1", "good & 1 > 0", "good << 1 > 0", "~good > 1", "!plan", "@good > 1", "$1 > 1", ":x > 1",
    "? > 1", "{{ good }} > 1", "{good} > 1", "#good > 1", "good > 1 -- rồi thôi", "good > 1 /* x */", "/* x */ good > 1",
    "__import__('os').system('true')", "lambda: 1", "good.__class__", "f'{good}' > 1", "0x1F < good", "1e5 < good",
    "1_000 < good", "good > 1e999999", "good > 99999999999999999999", "good > 0.0000000001", "good >", "> good", "(good > 1",
    "good > 1)", "()", "", "   ", "\x00", "good\x00 > 1", "ｇood > 1", "gооd > 1", "good ≥ 1", "good => 1", "good === 1",
    "good > 1,5", "good >= 70%", "before()", "before(good, men) > 1", "before(1) > 1", "before(before(good)) > 1",
    "before(good + men) > 1", "before good > 1", "after(good) > 1", "interval 1 day", "date '2024-01-01' > good", "good > 1 > 0",
    "good = everybody = men", "all(good) > 1", "good > all (select 1)", "struct_pack(a := good) = good", "x -> x + 1", "good AS x",
    "good COLLATE NOCASE > 1", "good AT TIME ZONE 'x' > 1", "not", "and", "good and", "plan plan", "a" * 2000, "(" * 500 + "1" + ")" * 500,
    "not " * 400 + "plan", "good" + " + good" * 400 + " > 1", "good > 1\n;\nselect 2", "values (1)", "good[1:2] > 0", "'" , '"', "`", "\\",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_in_a_sentence(text):
    said = refused(text)
    assert said.endswith(".")
    assert "\x1b" not in said
    assert len(said) < 1500


WORDS = ["good", "everybody", "rate", "plan", "crimes", "select", "from", "(", ")", ",", "+", "-", "*", "/", "<", ">", "=", "and", "or",
         "not", "between", "before", "1", "0.7", "'x'", '"', ";", "--", "case", "when", "null", "is", "in", "::", ".", "[", "]", "true", "%", "\n"]  # fmt: skip
OURS = (Number, Truth, Name, Arithmetic, Comparison, Logic, Not)


def only_ours(node: object) -> bool:
    children = [getattr(node, name) for name in ("left", "right", "part") if hasattr(node, name)]
    return type(node) in OURS and all(only_ours(c) for c in children)


@settings(max_examples=1500)
@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), st.text(max_size=40)))
def test_any_text_is_refused_or_becomes_a_tree_of_our_own_nodes(text):
    try:
        formula = parse_formula(text, SYMBOLS)
    except RulebookError as refusal:
        assert refusal.problems
        return
    assert only_ours(formula.tree)
    assert {n.code for n in names_in(formula.tree)} <= set(SYMBOLS)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("men + crimes > 3", "dòng 1, cột 7: không cộng trừ", "line 1, column 7"),
        ("rate > good", "không so sánh tỷ lệ với số đo “bodies”", "a share cannot be compared"),
        ("rate >= 70", "tỷ lệ nằm giữa 0 và 1, không so với 70. 70% viết là 0.7", "70% is written 0.7"),
        ("good / everybody >= 70", "tỷ lệ nằm giữa 0 và 1", "a share lies between 0 and 1"),
        ("good >= 0.7", "không so sánh số đo “bodies” với số lẻ 0,7", "come whole"),
        ("plan > 1", "không so sánh một điều kiện đúng/sai với một số", "a fact is not compared"),
        ("plan + 1 > 1", "không làm phép tính", "cannot be calculated"),
        ("good and plan", "cần điều kiện đúng/sai", "need conditions"),
        ("good", "công thức phải là một điều kiện", "must be a condition"),
        ("good / 0 > 1", "chia cho 0", "division by zero"),
        ("goud > 1", "không có chỉ tiêu hay ngưỡng “goud”. Có phải ý bạn là “good”?", "Did you mean “good”?"),
        ("before(least) > 0.5", "chỉ chỉ tiêu mới có kỳ trước", "only a figure has an earlier period"),
        ("plan and\n  goud > 1", "dòng 2, cột 3", "line 2, column 3"),
        ("good >= 1 and", "cột 14: sai cú pháp: công thức còn dở dang", "the formula is not finished"),
        ("good >= 1 2", "cột 11: sai cú pháp gần “2”", "syntax error near “2”"),
        ("good >= (1", "công thức còn dở dang", "the formula is not finished"),
        ("good ≥ 1", "cột 6: “≥” không được dùng trong công thức. Viết là >=.", "Write >=."),
        ("rate >= 1,5", "Số thập phân viết bằng dấu chấm: 0.7.", "Write decimals with a point"),
        ("abs(good) > 1", "“abs” không được dùng trong công thức. Công thức chỉ gồm mã chỉ tiêu", "A formula holds"),
        ("GOOD > 1", "“GOOD” không phải là mã chỉ tiêu", "is not the code of an indicator"),
        ("good * good * good * good > 1", "công thức nhân quá nhiều số", "multiplies too many"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(text, vi, en):
    assert vi in refused(text)
    assert en in refused(text, "en")


def test_an_amount_is_asked_for_where_points_are_given():
    assert parse_formula("good / everybody", SYMBOLS, wants="number")
    assert "phải cho một số" in refused("good > 1", wants="number")


TERMS = {
    (code, b): ColumnType(f"{code}{'_before' if b else ''}", 0 if m == "fact" else 10, 0)
    for code, m in MEASURES.items()
    for b in (False, True)
}


def in_duckdb(sql: str, **values: object) -> object:
    columns = ", ".join(f"CAST({'NULL' if v is None else v} AS INTEGER) AS {k}" for k, v in values.items())
    with duckdb.connect(":memory:") as connection:
        row = connection.execute(f"SELECT {sql} FROM (SELECT {columns})").fetchone()
    assert row is not None
    return row[0]


def test_exactly_on_a_threshold_is_met_for_every_count_and_decimal():
    """All of it in one query: k of n against every share with two decimals that k/n equals."""
    cases = [
        (k, n, Fraction(k, n)) for n in range(1, 101) for k in range(n + 1) if (Fraction(k, n) * 100).denominator == 1
    ]
    assert len(cases) > 400
    with duckdb.connect(":memory:") as connection:
        for k, n, share in cases:
            text = f"good >= {float(share):.2f} * everybody"
            formula = parse_formula(text, SYMBOLS)
            values = {("good", False): Fraction(k), ("everybody", False): Fraction(n)}
            assert truth_of(formula.tree, values) is True
            sql = print_truth(formula.tree, TERMS)
            found = connection.execute(
                f"SELECT {sql}, {sql.replace('>=', '>')} FROM (SELECT {k} AS good, {n} AS everybody)"
            ).fetchone()
            assert found == (True, False), (text, k, n)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("good / everybody >= 0.7", (7, 10), True),
        ("good / everybody >= 0.7", (7, 0), None),
        ("good / everybody >= 0.7", (None, 10), None),
        ("good / (everybody - 20) <= 0.7", (7, 10), True),  # a negative base turns the comparison round
        ("good / (everybody - 20) >= 0.7", (7, 10), False),
        ("good / (everybody / (good / everybody)) <= 0.5", (0, 10), None),  # a divisor inside a divisor is 0
        ("everybody - good > 1 or good > 100", (None, 10), None),
        ("everybody > 1 or good > 100", (None, 10), True),
        ("everybody > 100 and good > 1", (None, 10), False),
        ("not good > 1", (None, 10), None),
        ("good / 3 * 3 = good", (7, 10), True),
    ],
)
def test_sql_and_fractions_agree_on_the_awkward_ones(text, values, expected):
    formula = parse_formula(text, SYMBOLS)
    good, everybody = values
    fractions = {("good", False): None if good is None else Fraction(good), ("everybody", False): Fraction(everybody)}
    assert truth_of(formula.tree, fractions) is expected
    assert in_duckdb(print_truth(formula.tree, TERMS), good=good, everybody=everybody) is expected


NUMBERS = {**SYMBOLS, **{c: Symbol(c, BUILT_IN_MEASURES["number"]) for c in ("good", "everybody")}}
AMOUNTS = st.recursive(
    st.sampled_from(["good", "everybody", "before(good)", "1", "0.7", "12.50"]),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({})".format, inner),
        st.builds("- {}".format, inner),
    ),
    max_leaves=5,
)
CONDITIONS = st.recursive(
    st.one_of(
        st.builds("{} {} {}".format, AMOUNTS, st.sampled_from(["=", "==", "<>", "!=", "<", "<=", ">", ">="]), AMOUNTS),
        st.builds("{} {} {} and {}".format, AMOUNTS, st.sampled_from(["between", "not between"]), AMOUNTS, AMOUNTS),
        st.sampled_from(["plan", "TRUE", "plan = false", "plan <> true = plan"]),
    ),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or", "AND", "\n or"]), inner),
        st.builds("{} {} {}".format, inner, st.sampled_from(["=", "<>"]), inner),
        st.builds("not {}".format, inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=5,
)


def as_a_library_of_sql_reads(e: exp.Expr) -> object:
    """The tree that sqlglot finds, said in our nodes."""
    signs = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
    compared = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
    joined = {exp.And: "and", exp.Or: "or"}
    read = as_a_library_of_sql_reads
    for kinds, ours in ((signs, Arithmetic), (compared, Comparison), (joined, Logic)):
        if type(e) in kinds:
            return ours(kinds[type(e)], read(e.this), read(e.expression))
    match e:
        case exp.Paren():
            return read(e.this)
        case exp.Not():
            return Not(read(e.this))
        case exp.Neg():
            return Arithmetic("-", Number(Fraction(0)), read(e.this))
        case exp.Between():
            low, high = read(e.args["low"]), read(e.args["high"])
            return Logic("and", Comparison(">=", read(e.this), low), Comparison("<=", read(e.this), high))
        case exp.Boolean():
            return Truth(bool(e.this))
        case exp.Literal():
            return Number(Fraction(e.this))
        case exp.Anonymous():
            return Name(e.expressions[0].name, before=True)
    assert isinstance(e, exp.Column), e
    return Name(e.name)


@given(CONDITIONS)
def test_signs_bind_as_a_library_of_sql_reads_them(text):
    try:
        tree = parse_formula(text, NUMBERS).tree
    except RulebookError:
        reject()  # a fact beside a number, or wider than a decimal; Hypothesis says when too many are
    assert tree == as_a_library_of_sql_reads(sqlglot.parse_one(text))


def test_what_a_formula_prints_is_sql_that_two_engines_run_alike():
    with sqlite3.connect(":memory:") as database:
        for text in (
            "good >= everybody / 2 and not plan",
            "good between 3 and 7 or plan = true",
            "-good * 2 < 1 - everybody",
        ):
            sql = print_truth(parse_formula(text, SYMBOLS).tree, TERMS)
            for good, everybody, men, plan in product((None, 0, 5), (None, 0, 10), (3, None), (True, False)):
                values = {"good": good, "everybody": everybody, "men": men, "plan": plan}
                columns = ", ".join(f"{'NULL' if v is None else int(v)} AS {k}" for k, v in values.items())
                (found,) = database.execute(f"SELECT {sql} FROM (SELECT {columns})").fetchone()
                assert (None if found is None else bool(found)) == in_duckdb(sql, **values), (text, values)
