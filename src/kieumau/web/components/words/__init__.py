"""Sentences as pages show them."""
