"""Criteria sets as pages name them."""
