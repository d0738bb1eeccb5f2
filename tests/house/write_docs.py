"""Write what is generated: both JSON schemas, docs/cli.md, and what commands print in README.md and the guides."""

from __future__ import annotations

import sys
from pathlib import Path

from documents import GENERATED, HOUSE, WITH_COMMANDS, made

sys.path.append(str(Path(__file__).parents[1]))
from warm import warm_program


def main() -> None:
    with warm_program() as warm:
        for path in (*GENERATED, *WITH_COMMANDS):
            text = made(path, warm)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                print(f"wrote {path.relative_to(HOUSE)}")


if __name__ == "__main__":
    main()
