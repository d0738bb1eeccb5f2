"""Mandates: a role that a person holds for a unit between two days."""
