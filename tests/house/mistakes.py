"""docs/guides/rulebook-mistakes.md: what `kieumau check` answers to the usual slips, each one made and answered."""

from __future__ import annotations

import re

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.errors import Problem, RulebookError

_HEAD = """# Tra lỗi · Looking up a mistake

Mỗi bảng lấy đoạn ngay phía trên, thay một chỗ, rồi ghi lại điều `kieumau check` trả lời (không kèm tên tệp và số dòng). Trang do `python tests/house/write_docs.py` sinh ra; xin đừng sửa tay. Cách viết đúng: [rulebook-authors.md](rulebook-authors.md). Mọi ví dụ là giả định.

Each table takes the block above it, changes one place, and tells what `kieumau check` answers (without file and line). The page is made by `python tests/house/write_docs.py`; please do not edit it. How it is written rightly: [rulebook-authors.md](rulebook-authors.md). Every example is invented.
"""
_COLUMNS = "| Thay cho · Instead of | Viết · Written | Trả lời | Answer |\n|---|---|---|---|\n"

# What a block does not show is put around it.
_AROUND = {
    "rulebook": "rulebook: bai-tap",
    "version": "version: bai-tap",
    "nature": "nature: sample",
    "title": "title: {vi: Bài tập, en: An exercise}",
    "issued": "issued: {title: Bài tập, issuer: Người soạn, in_force: 2026-01-01}",
    "applies_to": "applies_to: [phuong]",
    "indicators": "indicators: {around: {label: {vi: Có, en: Present}, measure: fact}}",
    "criteria": "criteria: [{code: '0', label: {vi: Có, en: Present}, law: Bài tập, meets: around}]",
    "recognised_when": "recognised_when: all",
}


def whole(part: str) -> str:
    keys = set(re.findall(r"^(\w+):", part, re.M))
    if "overlay_of" in keys:
        return part
    keys |= {"criteria"} if "groups" in keys else set()
    return part + "".join(line + "\n" for key, line in _AROUND.items() if key not in keys)


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse_rulebook(text, file="criteria.yaml")
    except RulebookError as error:
        return error.problems
    return ()


def _said(problem: Problem, language: str) -> str:
    return problem.what.said(language) + (f" {problem.hint.said(language)}" if problem.hint else "")


def mistakes_page() -> str:
    parts = [_HEAD]
    for vietnamese, english, shown, slips in SECTIONS:
        part = shown.removeprefix("\n")
        assert not problems_of(whole(part)), vietnamese
        parts.append(f"## {vietnamese} · {english}\n\n```yaml\n{part}```\n\n{_COLUMNS}" + "".join(_rows(part, slips)))
    return "\n".join(parts)


def _rows(part: str, slips: tuple[tuple[str, str], ...]) -> list[str]:
    rows = []
    for right, wrong in slips:
        problems = problems_of(whole(part.replace(right, wrong, 1)))
        assert right in part and problems, (right, wrong)
        answers = ("<br>".join(dict.fromkeys(_said(p, language) for p in problems)) for language in ("vi", "en"))
        rows.append(f"| `{right.strip()}` | `{wrong.strip()}` | {' | '.join(answers)} |\n")
    return rows


