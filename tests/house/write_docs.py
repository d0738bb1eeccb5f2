"""Write what is generated: the JSON Schema, docs/cli.md, and the outputs shown in README.md and the guides."""

from __future__ import annotations

from documents import CLI, HOUSE, SCHEMA, command_reference, refreshed, schema_text, written_documents


def main() -> None:
    made = {SCHEMA: schema_text(), CLI: command_reference()}
    made |= {path: refreshed(path.read_text(encoding="utf-8")) for path in written_documents()}
    for path, text in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(HOUSE)}")


if __name__ == "__main__":
    main()
