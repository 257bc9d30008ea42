"""Puts what an older or a hasty set-up left elsewhere where it belongs: settle.py DATA DATABASE_FILE.

The record of version 0.1 goes into its own directory, which voice cannot enter; a database URL with a
password goes out of the settings, which voice reads, into DATABASE_FILE. It never writes over a file,
and moves nothing while worker or web use the record. Run it as root; it needs Python 3.11 alone.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

RECORD = ("db.sqlite3-wal", "db.sqlite3-shm", "db.sqlite3")
GROUP = "rufschutz-core"
_ROW = re.compile(r"^database[ \t]*=.*$", re.MULTILINE)


def move_record(data: Path) -> None:
    """Move the database into ``record/``, the file that names it last: cut off, the next run goes on."""
    if not (data / RECORD[-1]).exists():
        return
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _move(data, data / "record")
    except BlockingIOError:
        sys.exit("worker or web uses the record. Stop them first: systemctl stop rufschutz.target")
    finally:
        os.close(descriptor)


def _move(data: Path, record: Path) -> None:
    if (record / RECORD[-1]).exists():
        sys.exit(
            f"there are two databases, {data / RECORD[-1]} and {record / RECORD[-1]}; nothing was moved.\n"
            "Look which of them is the record (the larger, as a rule), and put the other one elsewhere."
        )
    record.mkdir(mode=0o770, exist_ok=True)
    for name in RECORD:
        if (data / name).exists():
            (data / name).rename(record / name)


def part_password(settings: Path, database_file: Path, group: str = GROUP) -> None:
    """Move a URL that holds a password from the settings into ``database_file``, for ``group`` to read."""
    text = settings.read_text("utf-8")
    table = tomllib.loads(text)
    url = str(table.get("database", ""))
    if not urlsplit(url).password:
        return
    named = table.pop("database_file", None)
    changed = _ROW.sub(f"database_file = {json.dumps(str(database_file))}", text, count=1)
    wanted = {name: value for name, value in table.items() if name != "database"}
    wanted["database_file"] = str(database_file)
    taken = database_file.exists() and database_file.read_text("utf-8").strip() != url
    if named is not None or taken or _table(changed) != wanted:
        sys.exit(
            f"{settings} holds the database's password, which voice could read; nothing was changed.\n"
            f'Write the URL into {database_file}, and in its place: database_file = "{database_file}"'
        )
    if not database_file.exists():
        _write(database_file, f"{url}\n", 0o600)
    shutil.chown(database_file, group=group)
    database_file.chmod(0o640)
    temporary = settings.with_name(f".{settings.name}.settling")
    temporary.unlink(missing_ok=True)
    _write(temporary, changed, 0o600)
    temporary.replace(settings)


def _table(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


if __name__ == "__main__":
    move_record(Path(sys.argv[1]))
    part_password(Path(sys.argv[1]) / "rufschutz.toml", Path(sys.argv[2]))
