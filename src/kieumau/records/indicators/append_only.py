"""The database's own refusal to change or remove a figure, as with the lines of the journal."""

from __future__ import annotations

from kieumau.records.journal.append_only import refusing

SQL, UNDO = refusing(
    "figures",
    "indicators_figure",
    said="figures are never changed, only corrected by a new version",
    again="EXISTS (SELECT 1 FROM indicators_figure AS f WHERE f.id = NEW.id) "
    "OR EXISTS (SELECT 1 FROM indicators_figure AS f WHERE f.unit = NEW.unit AND f.last = NEW.last "
    "AND f.indicator = NEW.indicator AND f.first = NEW.first AND f.version = NEW.version)",
)