SECTIONS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
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
        "Cả các điều kiện",
        "All conditions",
        """
indicators:
  resolution: {label: {vi: "Nghị quyết", en: "Resolution"}, measure: fact}
  reviews: {label: {vi: "Họp kiểm điểm", en: "Review meetings"}, measure: meetings, over_period: sum}
criteria:
  - code: "1"
    label: {vi: "Lãnh đạo, chỉ đạo", en: "Leadership"}
    law: "Bài tập, mục 1"
    about: {vi: "Có nghị quyết và ít nhất bốn lần kiểm điểm.", en: "A resolution and at least four reviews."}
    source: https://example.org/van-ban-2
    evidence:
      - {vi: "Nghị quyết đã ban hành", en: "The resolution as issued"}
      - {vi: "Biên bản kiểm điểm", en: "Minutes of the reviews"}
    all:
      - {code: a, label: {vi: "Nghị quyết", en: "Resolution"}, law: "điểm a", meets: resolution}
      - {code: b, label: {vi: "Kiểm điểm", en: "Reviews"}, law: "điểm b", meets: reviews >= 4}
""",
        (
            ("    all:", "    alll:"),
            ("{code: b, ", "{code: a, "),
        ),
    ),
    (
        "k trong n điều kiện",
        "k of n conditions",
        """
indicators:
  joint_rules: {label: {vi: "Quy chế phối hợp", en: "Joint rules"}, measure: documents}
  dialogues: {label: {vi: "Đối thoại", en: "Dialogues"}, measure: meetings, over_period: sum}
  teams: {label: {vi: "Tổ tự quản", en: "Self-managed groups"}, measure: fact}
criteria:
  - code: "2"
    label: {vi: "Huy động nhân dân", en: "Mobilising residents"}
    law: "Bài tập, mục 2"
    at_least:
      count: 2
      of:
        - {code: a, meets: joint_rules >= 3}
        - {code: b, meets: dialogues >= 2}
        - {code: c, meets: teams}
""",
        (
            ("count: 2", "count: 4"),
            ("count: 2", "count: 0"),
        ),
    ),
    (
        "Không để xảy ra",
        "Must not occur",
        """
indicators:
  grave_crimes: {label: {vi: "Tội phạm rất nghiêm trọng", en: "Very serious crimes"}, measure: cases, over_period: sum}
  disorder: {label: {vi: "Gây rối trật tự công cộng", en: "Public disorder"}, measure: fact, over_period: any}
criteria:
  - code: "10"
    label: {vi: "Không để xảy ra", en: "Must not occur"}
    law: "Bài tập, mục 10"
    none_of: [grave_crimes, disorder]
""",
        (("none_of: [grave_crimes, disorder]", "none_of: [grave_crimes, disorder, disorder]"),),
    ),
    (
        "So với năm trước",
        "Against the year before",
        """
indicators:
  violations: {label: {vi: "Vi phạm trật tự xã hội", en: "Violations of social order"}, measure: cases, over_period: sum}
thresholds:
  fall: {label: {vi: "Mức giảm cần đạt", en: "Fall needed"}, measure: share, law: "Bài tập, mục 11", values: {2026-01-01: 0.05}}
criteria:
  - code: "11"
    label: {vi: "Kéo giảm vi phạm", en: "Bringing down violations"}
    law: "Bài tập, mục 11"
    meets: violations <= (1 - fall) * before(violations)
""",
        (("before(violations)", "before(fall)"),),
    ),
    (
        "Điểm và điểm sàn",
        "Points and floors",
        """
indicators:
  households: {label: {vi: "Hộ dân", en: "Households"}, measure: households}
  checked: {label: {vi: "Hộ đã rà soát", en: "Households checked"}, said: {vi: "đã rà soát", en: "checked"}, measure: households}
  tasks: {label: {vi: "Nhiệm vụ được giao", en: "Tasks given"}, measure: tasks}
  done: {label: {vi: "Nhiệm vụ đã làm", en: "Tasks done"}, said: {vi: "đã làm", en: "done:"}, measure: tasks}
  late: {label: {vi: "Hồ sơ trễ hạn", en: "Late files"}, measure: files, over_period: sum}
  plan_points: {label: {vi: "Điểm kế hoạch do hội đồng cho", en: "Points for the plan, given by the council"}, measure: points}
criteria:
  - code: A
    label: {vi: "Kế hoạch và nhiệm vụ", en: "Plan and tasks"}
    law: "Bài tập, mục A"
    floor: 0.5
    criteria:
      - {code: A1, label: {vi: "Kế hoạch", en: "Plan"}, points: {max: 15, entered: plan_points}}
      - code: A2
        label: {vi: "Nhiệm vụ", en: "Tasks"}
        points: {max: 45, share: {of: done / tasks, full_at: 0.95, round_to: 0.5}}
  - code: B
    label: {vi: "Rà soát cư trú", en: "Residence check"}
    law: "Bài tập, mục B"
    floor: 0.8
    points:
      max: 20
      bands:
        of: checked / households
        steps: [{from: 0.95, points: 20}, {from: 0.85, points: 16}, {from: 0.7, points: 10}]
        rest: 0
  - code: C
    label: {vi: "Đúng hạn", en: "On time"}
    law: "Bài tập, mục C"
    floor: 0.5
    points: {max: 20, deduct: {late: 2.5}}
recognised_when: {criteria: none, points_at_least: "80", law: "Bài tập, phần kết luận"}
""",
        (
            ("from: 0.95, points: 20", "from: 0.95, points: 25"),
            ("full_at: 0.95, round_to: 0.5", "full_at: 0.95"),
            ("    floor: 0.8", "    floor: 80"),
        ),
    ),
    (
        "Không áp dụng",
        "Not applicable",
        """
indicators:
  lodgings: {label: {vi: "Cơ sở lưu trú", en: "Lodgings"}, measure: units}
  lodgings_checked: {label: {vi: "Cơ sở đã kiểm tra", en: "Lodgings inspected"}, measure: units}
  border: {label: {vi: "Đường biên giới trên địa bàn", en: "A stretch of border"}, measure: fact}
  border_models: {label: {vi: "Mô hình tự quản đường biên", en: "Border self-management models"}, measure: models}
criteria:
  - code: "17"
    label: {vi: "Kiểm tra cơ sở lưu trú", en: "Inspecting lodgings"}
    law: "Bài tập, mục 17"
    applies_when: lodgings > 0
    otherwise: counts_as_met
    meets: lodgings_checked = lodgings
  - code: "18"
    label: {vi: "Đường biên", en: "Border"}
    law: "Bài tập, mục 18"
    applies_when: border
    otherwise: left_out
    meets: border_models >= 1
""",
        (("otherwise: counts_as_met", "# otherwise"),),
    ),
    (
        "Công nhận, điều kiện xét",
        "Recognition, who is assessed",
        """
indicators:
  plan: {label: {vi: "Kế hoạch", en: "Plan"}, measure: fact}
  models: {label: {vi: "Mô hình", en: "Models"}, measure: models}
  registered: {label: {vi: "Đã đăng ký", en: "Registered"}, measure: fact}
  head_disciplined: {label: {vi: "Người đứng đầu bị kỷ luật", en: "The head was disciplined"}, measure: fact, over_period: any}
thresholds:
  months_needed: {label: {vi: "Số tháng cần có", en: "Months needed"}, measure: months, law: "Bài tập, mục 1", values: {2026-01-01: 9}}
groups:
  - code: I
    label: {vi: "Lãnh đạo", en: "Leadership"}
    law: "Bài tập, phần I"
    criteria:
      - {code: "1", label: {vi: "Kế hoạch", en: "Plan"}, meets: plan}
  - code: II
    label: {vi: "Phong trào", en: "Movement"}
    law: "Bài tập, phần II"
    criteria:
      - {code: "2", label: {vi: "Mô hình", en: "Models"}, meets: models >= 1}
assessed_when:
  - {code: months, label: {vi: "Hoạt động đủ 9 tháng", en: "Nine months in being"}, law: "Bài tập, mục 1", meets: months_in_being >= months_needed}
recognised_when:
  criteria: all
  law: "Bài tập, phần kết luận"
  requires:
    - {code: registered, label: {vi: "Đã đăng ký", en: "Registered"}, law: "Bài tập, mục 2", meets: registered}
  vetoes:
    - {code: head, label: {vi: "Người đứng đầu bị kỷ luật", en: "The head was disciplined"}, law: "Bài tập, mục 3", meets: head_disciplined}
""",
        (
            ("  criteria: all", "  criteria: 3"),
            ("meets: months_in_being >= months_needed", "meets: models >= months_needed"),
        ),
    ),
    (
        "Hạng có giới hạn",
        "Grades with a cap",
        """
applies_to: [to]
indicators:
  tasks: {label: {vi: "Nhiệm vụ", en: "Tasks"}, measure: tasks}
  done: {label: {vi: "Nhiệm vụ đã làm", en: "Tasks done"}, said: {vi: "đã làm", en: "done:"}, measure: tasks}
criteria:
  - {code: "1", label: {vi: "Hoàn thành", en: "Done"}, law: "Bài tập, mục 1", meets: done >= 0.5 * tasks}
recognised_when: all
grades:
  - code: excellent
    label: {vi: "Xuất sắc", en: "Excellent"}
    law: "Bài tập, mục 3"
    when:
      - {code: tasks, label: {vi: "Từ 95%", en: "At least 95%"}, meets: done >= 0.95 * tasks}
    at_most: {share: 0.2, of: good, ranked_by: done / tasks}
  - code: good
    label: {vi: "Tốt", en: "Good"}
    law: "Bài tập, mục 2"
    when:
      - {code: tasks, label: {vi: "Từ 80%", en: "At least 80%"}, meets: done >= 0.8 * tasks}
""",
        (
            ("of: good", "of: god"),
            ("share: 0.2", "share: 20"),
        ),
    ),
    (
        "Cộng gộp",
        "Roll-up",
        """
applies_to: [tinh]
children: mau-gia-dinh-22/2023
indicators:
  wards: {label: {vi: "Phường của tỉnh", en: "Wards of the province"}, measure: units, children: all}
  wards_qualified:
    label: {vi: "Phường đủ điều kiện", en: "Wards that qualify"}
    said: {vi: "đủ điều kiện", en: "qualified:"}
    measure: units
    children: recognised
thresholds:
  target: {label: {vi: "Mục tiêu", en: "Target"}, measure: share, law: "Bài tập, mục 1", values: {2026-01-01: 0.3, 2030-01-01: 1}}
criteria:
  - code: "1"
    label: {vi: "Tỷ lệ phường đủ điều kiện", en: "Share of wards that qualify"}
    law: "Bài tập, mục 1"
    meets: wards_qualified >= target * wards
""",
        (("children: recognised", "children: some"), ("children: mau-gia-dinh-22/2023", "# children")),
    ),
    (
        "Tệp bổ sung",
        "Overlays",
        """
overlay_of: cong-an-phuong-kieu-mau/5764-2021
version: vi-du-2
nature: sample
title: {vi: "Ví dụ giả định của một tỉnh", en: "An invented example of a province"}
issued:
  title: "Ví dụ giả định, không phải văn bản"
  issuer: "Người soạn ví dụ"
  in_force: 2021-07-13

indicators:
  local_models:
    label: {vi: "Mô hình tự quản của địa phương", en: "Local self-management models"}
    measure: models

fills:
  - code: "1"
    group: {code: tru-so, label: {vi: "Nhóm trụ sở (giả định)", en: "Headquarters (invented)"}}
    label: {vi: "Tiêu chí 1, nội dung giả định", en: "Criterion 1, invented text"}
    law: "Ví dụ giả định, mục 1"
    meets: finding_1

groups:
  - code: dia-phuong
    label: {vi: "Tiêu chí địa phương", en: "Local criteria"}
    criteria:
      - code: DP1
        label: {vi: "Mô hình của địa phương", en: "Local models"}
        law: "Ví dụ giả định, mục địa phương 1"
        meets: local_models >= 2

notes:
  - {vi: "Mọi chữ ở đây là giả định.", en: "Every word here is invented."}
""",
        (
            ("code: DP1", 'code: "5"'),
            ('- code: "1"', '- code: "30"'),
            ("  local_models:", "  finding_1:"),
            ("overlay_of: cong-an-phuong-kieu-mau/5764-2021", "overlay_of: cong-an-phuong-kieu-mau/5764-2020"),
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
