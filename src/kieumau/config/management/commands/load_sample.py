"""Load Bình Phước: 20 wards judged as of April 2024, and their figures 2022-2026; all invented. Again changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import kieumau
from kieumau.config import clock
from kieumau.config.sample_history import load_history
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.evaluation import evaluate
from kieumau.engine.reading import read_observations, read_units
from kieumau.engine.wording import Words
from kieumau.records.assessments.actions import file_assessment
from kieumau.records.journal.actors import operator

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
RULEBOOK = "mau-gia-dinh-22/2023"
ON = date(2024, 4, 4)

WHAT_IS_REAL = Words(
    "Tên, mã và ngày thành lập phường là thật. Phường Tân Đồng đạt 22/22 và giảm 20% vi phạm về trật tự xã hội theo "
    "tin ngày 04/04/2024; mọi số liệu khác, kể cả của Tân Đồng, là số liệu minh họa.",
    "Names, codes and founding days of the wards are real. Tân Đồng at 22/22 and its 20% fewer violations of social "
    "order are as reported on 4 April 2024; every other figure, Tân Đồng's included, is invented.",
)


class Command(BaseCommand):
    help = "Load the sample of Bình Phước: April 2024 judged, and figures 2022-2026 (every figure invented)."

    def handle(self, *args: Any, **options: Any) -> None:
        criteria = load_rulebook(RULEBOOK)
        units = read_units(SAMPLE / "units.csv", filename="units.csv")
        figures = SAMPLE / "figures.csv"
        read = read_observations(
            figures, filename=figures.name, indicators=criteria.indicators, calendar=criteria.calendar, units=units
        )
        result = evaluate(criteria, read.table, on=ON, units=units, period="2023", notes=(WHAT_IS_REAL, *read.notes))
        assessment, is_new = file_assessment(
            result=result,
            criteria=criteria,
            programme="Công an phường điển hình, kiểu mẫu · Bình Phước",
            by=operator(clock.now()),
        )
        said = "Loaded" if is_new else "Already loaded"
        self.stdout.write(f"{said}: {assessment.rulebook}, {assessment.on}, {len(result.units)} units.")
        load_history(criteria, self.stdout.write)
