"""The register of units in the database, read by day. Loading a newer one adds to it and never rewrites its past."""
