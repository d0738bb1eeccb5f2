"""The peer: OpenFisca-core with the same 22 thresholds on the same Parquet file.

It is given what it is good at: each month's figures as NumPy arrays for all units at once, thresholds as plain
numbers in its formulas, no tracing. A missing figure is read as NaN, which its comparisons take for "not met": it has
no unknown, so it does less than what it is compared with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from nation_file import CRITERIA
from openfisca_core.entities import Entity, build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

UNIT: Entity = build_entity(key="unit", plural="units", label="A ward", is_person=True)


def system() -> TaxBenefitSystem:
    """Inputs a0, a1, b1 ... and one output a criterion."""
    built = TaxBenefitSystem([UNIT])
    for i in range(CRITERIA):
        for name in (f"a{i}", f"b{i}") if i % 2 else (f"a{i}",):
            built.add_variable(_input(name))
        built.add_variable(_criterion(i))
    return built


def _input(name: str) -> type[Variable]:
    return type(name, (Variable,), {"value_type": float, "entity": UNIT, "definition_period": MONTH, "label": name})


def _criterion(i: int) -> type[Variable]:
    def formula(units: Any, period: Any) -> Any:
        if i % 2:
            return units(f"a{i}", period) >= np.float32((60 + i) / 100) * units(f"b{i}", period)
        return units(f"a{i}", period) >= 20 + i

    return type(
        f"c{i}",
        (Variable,),
        {"value_type": bool, "entity": UNIT, "definition_period": MONTH, "label": f"c{i}", "formula": formula},
    )


def judge(built: TaxBenefitSystem, path: Path, units: int, months: int) -> list[int]:
    """Read the file, set the figures of each month, ask for each criterion; how many meet each."""
    table = pq.read_table(path)
    periods = table.column("period").to_numpy(zero_copy_only=False).reshape(units, months)[0]
    figures = {
        name: table.column(name).to_numpy(zero_copy_only=False).astype(np.float32).reshape(units, months)
        for name in table.column_names
        if name not in ("unit", "period")
    }
    simulation = SimulationBuilder().build_default_simulation(built, units)
    for month, period in enumerate(periods):
        for name, values in figures.items():
            simulation.set_input(name, period, np.ascontiguousarray(values[:, month]))
    met = [0] * CRITERIA
    for period in periods:
        for i in range(CRITERIA):
            met[i] += int(np.count_nonzero(simulation.calculate(f"c{i}", period)))
    return met
