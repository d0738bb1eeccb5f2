"""The program `kieumau`: its commands, its language, and errors as sentences with exit code 2."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kieumau import __version__
from kieumau.cli.hints import told
from kieumau.cli.language import LANGUAGE, say
from kieumau.engine.errors import KieuMauError

COMMANDS = {
    "check": say("Kiểm tra một bộ tiêu chí: mọi lỗi cùng một lúc.", "Check a rulebook: all its errors at once."),
    "checks": say("Đo xem các phép kiểm tra số liệu hỏi nhầm bao nhiêu.", "Measure how often checks ask honest units."),
    "template": say(
        "Ghi tệp số liệu và tệp đơn vị để chạy thử một bộ tiêu chí.",
        "Write a file of figures and one of units to try a rulebook with.",
    ),
    "cases": say("Chạy các tình huống kiểm thử của một bộ tiêu chí.", "Run a rulebook's own cases."),
    "evaluate": say(
        "Chấm các đơn vị trong tệp số liệu: k/n, lý do, còn thiếu gì.",
        "Judge the units of a file: k/n, reasons, what is left.",
    ),
    "explain": say(
        "Giải thích kết quả của một đơn vị, từng tiêu chí.", "Explain one unit's result, criterion by criterion."
    ),
    "compare": say(
        "Chấm cùng số liệu theo hai bộ tiêu chí: ai được thêm, ai mất, vì tiêu chí nào.",
        "Judge the same figures by two rulebooks: who gains, who loses, by which criterion.",
    ),
    "compare-periods": say(
        "So một số đếm giữa hai kỳ: khoảng tin cậy, p, ngẫu nhiên có thể tạo ra không.",
        "Compare a count between two periods: its interval, p, and whether chance could do it.",
    ),
    "units": say(
        "Danh sách đơn vị hành chính của một ngày, tìm không cần dấu.",
        "The administrative units of a day, found without tone marks.",
    ),
    "lineage": say(
        "Một mã từ đâu mà có, đi về đâu, theo văn bản nào.", "Where a code came from, where it went, and by which act."
    ),
    "restate": say(
        "Quy đổi số liệu của một tệp theo đơn vị của một ngày khác.",
        "Restate the figures of a file under the units of another day.",
    ),
    "verify": say(
        "Kiểm tra nhật ký: có dòng nào bị sửa, xóa, đảo chỗ hay chèn thêm không.",
        "Check the journal: was any line changed, removed, reordered or inserted.",
    ),
}


class CommandsOnDemand(TyperGroup):
    """The commands by name and help; the module of one, which loads what it uses, is imported when it is asked for."""

    def __init__(self, **given: Any) -> None:
        known = {name: TyperCommand(name, help=text) for name, text in COMMANDS.items()}
        super().__init__(**given | {"commands": known})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name, help=COMMANDS[cmd_name])(getattr(import_module(f"kieumau.cli.{name}"), name))
        return get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        TyperGroup(commands=dict(self.commands)).format_commands(ctx, formatter)


app = typer.Typer(
    name="kieumau",
    cls=CommandsOnDemand,
    help=say(
        "Kiểu Mẫu: chấm đơn vị theo bộ tiêu chí, nói rõ vì sao và còn thiếu gì.",
        "Kiểu Mẫu: judges units by a criteria set, says why, and what is left.",
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"kieumau {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: bool = typer.Option(
        False,
        "--version",
        callback=_version,
        is_eager=True,
        help=say("In phiên bản rồi thoát.", "Print the version and exit."),
    ),
) -> None:
    pass


_OBJECTS = 1_000_000  # between two searches for circles of objects: a command that ends at once needs none


def _leave() -> None:
    """Its memory goes back whole: a last search for circles would take a tenth of a second. DuckDB asks for that search."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def main() -> None:
    """Run a command; whatever a person can put right is a sentence and exit code 2, never a traceback."""
    gc.set_threshold(_OBJECTS)
    atexit.register(_leave)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look through every package installed
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if not isinstance(error, KieuMauError):
            text = say("Lỗi chưa lường trước: {e}", "Unexpected error: {e}").format(
                e=f"{type(error).__name__}: {error}"
            )
            typer.echo(text, err=True)
            typer.echo(say("Xin báo lại kèm lệnh đã gõ.", "Please report it with the command you typed."), err=True)
        else:
            typer.echo(told(error, LANGUAGE), err=True)
        sys.exit(2)
