"""Remembers: Django apps, each with models, actions (every write), queries (every read), access (who may)."""
