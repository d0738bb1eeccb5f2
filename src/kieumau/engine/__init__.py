"""Computes: tables and small frozen values in, the same out. No Django, database, clock, network or settings."""
