"""Where this installation lives: its directories, its database, its marks.

Read once from the environment (``RUFSCHUTZ_DATA``) and ``rufschutz.toml``. Only
paths and settings; no secret is kept here.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rufschutz.adapters.logs import LogChoice
from rufschutz.adapters.metrics import MetricsChoice
from rufschutz.core.errors import SettingsError
from rufschutz.core.monitoring import log_choice, metrics_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS_FILE = "rufschutz.toml"
SQLITE_FILE = "db.sqlite3"

DRAIN_SECONDS = 300.0
"""Who has just begun a message of three minutes can finish it, and is said goodbye to."""

DEMO_DRAIN_SECONDS = 3.0

LATE_MS = 10.0
"""Half a tick: while 99 in 100 ticks begin earlier, nobody hears that others call."""

BACKUP_HOURS = 24
"""How often backups are made by themselves where a directory for them is named."""

DISK_RESERVE_MB = 200
"""Room (MB, 10^6 bytes) for the facts of many calls after the last message that was recorded."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation: ``data`` is its directory; ``database`` a PostgreSQL URL or '' for SQLite.

    ``web_origin`` is the https address under which a reverse proxy shows the console; ''
    where it is reached over loopback only. ``public_origin`` is that of the pages for everybody,
    '' where they share the console's. ``max_calls`` at once, 0 for what ports and one core
    carry; ``drain_seconds`` are what the calls that run are given when voice is to end.
    ``backup_directory``: where backups go, None for beside the data; ``backup_every``: ms between two that
    are made by themselves, 0 for none.
    ``tombstone_copies``: directories, best on other machines, that get a copy of the tombstones.
    ``root_key_home`` is where the root key lies, where this process was handed a copy of it; else None.
    """

    data: Path
    identity: str
    demo: bool
    database: str
    web_host: str
    web_port: int
    web_origin: str
    sip_host: str
    sip_port: int
    rtp_ports: tuple[int, int]
    advertised: str
    root_key_file: Path
    max_calls: int = 0
    late_ms: float = LATE_MS
    drain_seconds: float = DRAIN_SECONDS
    logs: LogChoice = field(default_factory=LogChoice)
    metrics: MetricsChoice = field(default_factory=MetricsChoice)
    disk_reserve: int = DISK_RESERVE_MB * 1_000_000
    database_in_settings: str = ""
    root_key_home: Path | None = None
    public_origin: str = ""
    tombstone_copies: tuple[Path, ...] = ()
    backup_directory: Path | None = None
    backup_every: int = 0

    @property
    def public_address(self) -> str:
        """Where the pages for everybody are reached: scheme and host, no path."""
        return self.public_origin or self.web_origin or f"http://{self.web_host}:{self.web_port}"

    @property
    def sqlite(self) -> Path:
        """The database where it is SQLite: in a directory of its own, which voice never enters.

        An installation of version 0.1 keeps it beside the settings until it is moved.
        """
        beside = self.data / SQLITE_FILE
        return beside if beside.exists() else self.data / "record" / SQLITE_FILE

    @property
    def plans(self) -> Path:
        """Signed call plans."""
        return self.data / "plans"

    @property
    def clips(self) -> Path:
        """Content-addressed sounds."""
        return self.data / "clips"

    @property
    def spool(self) -> Path:
        """Sealed facts on their way from voice to core."""
        return self.data / "spool"

    @property
    def journals(self) -> Path:
        """Sealed journals of running and just ended calls."""
        return self.data / "journals"

    @property
    def blobs(self) -> Path:
        """Archive objects."""
        return self.data / "blobs"

    @property
    def log(self) -> Path:
        """Tiles and checkpoints of the audit logs."""
        return self.data / "log"

    @property
    def tombstones(self) -> Path:
        """The file of tombstones, beside its lock."""
        return self.data / "tombstones" / "tombstones.log"

    @property
    def packages(self) -> Path:
        """What a controller that leaves takes along, sealed, until it is fetched."""
        return self.data / "record" / "packages"

    @property
    def backups(self) -> Path:
        """Where backups lie unless another directory is named."""
        return self.backup_directory or self.backups_beside

    @property
    def backups_beside(self) -> Path:
        """The directory for backups beside the data."""
        return self.data / "backups"

    @property
    def drills(self) -> Path:
        """Reports of restore drills."""
        return self.data / "drills"

    @property
    def quarantine(self) -> Path:
        """What a restore found and no row knows, until it is destroyed."""
        return self.data / "quarantine"

    @property
    def restoring(self) -> Path:
        """The mark of a restore that is not over: nothing else may start."""
        return self.data / "restoring"

    @property
    def run(self) -> Path:
        """Status files of the running processes."""
        return self.data / "run"

    @property
    def plan_key_file(self) -> Path:
        """The public key that signs plans, 32 bytes as hex."""
        return self.data / "installation.pub"


def default_data() -> Path:
    """Return the data directory named by the environment, else ``./data``."""
    return Path(os.environ.get("RUFSCHUTZ_DATA", "data")).absolute()


def root_key_file(identity: str, named: str = "", data: Path = Path()) -> Path:
    """Return where the root key lies: as the environment says, as the settings say, or where users keep it.

    ``named`` is the settings' `root_key_file`, '' for none; a relative one begins at ``data``.
    """
    if chosen := os.environ.get("RUFSCHUTZ_ROOT_KEY_FILE"):
        return Path(chosen)
    if credentials := os.environ.get("CREDENTIALS_DIRECTORY"):
        return Path(credentials) / "rufschutz-root.key"
    if named:
        return data / named
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "rufschutz" / f"{identity}.key"


def root_key_home(named: str, data: Path) -> Path | None:
    """Return where the settings say that the root key lies, where systemd handed this process a copy."""
    copied = "CREDENTIALS_DIRECTORY" in os.environ and "RUFSCHUTZ_ROOT_KEY_FILE" not in os.environ
    return data / named if copied and named else None


def database_url(file: Path) -> str:
    """Return the PostgreSQL URL that a file holds; raise `SettingsError` where it cannot be read."""
    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read: {error.strerror}",
            advice="It holds the database's URL, for worker, web and the administrator alone.",
        ) from error


def _database(table: Mapping[str, object]) -> str:
    if chosen := os.environ.get("RUFSCHUTZ_DATABASE"):
        return chosen
    if file := str(table.get("database_file", "")):
        return database_url(Path(file))
    return str(table.get("database", ""))


def _backup_directory(table: Mapping[str, object], data: Path) -> Path | None:
    named = str(table.get("backup_directory", ""))
    return data / named if named else None


def _backup_every(table: Mapping[str, object]) -> int:
    """Return how many ms lie between two backups: a day where a directory is named, else none is made."""
    usual = BACKUP_HOURS if table.get("backup_directory") else 0
    return max(0, int(str(table.get("backup_hours", usual)))) * 3_600_000


def origin(said: str) -> str:
    """Return scheme and host of an address without a slash at its end; raise `ValueError` for any other."""
    parts = urlsplit(said.rstrip("/"))
    if said and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise ValueError(f"{said!r} is no origin; write it like https://datenschutz.example.org")
    return f"{parts.scheme}://{parts.netloc.lower()}" if said else ""


def read(data: Path, *, database: bool = True) -> Installation:
    """Read an installation's settings; raise `SettingsError` when there are none or they are wrong.

    ``database`` False leaves out where the database is: voice may not know its password.
    """
    path = data / SETTINGS_FILE
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        identity = str(table["installation"])
        low, high = table.get("rtp_ports", [20000, 21999])
        demo = bool(table.get("demo", False))
        return Installation(
            data=data,
            identity=identity,
            demo=demo,
            database=_database(table) if database else "",
            web_host=str(table.get("web_host", "127.0.0.1")),
            web_port=int(table.get("web_port", 8420)),
            web_origin=str(table.get("web_origin", "")),
            public_origin=origin(str(table.get("public_origin", ""))),
            sip_host=str(table.get("sip_host", "127.0.0.1")),
            sip_port=int(table.get("sip_port", 5060)),
            rtp_ports=(int(low), int(high)),
            advertised=str(table.get("advertised", "")),
            root_key_file=root_key_file(identity, str(table.get("root_key_file", "")), data),
            root_key_home=root_key_home(str(table.get("root_key_file", "")), data),
            database_in_settings=str(table.get("database", "")),
            max_calls=max(0, int(table.get("max_calls", 0))),
            late_ms=float(table.get("late_ms", LATE_MS)),
            logs=log_choice(table, data),
            metrics=metrics_choice(table),
            drain_seconds=float(table.get("drain_seconds", DEMO_DRAIN_SECONDS if demo else DRAIN_SECONDS)),
            tombstone_copies=tuple(data / str(each) for each in table.get("tombstone_copies", [])),
            backup_directory=_backup_directory(table, data),
            backup_every=_backup_every(table),
            disk_reserve=max(0, int(table.get("disk_reserve_mb", DISK_RESERVE_MB))) * 1_000_000,
        )
    except FileNotFoundError as error:
        raise SettingsError(f"{data} holds no installation", advice="Run: rufschutz init") from error
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", advice="Mend the file; see docs/operate."
        ) from error
