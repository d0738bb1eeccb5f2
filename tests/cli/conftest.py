"""The program as a terminal runs it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from warm import Run, without_settings


@pytest.fixture(scope="session")
def run(warm: Path) -> Run:
    """Run a command outside a terminal; it starts in no time, since most of it is imported already."""

    def running(
        *arguments: object, language: str = "vi", folder: Path | None = None, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {**without_settings(os.environ), "PYTHONUTF8": "1", "KIEUMAU_LANGUAGE": language, **settings}
        program = [str(warm / "kieumau"), *map(str, arguments)]
        return subprocess.run(program, capture_output=True, text=True, env=environment, cwd=folder, check=False)

    return running
