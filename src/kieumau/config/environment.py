"""Tiny typed readers of the environment that fail at start with the variable's name."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
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


def env_int(name: str, default: int, *, least: int = 0) -> int:
    value = env_text(name, str(default))
    if not value.strip().isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, {least} or more, not {value!r}.")
    return int(value)


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env_text(name, default).strip().upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_secret(name: str, *, default: str = "", keep_in: Path | None = None) -> str:
    """From the variable, or the file that NAME_FILE names; else the default, or a fresh one, kept where only the owner
    reads.
    """
    if value := env_text(name, "").strip():
        return value
    named = env_text(f"{name}_FILE", "").strip()
    file = Path(named) if named else keep_in
    if file is None:
        return default
    try:
        if not named and not file.exists():
            _keep_fresh_secret(file)
        value = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{PREFIX}{name}: {file} cannot be read or made ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{PREFIX}{name}: {file} is not text.") from None
    if not value:
        raise ImproperlyConfigured(f"{PREFIX}{name}: {file} is empty.")
    return value


def _keep_fresh_secret(file: Path) -> None:
    """Whole or not at all, and never over another: several processes may start at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")  # readable by its owner only
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process was first, and its secret holds
            os.link(draft, file)
    finally:
        os.unlink(draft)
