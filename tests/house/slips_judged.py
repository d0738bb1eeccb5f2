"""Slips in how a rulebook judges: conditions, points, recognition, grades, roll-ups, local overlays.

A section: its name in Vietnamese and in English, a block that is right, and the slips: what stands there, what is written.
"""

from __future__ import annotations

Section = tuple[str, str, str, tuple[tuple[str, str], ...]]

JUDGED: tuple[Section, ...] = (
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
            ("points: {max: 20, deduct: {late: 2.5}}", "meets: plan_points >= 20 - 2.5 * late"),
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
    when: [{code: tasks, meets: done >= 0.8 * tasks, label: {vi: "Từ 80%", en: "At least 80%"}}]
  - {code: done_only, label: {vi: "Hoàn thành", en: "Done"}, law: "Bài tập, mục 1"}
  - {code: not_done, label: {vi: "Không hoàn thành", en: "Not done"}, law: "Bài tập, mục 1", otherwise: true}
""",
        (
            ("of: good", "of: god"),
            ("share: 0.2", "share: 20"),
            ("when: [{code: tasks, meets: done >= 0.8 * tasks,", "# when: [{code: tasks, meets: done >= 0.8 * tasks,"),
            ('en: "Done"}, law: "Bài tập, mục 1"}', 'en: "Done"}, law: "Bài tập, mục 1", otherwise: true}'),
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
)
