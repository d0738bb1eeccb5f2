"""Accounts of people: opened, closed, let in again."""
