"""Every way in: addresses, operations of the API, commands with their options, commands of the server.

`docs/doors.md` holds the list, so that a move that loses a door fails a test: what a person has bookmarked, a program
calls or a script runs answers after it as before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
    django.setup()

_HEAD = """# Mọi lối vào · Every door

Trang này do `python tests/house/write_docs.py` sinh ra; xin đừng sửa tay. Lối vào đã có thì không mất: địa chỉ đã lưu, chương trình đang gọi, lệnh đang chạy hằng ngày.

This page is made by `python tests/house/write_docs.py`; please do not edit it. A door that is here stays: addresses that people keep, calls of programs, commands in somebody's crontab.
"""


def doors_page() -> str:
    parts = [_HEAD]
    for title, lines in (
        ("Địa chỉ · Addresses", addresses()),
        ("API", operations()),
        ("Lệnh · Commands", commands()),
        ("Lệnh của máy chủ · Commands of the server", server_commands()),
    ):
        parts.append(f"## {title}\n\n```text\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def addresses() -> list[str]:
    return sorted({f"/{path}" for path in _paths(get_resolver()) if not path.startswith("api/v1/")})


def _paths(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        here = before + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(each, URLPattern):
            yield here
        else:
            yield from _paths(each, here)


def operations() -> list[str]:
    from kieumau.api.v1 import api

    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return sorted(f"{method.upper()} {path}" for path, known in paths.items() for method in known)


def commands() -> list[str]:
    import click
    from typer.main import get_command

    from kieumau.cli.app import app

    program = get_command(app)
    context = click.Context(program)
    found = []
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        said = ["/".join(p.opts) if p.opts[0].startswith("-") else f"{p.name}".upper() for p in command.params]
        found.append(" ".join(["kieumau", name, *said]))
    return found


def server_commands() -> list[str]:
    found = []
    for name in sorted(name for name, app in get_commands().items() if app.startswith("kieumau")):
        parser = load_command_class("kieumau.config", name).create_parser("kieumau", name)
        own = [a for a in parser._actions if a.dest not in _DJANGO]
        found.append(" ".join([name, *("/".join(a.option_strings) or a.dest.upper() for a in own)]))
    return found


_DJANGO = {
    "help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
}  # fmt: skip
