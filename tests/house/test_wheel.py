"""The wheel is the program, whole and nothing else: installed outside the checkout, it does its main job.

It is installed into an environment of its own. What it depends on is found where the tests run, behind it on the path, so
nothing is fetched; what a package's own .pth adds there (the checkout, as `pip install -e` does) is not followed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from kieumau.engine.criteria import shipped_rulebooks

HOUSE = Path(__file__).resolve().parents[2]
SOURCE = HOUSE / "src"

pytestmark = pytest.mark.slow


def files_of_the_package() -> list[str]:
    """Every file below src/kieumau, as a wheel names it."""
    paths = (p for p in (SOURCE / "kieumau").rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return sorted(p.relative_to(SOURCE).as_posix() for p in paths)


def below(folder: str) -> list[str]:
    """What stands below any folder of that name in the package, as Django finds it."""
    inside = (name.partition(f"/{folder}/") for name in files_of_the_package())
    return sorted({rest for _, found, rest in inside if found})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(line, cwd=HOUSE, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment, and a folder that is not the checkout to work in."""

    programs: Path
    package: Path
    work: Path

    def run(self, *line: str) -> str:
        environment = {
            "PATH": f"{self.programs}{os.pathsep}{os.defpath}",
            "HOME": str(self.work),
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "COLUMNS": "100",
            "KIEUMAU_HOME": str(self.work / "home"),
            "KIEUMAU_LANGUAGE": "vi",
            "DJANGO_SETTINGS_MODULE": "kieumau.config.settings",
        }
        done = subprocess.run(
            [self.programs / line[0], *line[1:]],
            cwd=self.work, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return done.stdout


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    home, work = tmp_path / "environment", tmp_path / "work"
    work.mkdir()
    venv.create(home, with_pip=False)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", programs / "python", "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-compile", wheel], check=True, capture_output=True)
    (packages,) = home.glob("**/site-packages")
    here = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (packages / "behind.pth").write_text("".join(f"{path}\n" for path in here), encoding="utf-8")
    return Installed(programs, packages / "kieumau", work)


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path):
    with ZipFile(wheel) as opened:
        names = [name for name in opened.namelist() if ".dist-info/" not in name]
        packed = {name: opened.getinfo(name).file_size for name in names}
    assert sorted(names) == files_of_the_package()
    assert packed == {name: (SOURCE / name).stat().st_size for name in names}
    assert not [name for name in names if name.startswith(("tests/", "tools/")) or "/make_" in name]


def test_the_wheel_does_its_main_job_outside_the_checkout(installed: Installed):
    where = installed.run("python", "-c", "import kieumau; print(kieumau.__file__)").strip()
    assert Path(where) == installed.package / "__init__.py"

    sample = installed.package / "samples" / "binh-phuoc-2024"
    judged = installed.run(
        "kieumau", "evaluate", "mau-gia-dinh-22/2023", str(sample / "figures.csv"),
        "--units", str(sample / "units.csv"), "--on", "2024-04-04",
    )  # fmt: skip
    assert "25198 Tân Đồng" in judged
    assert "22/22" in judged
    lineage = installed.run("kieumau", "lineage", "25198")
    assert "phường Bình Phước (25195), toàn bộ, 01/07/2025" in lineage


# What is asked inside the environment; the names come from the checkout.
SERVER = """
import json
from pathlib import Path
import django
django.setup()
from django.contrib.staticfiles.finders import find
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
import kieumau
from kieumau.engine.criteria import shipped_rulebooks
from kieumau.engine.territory.register_files import read_register

package = Path(kieumau.__file__).parent
asked = json.loads(Path("asked.json").read_text(encoding="utf-8"))
absent = []
for name in asked["templates"]:
    try:
        origin = Path(get_template(name).origin.name)
    except TemplateDoesNotExist:
        absent.append(name)
    else:
        assert package in origin.parents, origin
for name in asked["static"]:
    found = find(name)
    if found is None or package not in Path(found).parents:
        absent.append(name)
assert not absent, absent
client = Client(SERVER_NAME="localhost")
outside = client.get("/don-vi/")
assert outside.status_code == 302, outside.status_code
page = client.get(outside["Location"])
print(json.dumps({
    "status": page.status_code, "page": page.content.decode(), "rulebooks": sorted(shipped_rulebooks()),
    "units": len(read_register().units),
}))
"""


def test_the_wheel_serves_pages_with_its_own_templates_styles_rulebooks_and_register(installed: Installed):
    asked = {"templates": below("templates"), "static": below("static")}
    assert len(asked["templates"]) > 100
    assert len(asked["static"]) > 10
    (installed.work / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    (installed.work / "server.py").write_text(SERVER, encoding="utf-8")
    assert "no issues" in installed.run("python", "-m", "kieumau.config", "check")
    told = json.loads(installed.run("python", "server.py"))
    assert told["status"] == 200
    assert 'name="password"' in told["page"]
    assert told["rulebooks"] == sorted(shipped_rulebooks())
    assert told["units"] == 14_163
