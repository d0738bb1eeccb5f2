"""Errata of the register: ways between units that were never so, put right by a decision, with what they move."""
