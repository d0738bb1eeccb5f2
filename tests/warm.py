"""The program `kieumau` without the wait: a process that has imported the engine and read the register starts each command.

Every command is a process of its own still, with its own words, environment, folder and streams, and begins at
`kieumau.cli.main`; only what all of them would import and read first is there already. What is said about starting
(how long it takes, what it imports) is tested with `python` itself.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Run = Callable[..., "subprocess.CompletedProcess[str]"]
# What lies on the path: it hands its words, folder, environment and streams over, and ends as the command ended.
_SCRIPT = """\
#!{python} -IS
import json, os, socket, sys
told = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
with socket.socket(socket.AF_UNIX) as asking:
    asking.connect({address!r})
    socket.send_fds(asking, [b" "], [0, 1, 2])
    asking.sendall(json.dumps(told).encode())
    asking.shutdown(socket.SHUT_WR)
    answer = asking.recv(16)
sys.exit(int(answer) if answer else "it died before it could say how it ended")
"""


@contextmanager
def warm_program() -> Iterator[Path]:
    """A folder for the path, in which `kieumau` is the warm program for as long as one is within."""
    with TemporaryDirectory(prefix="kieumau-", dir="/tmp") as name, socket.socket(socket.AF_UNIX) as listening:
        address, script = f"{name}/socket", Path(name) / "kieumau"  # a socket's path must be short
        listening.bind(address)
        listening.listen(64)
        script.write_text(_SCRIPT.format(python=sys.executable, address=address))
        script.chmod(0o755)
        server = subprocess.Popen(
            [sys.executable, __file__, str(listening.fileno())],
            pass_fds=[listening.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env={**without_settings(os.environ), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        try:
            yield Path(name)
        finally:
            server.terminate()
            server.wait()


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Without those that the tests themselves run with."""
    return {k: v for k, v in environment.items() if not k.startswith(("KIEUMAU_", "DJANGO_"))}


def _serve(listening: socket.socket) -> None:
    import gc
    import signal

    _import_and_read()
    gc.freeze()
    signal.signal(signal.SIGCHLD, lambda *_: _bury())
    while True:
        asking, _ = listening.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            _command(asking)
        asking.close()


def _bury() -> None:
    """A command says itself how it ended; it only has to be let go."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _import_and_read() -> None:
    """What the commands would import themselves, but for modules that look at the environment: those of cli and config."""
    from importlib import import_module

    from kieumau.engine.territory import register_files

    for name in (
        "kieumau.engine.columns.restating", "kieumau.engine.columns.verdicts", "kieumau.engine.evaluation",
        "kieumau.engine.questions", "kieumau.engine.reading", "kieumau.reports.restated_tables",
        "kieumau.reports.verdict_tables", "typer", "rich.console", "rich.progress", "rich.table", "django.db.models",
    ):  # fmt: skip
        import_module(name)
    shipped, read = register_files.read_register(), register_files.read_register

    def read_register(folder: Path = register_files.SHIPPED) -> Any:
        return shipped if folder == register_files.SHIPPED else read(folder)

    register_files.read_register = read_register


def _command(asking: socket.socket) -> None:
    """Become the command that is asked for, and never come back."""
    import atexit
    import traceback

    _, streams, *_ = socket.recv_fds(asking, 1, 3)
    told: dict[str, Any] = json.loads(b"".join(iter(lambda: asking.recv(1 << 16), b"")))
    for to, stream in enumerate(streams):
        os.dup2(stream, to)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.argv = ["kieumau", *told["arguments"]]
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["folder"])
    code: object = 1
    try:
        from kieumau.cli import main

        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it has gone, as `head` does
            stream.flush()
    asking.sendall(str(code if isinstance(code, int) else 1).encode())
    os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
