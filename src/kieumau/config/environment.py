"""Tiny typed readers of the environment that fail at start with the variable's name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "KIEUMAU_"


def env_text(name: str, default: str) -> str:
    return os.environ.get(PREFIX + name, default)


def env_bool(name: str, default: bool) -> bool:
    value = env_text(name, str(default)).strip().lower()
    if value not in ("1", "0", "true", "false", "yes", "no"):
        raise ImproperlyConfigured(f"{PREFIX}{name} must be true or false, not {value!r}.")
    return value in ("1", "true", "yes")


def env_int(name: str, default: int) -> int:
    value = env_text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, not {value!r}.") from None


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_secret(name: str, keep_in: Path) -> str:
    """From the variable, or the file that NAME_FILE names; else a fresh one, kept where only the owner reads."""
    if value := os.environ.get(PREFIX + name):
        return value
    file = Path(env_text(f"{name}_FILE", str(keep_in)))
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as opened:
                opened.write(secrets.token_urlsafe(50))
        return file.read_text().strip()
    except FileExistsError:  # another process was first
        return file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{PREFIX}{name}: {file} cannot be read or made ({error.strerror}).") from None
