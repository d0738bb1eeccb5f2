"""The program `kieumau`: its commands, its language, and errors as sentences with exit code 2."""

from __future__ import annotations

import io
import sys

import typer

from kieumau import __version__
from kieumau.cli import cases, check, checks, compare, compare_periods, evaluate, explain, restate, units, verify
from kieumau.cli.language import LANGUAGE, say

app = typer.Typer(
    name="kieumau",
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
app.command("check", help=check.HELP)(check.check)
app.command("checks", help=checks.HELP)(checks.checks)
app.command("cases", help=cases.HELP)(cases.cases)
app.command("evaluate", help=evaluate.HELP)(evaluate.evaluate)
app.command("explain", help=explain.HELP)(explain.explain)
app.command("compare", help=compare.HELP)(compare.compare)
app.command("compare-periods", help=compare_periods.HELP)(compare_periods.compare_periods)
app.command("units", help=units.UNITS_HELP)(units.units)
app.command("lineage", help=units.LINEAGE_HELP)(units.lineage)
app.command("restate", help=restate.HELP)(restate.restate)
app.command("verify", help=verify.HELP)(verify.verify)


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


def main() -> None:
    """Run a command; whatever a person can put right is a sentence and exit code 2, never a traceback."""
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
        from kieumau.cli.hints import told  # only here, so that `--help` stays quick
        from kieumau.engine.errors import KieuMauError

        if not isinstance(error, KieuMauError):
            text = say("Lỗi chưa lường trước: {e}", "Unexpected error: {e}").format(
                e=f"{type(error).__name__}: {error}"
            )
            typer.echo(text, err=True)
            typer.echo(say("Xin báo lại kèm lệnh đã gõ.", "Please report it with the command you typed."), err=True)
        else:
            typer.echo(told(error, LANGUAGE), err=True)
        sys.exit(2)
