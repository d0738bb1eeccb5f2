"""A PostgreSQL of one's own for as long as a command runs: `python tests/postgresql.py -- pytest ...`.

It lives in a temporary folder that only its user enters, listens at a socket there and nowhere else, and is gone when
the command ends, however that ends. PostgreSQL refuses to run as root; then it runs as a user without rights.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_USERS = ("postgres", "nobody")
# A machine that loses power loses the tests too: nothing waits for the disk.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


def folder_of_programs() -> Path | None:
    """Where initdb, postgres and pg_ctl are: on the path, where pg_config says, or where Debian puts them."""
    told = shutil.which("pg_config")
    asked = subprocess.run([told, "--bindir"], capture_output=True, text=True, check=False).stdout if told else ""
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]), reverse=True)
    on_path = [str(Path(found).parent)] if (found := shutil.which("initdb")) else []
    for folder in (*on_path, asked.strip(), *installed):
        if folder and all((Path(folder) / name).exists() for name in ("initdb", "postgres", "pg_ctl")):
            return Path(folder)
    return None


@contextmanager
def throw_away_cluster(programs: Path) -> Iterator[str]:
    """Start one and give its address, as KIEUMAU_DATABASE takes it."""
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kieumau-pg-", dir="/tmp"))  # a socket's path must be short
    run: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        run |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    control = [programs / "pg_ctl", "--silent", "-D", data]
    settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
    try:
        # Who reaches the socket is its owner, or root: no password is needed, and none is left on the disk. Names are
        # compared byte by byte, as SQLite does and as operators are told to set it up.
        make = [programs / "initdb", "-D", data, "--username=kieumau", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run([*make, "--no-sync"], check=True, **run)
        try:
            subprocess.run([*control, "-w", "-l", log, "-o", f"-k {folder} {settings}", "start"], check=True, **run)
            yield f"postgresql://kieumau@/postgres?host={folder}"
        except subprocess.CalledProcessError:
            print(log.read_text() if log.exists() else "", file=sys.stderr)
            raise
        finally:
            subprocess.run([*control, "-w", "-m", "immediate", "stop"], check=False, **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """A user to run as in root's place, or None where nobody is root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _USERS if name in known)


def main(arguments: list[str]) -> int:
    """With nothing to run, say whether there is a PostgreSQL to run it on."""
    programs = folder_of_programs()
    if programs is None or not arguments:
        return 0 if programs else 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that being ended ends the cluster too
    with throw_away_cluster(programs) as address:
        environment = {k: v for k, v in os.environ.items() if k != "KIEUMAU_DATABASE_FILE"}
        return subprocess.run(arguments, env={**environment, "KIEUMAU_DATABASE": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
