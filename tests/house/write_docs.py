"""Write what is generated: both JSON schemas, docs/cli.md, and what commands print in README.md and the guides."""

from __future__ import annotations

from documents import HOUSE, made


def main() -> None:
    for path, text in made().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(HOUSE)}")


if __name__ == "__main__":
    main()
