"""The database's own refusal to change or remove a row: a mistake in our code, or at a console, cannot do it either.

Whoever owns the database can take the triggers away; that is what the seals are for.
"""

from __future__ import annotations

Statements = dict[str, tuple[str, ...]]
"""SQL by the kind of database."""


def refusing(name: str, table: str, *, said: str, again: str) -> tuple[Statements, Statements]:
    """What makes a table append-only, and what takes that back; `again` holds where a NEW row is there already."""
    sql: Statements = {
        "sqlite": (
            *(
                f"CREATE TRIGGER {name}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                for what in ("UPDATE", "DELETE")
            ),
            # INSERT OR REPLACE deletes without asking the trigger above.
            f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {table} "
            f"WHEN {again} BEGIN SELECT RAISE(ABORT, '{said}'); END",
        ),
        "postgresql": (
            f"CREATE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            *(
                f"CREATE TRIGGER {name}_no_{what.lower()} BEFORE {what} ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
                for what in ("UPDATE", "DELETE", "TRUNCATE")
            ),
        ),
    }
    undo: Statements = {
        "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}_no_{what}" for what in ("update", "delete", "replace")),
        "postgresql": (f"DROP FUNCTION IF EXISTS {name}_append_only() CASCADE",),
    }
    return sql, undo


SQL, UNDO = refusing(
    "journal",
    "journal_entry",
    said="the journal is append-only",
    again="NEW.number IN (SELECT number FROM journal_entry)",
)
