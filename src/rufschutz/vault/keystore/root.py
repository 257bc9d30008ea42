r"""The root key: the one key that is not wrapped. It lies in a file outside the data directory.

The file is ``rufschutz-root-key/1 <id>\n<64 hex digits>\n``, for its owner only, or the key
lies under a passphrase (`sealed`). The installation stores `RootKey.check_value`, so that
a wrong key is refused before it opens anything. The key is never written anywhere but by
`RootKey.create` and `RootKey.wrap_anew`.
"""

from __future__ import annotations

import contextlib
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
from rufschutz.vault.keystore import passphrase, sealed
from rufschutz.vault.keystore.errors import (
    PassphraseMissing,
    PassphraseWrong,
    RootKeyError,
    RootKeyExists,
    RootKeyExposed,
    RootKeyMalformed,
    RootKeyMissing,
    RootKeyWrong,
)

__all__ = [
    "KEY_BYTES",
    "PassphraseMissing",
    "PassphraseWrong",
    "RootKey",
    "RootKeyError",
    "RootKeyExists",
    "RootKeyExposed",
    "RootKeyMalformed",
    "RootKeyMissing",
    "RootKeyWrong",
    "beside",
    "discard",
    "is_sealed",
]

FORMAT = "rufschutz-root-key/1"
KEY_BYTES = 32

_TEXT = re.compile(rb"rufschutz-root-key/1 ([0-9a-f]{32})\n([0-9a-f]{64})\n")
_WRITING = os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_CHECK_LABEL = b"rufschutz root key check/1\0"


@dataclass(frozen=True, slots=True)
class RootKey:
    """The root key: ``key`` is 32 bytes, never shown; ``key_id`` is random and may be shown."""

    key_id: KeyId
    key: bytes = field(repr=False)
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def create(cls, path: Path, words: bytes = b"") -> Self:
        """Make a root key and write it to ``path``, mode 0600, under the passphrase ``words``, if any.

        Raises `RootKeyExists` where a file is.
        """
        root = cls(KeyId(secrets.token_hex(16)), secrets.token_bytes(KEY_BYTES), path)
        try:
            durable.write_new(path, root.file_bytes(words), mode=0o600)
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
        """Read the root key; where it is sealed, with the passphrase that `passphrase.given` finds.

        Raises `RootKeyMissing`, `RootKeyExposed`, `RootKeyMalformed`, `PassphraseMissing` or
        `PassphraseWrong`.
        """
        data = _read_guarded(path)
        if sealed.is_sealed(data):
            key_id, key = sealed.open_sealed(data, passphrase.given())
            return cls(KeyId(key_id), key, path)
        match = _TEXT.fullmatch(data)
        if match is None:
            raise RootKeyMalformed(f"{path} holds no root key")
        return cls(KeyId(match[1].decode()), bytes.fromhex(match[2].decode()), path)

    def file_bytes(self, words: bytes) -> bytes:
        """Return the file that holds this key, under the passphrase ``words``; b'' leaves it open."""
        if words:
            return sealed.seal(str(self.key_id), self.key, words)
        return f"{FORMAT} {self.key_id}\n{self.key.hex()}\n".encode()

    def wrap_anew(self, path: Path, words: bytes) -> None:
        """Put this key's file at ``path`` under another passphrase, or none; the old file is destroyed.

        Killed anywhere, the old or the new file is there, whole. The old one's bytes are
        overwritten, as far as the disk writes in place. Raises `RootKeyError`.
        """
        try:
            _swap(path, self.file_bytes(words))
        except OSError as error:
            raise RootKeyError(
                f"{path} cannot be replaced: {error.strerror}",
                advice="Run as the user who owns the root key; the file is as it was.",
            ) from error

    def fits(self, check_value: str) -> bool:
        """Say whether this is the key whose check value is given."""
        return hmac.compare_digest(self.check_value(), check_value)

    def fitting(self, check_value: str) -> RootKey:
        """Return the key of an installation: this one, or what lies in its file by now, or beside it.

        A root key is replaced in the database first and in its file then; between the two the new one
        lies beside the old. Raises `RootKeyWrong` where none of them is the installation's.
        """
        found = self
        for path in () if self.fits(check_value) or self.path is None else (self.path, beside(self.path)):
            with contextlib.suppress(RootKeyMissing):
                if (found := RootKey.load(path)).fits(check_value):
                    break
        found.require(check_value)
        return found

    def web_secret(self) -> str:
        """Return the secret that signs sessions and seals second factors (64 hex digits)."""
        return hmac.digest(self.key, b"rufschutz web secret/1", "sha256").hex()

    def check_value(self) -> str:
        """Return 64 hex digits that tell this key from any other and give nothing of it away."""
        return hmac.digest(self.key, _CHECK_LABEL + self.key_id.encode(), "sha256").hex()

    def require(self, check_value: str) -> None:
        """Raise `RootKeyWrong` unless this is the key whose check value the installation stored."""
        if not self.fits(check_value):
            raise RootKeyWrong(f"root key {self.key_id} is not that of this installation")


def beside(path: Path) -> Path:
    """Return where the next root key lies until the one at ``path`` is replaced by it."""
    return path.with_name(f"{path.name}.next")


def discard(path: Path) -> None:
    """Overwrite a key file and remove its name; one that is not there is left."""
    with contextlib.suppress(FileNotFoundError):
        _destroy(path)


def is_sealed(path: Path) -> bool:
    """Say whether the file at ``path`` asks for a passphrase; raise what `RootKey.load` raises for a file."""
    return sealed.is_sealed(_read_guarded(path))


def _swap(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the key file, where a link leads to it as well; destroy what was there."""
    path = path.resolve(strict=True)
    for left in _unfinished(path):
        _destroy(left)
    old = os.open(path, _WRITING)
    try:
        _put(path, data, os.fstat(old))
    except OSError:
        os.close(old)
        raise
    _overwrite(old)


def _unfinished(path: Path) -> list[Path]:
    """Return what a killed `_swap` left: files of its own naming only, whoever else keeps files there."""
    ours = re.compile(re.escape(f".{path.name}.") + r"[0-9a-f]{16}")
    return [each for each in path.parent.iterdir() if ours.fullmatch(each.name) and not each.is_symlink()]


def _put(path: Path, data: bytes, owner: os.stat_result) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        durable.write_new(temporary, b"", mode=0o600)
        _fill(temporary, data)
        os.chown(temporary, owner.st_uid, owner.st_gid)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            _destroy(temporary)
        raise
    durable.sync_directory(path.parent)


def _fill(path: Path, data: bytes) -> None:
    descriptor = os.open(path, _WRITING)
    try:
        durable.write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _destroy(path: Path) -> None:
    """Overwrite a file and remove its name."""
    _overwrite(os.open(path, _WRITING))
    durable.remove(path)


def _overwrite(descriptor: int) -> None:
    """Write zeros over a file, and close it."""
    try:
        os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
