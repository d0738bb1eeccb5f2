"""Shows terminals: one file a command. The engine's commands need no database."""

from kieumau.cli.app import main

__all__ = ["main"]
