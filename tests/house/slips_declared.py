"""Slips in what a rulebook declares: the file, figures, thresholds, formulas, comparisons and checks.

A section: its name in Vietnamese and in English, a block that is right, and the slips: what stands there, what is written.
"""

from __future__ import annotations

Section = tuple[str, str, str, tuple[tuple[str, str], ...]]

DECLARED: tuple[Section, ...] = (
    (
        "Tệp, tiêu chí, căn cứ",
        "The file, criteria, law",
        """
rulebook: phuong-an-toan-mau
version: "2026"
nature: sample
title: {vi: "Phường an toàn (bài tập)", en: "Safe ward (an exercise)"}
issued:
  title: "Bài tập, không phải văn bản"
  issuer: "Người soạn bài tập"
  in_force: 2026-01-01
applies_to: [phuong]

indicators:
  plan:
    label: {vi: "Kế hoạch năm", en: "Yearly plan"}
    measure: fact
  areas:
    label: {vi: "Khu dân cư của phường", en: "Residential areas of the ward"}
    measure: residential_areas
  areas_recognised:
    label: {vi: "Khu dân cư được công nhận", en: "Residential areas recognised"}
    said: {vi: "đã công nhận", en: "recognised"}
    measure: residential_areas

thresholds:
  recognised_share:
    label: {vi: "Tỷ lệ khu dân cư cần đạt", en: "Share of areas needed"}
    measure: share
    law: "Bài tập, mục 2"
    values: {2026-01-01: 0.7}

criteria:
  - code: "1"
    label: {vi: "Có kế hoạch", en: "A plan"}
    law: "Bài tập, mục 1"
    meets: plan
  - code: "2"
    label: {vi: "Khu dân cư được công nhận", en: "Recognised residential areas"}
    law: "Bài tập, mục 2"
    meets: areas_recognised >= recognised_share * areas

recognised_when: all
""",
        (
            ("meets: plan", "meet: plan"),
            ('vi: "Kế hoạch năm"', "vi: Kế hoạch, năm"),
            ("nature: sample", "nature: mau"),
            ('version: "2026"', 'version: "Mẫu 2026"'),
            ('code: "2"', 'code: "1"'),
            ('law: "Bài tập, mục 1"', 'about: {vi: "Phường có kế hoạch"}'),
            ("applies_to: [phuong]", "applies_to: []"),
        ),
    ),
    (
        "Văn bản và kỳ đánh giá",
        "The document and the period",
        """
issued:
  title: "Văn bản giả định số 2"
  issuer: "Người soạn bài tập"
  date: 2025-12-20
  in_force: 2026-01-01
  until: 2031-01-01
  replaces: ["Văn bản giả định số 1"]
  amended_by: ["Văn bản giả định số 3"]
  replaced_by: "Văn bản giả định số 4"
  source: https://example.org/van-ban-2
period: {every: year, starts: "11-16"}
notes:
  - {vi: "Điều còn là cách hiểu thì ghi ở đây.", en: "What is a reading is said here."}
""",
        (
            ("in_force: 2026-01-01", "in_force: 01/01/2026"),
            ("until: 2031-01-01", "until: 2025-01-01"),
            ('starts: "11-16"', 'starts: "16-11"'),
            ("every: year", "every: quarter"),
            ("source: https://example.org/van-ban-2", "source: example.org"),
        ),
    ),
    (
        "Chỉ tiêu và số đo",
        "Indicators and measures",
        """
measures:
  markets: {noun: {vi: "chợ", en: "markets"}}
indicators:
  markets:
    label: {vi: "Chợ trên địa bàn", en: "Markets in the area"}
    measure: markets
    plausible: [0, 20]
  markets_safe:
    label: {vi: "Chợ bảo đảm trật tự", en: "Markets in good order"}
    said: {vi: "bảo đảm trật tự ở", en: "in good order:"}
    measure: markets
  thefts:
    label: {vi: "Trộm cắp tài sản", en: "Thefts"}
    measure: cases
    over_period: sum
  online_share:
    label: {vi: "Tỷ lệ hồ sơ trực tuyến", en: "Share of files online"}
    measure: share
    over_period: latest
  plan:
    label: {vi: "Kế hoạch năm", en: "Yearly plan"}
    measure: fact
    over_period: any
criteria:
  - code: "1"
    label: {vi: "Chợ và trộm cắp", en: "Markets and thefts"}
    law: "Bài tập, mục 1"
    all:
      - {code: a, meets: markets_safe = markets}
      - {code: b, meets: thefts <= 3}
      - {code: c, meets: online_share >= 0.5}
      - {code: d, meets: plan}
""",
        (
            ("over_period: any", "over_period: sum"),
            ("over_period: sum", "over_period: all"),
            ("plausible: [0, 20]", "plausible: [20, 0]"),
            ("over_period: latest", "over_period: sum"),
        ),
    ),
    (
        "Ngưỡng",
        "Thresholds",
        """
indicators:
  office_area:
    label: {vi: "Diện tích trụ sở", en: "Area of the headquarters"}
    measure: area_m2
  online_share:
    label: {vi: "Tỷ lệ hồ sơ trực tuyến", en: "Share of files online"}
    measure: share
thresholds:
  office_area_needed:
    label: {vi: "Diện tích cần có theo loại phường", en: "Area needed by class of ward"}
    measure: area_m2
    law: "Bài tập, mục 4"
    by_class:
      I: {2026-01-01: 400}
      II: {2026-01-01: 300}
      III: {2026-01-01: 200}
  online_share_needed:
    label: {vi: "Tỷ lệ trực tuyến cần đạt", en: "Share online needed"}
    measure: share
    law: "Bài tập, mục 5"
    values: {2026-01-01: 0.5, 2028-01-01: 0.6}
criteria:
  - {code: "4", label: {vi: "Trụ sở", en: "Headquarters"}, law: "Bài tập, mục 4", meets: office_area >= office_area_needed}
  - {code: "5", label: {vi: "Trực tuyến", en: "Online"}, law: "Bài tập, mục 5", meets: online_share >= online_share_needed}
""",
        (
            ("values: {2026-01-01: 0.5, 2028-01-01: 0.6}", "values: {2026-01-01: 50, 2028-01-01: 60}"),
            ("values: {2026-01-01: 0.5, 2028-01-01: 0.6}", "values: {2028-01-01: 0.6}"),
            ('law: "Bài tập, mục 5"', 'law: ""'),
            ("meets: office_area >= office_area_needed", "meets: office_area >= 300"),
            (
                "meets: office_area >= office_area_needed",
                "meets: office_area >= office_area_needed, none_of: [office_area]",
            ),
        ),
    ),
    (
        "Công thức",
        "Formulas",
        """
indicators:
  plan: {label: {vi: "Kế hoạch", en: "Plan"}, measure: fact}
  reports: {label: {vi: "Hồ sơ đã nhận", en: "Files received"}, measure: files, over_period: sum}
  settled: {label: {vi: "Hồ sơ đã giải quyết", en: "Files settled"}, measure: files, over_period: sum}
  officers: {label: {vi: "Quân số", en: "Officers"}, measure: persons}
criteria:
  - code: "1"
    label: {vi: "Ví dụ công thức", en: "A formula"}
    law: "Bài tập, mục 1"
    meets: plan and settled >= 0.9 * reports and officers between 10 and 60
""",
        (
            ("settled >= 0.9 * reports", "settled >= 90% * reports"),
            ("settled >= 0.9 * reports", "settled >= 0,9 * reports"),
            ("settled >= 0.9 * reports", "settled / reports >= 90"),
            ("settled >= 0.9 * reports", "settled + officers >= 1 and reports >= 1"),
            ("settled >= 0.9 * reports", "setled >= 0.9 * reports"),
            ("meets: plan and", "meets: plan >= 1 and"),
            ("meets: plan and settled >= 0.9 * reports", "meets: plan and sum(settled) >= 0.9 * reports"),
        ),
    ),
    (
        "So hai số đếm, mức thay đổi chắc chắn, kiểm tra số liệu",
        "Comparing counts, sure changes, checks of figures",
        """
comparison: {method: exact, level: 0.95}

indicators:
  violations: {label: {vi: "Vi phạm", en: "Violations"}, measure: cases, over_period: sum, every: month}
  files: {label: {vi: "Hồ sơ", en: "Files"}, measure: files, over_period: sum, every: month}
  files_on_time: {label: {vi: "Hồ sơ đúng hạn", en: "Files on time"}, measure: files, over_period: sum, every: month}
  young_share: {label: {vi: "Tỷ lệ trẻ", en: "Share of the young"}, measure: share}
  meetings: {label: {vi: "Cuộc họp", en: "Meetings"}, measure: meetings, over_period: sum}

sure_changes:
  violations_fell:
    label: {vi: "Mức giảm chắc chắn", en: "Sure fall"}
    of: violations
    direction: fall

checks:
  - {code: on_time, check: part_of_whole, of: [files_on_time], whole: files, severity: high}
  - {code: jump, check: beyond_limits, of: [violations]}
  - {code: late_changes, check: revisions, of: [violations], favours: fall}

criteria:
  - {code: "1", label: {vi: "Chắc chắn giảm", en: "A sure fall"}, law: "Bài tập", meets: violations_fell >= 0.05}
  - {code: "2", label: {vi: "Đúng hạn", en: "On time"}, law: "Bài tập", meets: files_on_time / files >= 0.9}
  - {code: "3", label: {vi: "Trẻ", en: "Young"}, law: "Bài tập", meets: young_share >= 0.4}
  - {code: "4", label: {vi: "Họp", en: "Meetings"}, law: "Bài tập", meets: meetings >= 4}
""",
        (
            ("method: exact", "method: chi2"),
            ("level: 0.95", "level: 95"),
            ("of: violations\n", "of: young_share\n"),
            ("direction: fall", "direction: down"),
            ("meets: violations_fell >= 0.05", "meets: violations <= 9"),
            ("check: part_of_whole", "check: part"),
            (", whole: files", ""),
            ("of: [files_on_time]", "of: [violations]"),
            ("of: [violations]}", "of: [young_share]}"),
            ("of: [violations]}", "of: [meetings]}"),
            (", favours: fall", ", favours: fall, whole: files"),
            ("code: jump", "code: on_time"),
        ),
    ),
)
