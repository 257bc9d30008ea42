"""What must be there before Django can start: directories, settings, the root key.

Decides where things lie and that an installation is never set up over another.
Every step is durable and can be repeated: killed anywhere, the next run goes on. An
installation is complete once ``installation.pub`` is there, which comes last.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rufschutz.core import runtime
from rufschutz.core.errors import SettingsError
from rufschutz.handover import durable
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.runtime import Installation

PRIVATE = 0o700


class AlreadyInstalledError(SettingsError):
    """The directory holds an installation."""

    advice = "Start it with `rufschutz serve`; for another sign-in link: rufschutz init --new-link EMAIL"


class NotEmptyError(SettingsError):
    """The directory holds something else."""

    advice = "Choose an empty directory: rufschutz --data DIRECTORY init"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person who sets up chooses; ``database`` is a PostgreSQL URL or '' for SQLite.

    ``root_key_file``: where the settings say that the root key lies; '' says nothing.
    ``database_file``: a file that holds the URL in the place of ``database``, absolute.
    ``metrics_ports``: of voice, worker and web; () for none, None for the usual ones.
    """

    demo: bool = False
    database: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 8420
    web_origin: str = ""
    sip_host: str = "127.0.0.1"
    sip_port: int = 5060
    rtp_ports: tuple[int, int] = (20000, 21999)
    advertised: str = ""
    root_key_file: str = ""
    database_file: str = ""
    metrics_ports: tuple[int, ...] | None = None


def require_new(data: Path) -> None:
    """Raise `AlreadyInstalledError` or `NotEmptyError` where no installation may be made; touch nothing."""
    if (data / runtime.SETTINGS_FILE).exists():
        if runtime.read(data).plan_key_file.exists():
            raise AlreadyInstalledError(f"{data} holds an installation already")
    elif data.exists() and any(entry.name[0] != "." for entry in data.iterdir()):
        raise NotEmptyError(f"{data} is not empty, and holds no installation")


def lay(data: Path, choice: Choice, identity: str) -> Installation:
    """Make the ground of an installation and return it; ``identity`` names a new one (32 hex digits).

    A set-up that was cut off keeps its identity. Raises `AlreadyInstalledError`,
    `NotEmptyError`, or a `RootKeyError` where stored data lacks its root key.
    """
    require_new(data)
    if (data / runtime.SETTINGS_FILE).exists():
        identity = runtime.read(data).identity
    data.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    durable.replace(data / runtime.SETTINGS_FILE, _settings(choice, identity).encode())
    if urlsplit(choice.database).password:
        (data / runtime.SETTINGS_FILE).chmod(0o600)
    installation = runtime.read(data)
    for directory in _directories(installation):
        directory.mkdir(mode=PRIVATE, exist_ok=True)
    durable.sync_directory(data)
    _root_key(installation)
    return installation


def _directories(installation: Installation) -> tuple[Path, ...]:
    return (
        installation.sqlite.parent,
        installation.plans,
        installation.clips,
        installation.spool,
        installation.journals,
        installation.blobs,
        installation.log,
        installation.run,
        installation.tombstones.parent,
        installation.backups_beside,
        installation.drills,
        installation.quarantine,
    )


def _root_key(installation: Installation) -> RootKey:
    """Return the root key, making one only where no data can lie under another."""
    path = installation.root_key_file
    if path.exists() or installation.sqlite.exists():
        return RootKey.load(path)
    path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return RootKey.create(path)


def _settings(choice: Choice, identity: str) -> str:
    def row(name: str, value: str | int | bool | list[int]) -> str:
        return f"{name} = {json.dumps(value, ensure_ascii=False)}\n"

    return "".join(
        (
            "# Settings of this installation. See docs/operate for what each one does.\n",
            row("installation", identity),
            row("demo", choice.demo),
            row("database", choice.database),
            row("web_host", choice.web_host),
            row("web_port", choice.web_port),
            row("web_origin", choice.web_origin),
            row("sip_host", choice.sip_host),
            row("sip_port", choice.sip_port),
            row("rtp_ports", list(choice.rtp_ports)),
            row("advertised", choice.advertised),
            row("root_key_file", choice.root_key_file) if choice.root_key_file else "",
            row("metrics_ports", list(choice.metrics_ports)) if choice.metrics_ports is not None else "",
            row("database_file", choice.database_file) if choice.database_file else "",
        )
    )
