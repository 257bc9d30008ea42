r"""The root key: the one key that is not wrapped. It lies in a file outside the data directory.

The file is ``rufschutz-root-key/1 <id>\n<64 hex digits>\n``, for its owner only. The
installation stores `RootKey.check_value`, so that a wrong key is refused before it
opens anything. The key is never written anywhere but by `RootKey.create`.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rufschutz.domain.ids import KeyId
from rufschutz.handover import durable
from rufschutz.vault.errors import VaultError

FORMAT = "rufschutz-root-key/1"
KEY_BYTES = 32

_TEXT = re.compile(rb"rufschutz-root-key/1 ([0-9a-f]{32})\n([0-9a-f]{64})\n")
_CHECK_LABEL = b"rufschutz root key check/1\0"


class RootKeyError(VaultError):
    """The root key cannot be used; nothing starts without it."""


class RootKeyMissing(RootKeyError):
    """There is no file at the path."""

    advice = (
        "Put the root key file back from where you keep it, or say where it lies: RUFSCHUTZ_ROOT_KEY_FILE "
        "in the environment, or root_key_file in rufschutz.toml. "
        "Without it the stored recordings cannot be opened; a new key opens none of them."
    )


class RootKeyExposed(RootKeyError):
    """Others than the owner may read or change the file."""

    advice = "Run chmod 600 on the file. If others could have read it, treat the key as stolen."


class RootKeyMalformed(RootKeyError):
    """The file does not hold a root key."""

    advice = "Restore the file from your copy: one line with its id, one with 64 hex digits."


class RootKeyWrong(RootKeyError):
    """A root key, but not that of this installation."""

    advice = "Use the root key file that was made when this data directory was set up."


class RootKeyExists(RootKeyError):
    """There is a file at the path already; it is never overwritten."""

    advice = "Keep that file: it may be the only key to stored recordings. Choose another path."


@dataclass(frozen=True, slots=True)
class RootKey:
    """The root key: ``key`` is 32 bytes, never shown; ``key_id`` is random and may be shown."""

    key_id: KeyId
    key: bytes = field(repr=False)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a root key and write it to ``path``, mode 0600; raise `RootKeyExists` where a file is."""
        root = cls(KeyId(secrets.token_hex(16)), secrets.token_bytes(KEY_BYTES))
        text = f"{FORMAT} {root.key_id}\n{root.key.hex()}\n"
        try:
            durable.write_new(path, text.encode(), mode=0o600)
        except FileExistsError as error:
            raise RootKeyExists(f"{path} is there already") from error
        except OSError as error:
            raise RootKeyError(
                f"{path} cannot be written: {error.strerror}",
                advice="Check the directory and its permissions.",
            ) from error
        return root

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the root key.

        Raises `RootKeyMissing`, `RootKeyExposed` or `RootKeyMalformed`.
        """
        match = _TEXT.fullmatch(_read_guarded(path))
        if match is None:
            raise RootKeyMalformed(f"{path} holds no root key")
        return cls(KeyId(match[1].decode()), bytes.fromhex(match[2].decode()))

    def check_value(self) -> str:
        """Return 64 hex digits that tell this key from any other and give nothing of it away."""
        return hmac.digest(self.key, _CHECK_LABEL + self.key_id.encode(), "sha256").hex()

    def require(self, check_value: str) -> None:
        """Raise `RootKeyWrong` unless this is the key whose check value the installation stored."""
        if not hmac.compare_digest(self.check_value(), check_value):
            raise RootKeyWrong(f"root key {self.key_id} is not that of this installation")


def _read_guarded(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise RootKeyMissing(f"no root key at {path}") from error
    except OSError as error:
        raise RootKeyError(
            f"{path} cannot be read: {error.strerror}", advice="Run as the user who owns the root key."
        ) from error
    try:
        _require_private(path, os.fstat(descriptor))
        return os.read(descriptor, 1024)
    finally:
        os.close(descriptor)


def _require_private(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RootKeyMalformed(f"{path} is not a regular file")
    if status.st_mode & _forbidden(path):
        raise RootKeyExposed(f"{path} has mode {stat.S_IMODE(status.st_mode):04o}")


def _forbidden(path: Path) -> int:
    """Return the mode bits that expose the key.

    systemd's LoadCredential grants the service user by an access list, which shows as
    group-readable; its directory is the service's alone.
    """
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    private_to_service = credentials is not None and path.parent == Path(credentials)
    return 0o037 if private_to_service else 0o077
