"""The database's own refusal to change or remove a line: a mistake in our code, or at a console, cannot do it either.

Whoever owns the database can take the triggers away; that is what the seals are for.
"""

from __future__ import annotations

_SAID = "the journal is append-only"
SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        *(
            f"CREATE TRIGGER journal_no_{what.lower()} BEFORE {what} ON journal_entry "
            f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            for what in ("UPDATE", "DELETE")
        ),
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal_entry "
        "WHEN NEW.number IN (SELECT number FROM journal_entry) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER journal_no_{what.lower()} BEFORE {what} ON journal_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
            for what in ("UPDATE", "DELETE", "TRUNCATE")
        ),
    ),
}
UNDO: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS journal_no_{what}" for what in ("update", "delete", "replace")),
    "postgresql": ("DROP FUNCTION IF EXISTS journal_append_only() CASCADE",),
}
