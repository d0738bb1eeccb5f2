"""The database's own refusal to change or remove a figure, as with the lines of the journal."""

from __future__ import annotations

_SAID = "figures are never changed, only corrected by a new version"
SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        *(
            f"CREATE TRIGGER figures_no_{what.lower()} BEFORE {what} ON indicators_figure "
            f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            for what in ("UPDATE", "DELETE")
        ),
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER figures_no_replace BEFORE INSERT ON indicators_figure "
        "WHEN EXISTS (SELECT 1 FROM indicators_figure AS f WHERE f.id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM indicators_figure AS f WHERE f.unit = NEW.unit AND f.last = NEW.last "
        "AND f.indicator = NEW.indicator AND f.first = NEW.first AND f.version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'figures are never changed, only corrected by a new version'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION figures_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER figures_no_{what.lower()} BEFORE {what} ON indicators_figure "
            "FOR EACH STATEMENT EXECUTE FUNCTION figures_append_only()"
            for what in ("UPDATE", "DELETE", "TRUNCATE")
        ),
    ),
}
UNDO: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS figures_no_{what}" for what in ("update", "delete", "replace")),
    "postgresql": ("DROP FUNCTION IF EXISTS figures_append_only() CASCADE",),
}
