"""Criteria sets: the shelf, and editions side by side."""
