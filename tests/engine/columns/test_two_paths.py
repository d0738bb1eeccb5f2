"""The columnar path and the explainer are one judge: the same verdicts on random sets and random figures."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from random_files import write_figures

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import CriteriaSet, parse_rulebook
from kieumau.engine.evaluation import judge
from kieumau.engine.reading import read_observations
from random_sets import as_tables, fits, sets, tables


def explained(criteria: CriteriaSet, rows, known, on: date, *, long: bool) -> dict[tuple[str, str], tuple[object, ...]]:
    # a long file says nothing of the units themselves
    table, units = as_tables(criteria, rows, {} if long else known)
    result = judge(criteria, table, on=on, units=units)
    return {
        (u.unit.code, u.period_name): (tuple(c.verdict for c in u.criteria), u.met, u.of, u.outcome)
        for u in result.units
    }


@settings(max_examples=24)
@given(sets(), tables(), st.booleans(), st.sampled_from([date(2024, 12, 31), date(2024, 5, 31), date(2023, 12, 31)]))
def test_both_paths_give_the_same_verdicts(text, drawn, long, on):
    criteria = parse_rulebook(text, file="thu.yaml")
    periods, rows, known = drawn
    if not fits(criteria, periods):
        return
    rows = [r for r in rows if not long or any(v is not None for v in r[2].values())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        write_figures(rows, known, path, long=long)
        try:
            expected = explained(criteria, rows, known, on, long=long)
        except Exception as refused:
            assert "không có số liệu nào để chấm" in str(refused)
            return
        got = evaluate_columns(criteria, path, on=on)
        found = {(u, criteria.calendar.name(p)): (v, met, of, outcome) for u, p, v, met, of, outcome in got.verdicts()}
        # a unit without a row in a period is told by the explainer, which knows the list of units; a file knows its rows
        judged = {
            (u, criteria.calendar.name(criteria.calendar.around(criteria.calendar.parse(p).last))) for u, p, _ in rows
        }
        assert found == {key: value for key, value in expected.items() if key in judged}
        read = read_observations(path, filename=path.name, indicators=criteria.indicators, calendar=criteria.calendar)
        same = judge(criteria, read.table, on=on, units=read.units)
        assert same.fingerprint == got.fingerprint
        by_row = {(u.unit.code, u.period_name): tuple(c.verdict for c in u.criteria) for u in same.units}
        assert by_row.items() >= {key: value[0] for key, value in found.items()}.items()
        for unit, name in list(found)[:2]:
            again = got.explain(unit, name)
            assert (tuple(c.verdict for c in again.criteria), again.met, again.of, again.outcome) == found[unit, name]
