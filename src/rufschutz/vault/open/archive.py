r"""The archive format: one sealed file per artefact, readable anywhere in it.

::

    head     0  "rufschutz-archive/1\n"                                  20 bytes
            20  key check                                                16
            36  CRC-32 of bytes 0-35 and of the salt and commitment       4, big-endian
    body    40  salt 24, commitment 32, chunks of 16384 + 16             C2SP chunked-encryption
    trailer     length of the body                                        8, big-endian
                "end\n"                                                   4

The body is exactly what c2sp.org/chunked-encryption (v1, SHA-512, AES-256-GCM:
Cobblestone-256) writes: it authenticates every chunk, its place, the end and the
context, and commits to the key. Head and trailer add no protection. They let a reader
*name* what is wrong: the key check (HMAC-SHA256 of the salt) tells a wrong key from a
wrong context, the trailer a cut file from an altered one.
"""

from __future__ import annotations

import hmac
import os
import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT = b"rufschutz-archive/1\n"
CHUNK = 16_384
KEY_BYTES = 32

_TAG = 16
_SEALED = CHUNK + _TAG
_CHECK = 16
_SALT = 24
_PREFIX = _SALT + 32
_CRC = struct.Struct(">I")
_HEAD = len(FORMAT) + _CHECK + _CRC.size
_TRAILER = struct.Struct(">Q4s")
_END = b"end\n"
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_CHECK_LABEL = b"rufschutz-archive/1 key check\0"


class ArchiveError(VaultError):
    """An archive that cannot be written or read as asked."""


class ArchiveTruncated(ArchiveError):
    """The end is missing: the file was cut off, or was never finished."""

    advice = "Restore the blob from a backup and report an incident."


class ArchiveDamaged(ArchiveError):
    """Bytes were altered. ``chunk`` counts from 0; None is the head."""

    advice = "Restore the blob from a backup and report an incident; other chunks stay readable."

    def __init__(self, chunk: int | None, why: str) -> None:
        super().__init__(f"{'head' if chunk is None else f'chunk {chunk}'}: {why}")
        self.chunk = chunk


class WrongArchiveKey(ArchiveError):
    """The key is not the one that sealed this archive."""

    advice = "Unwrap the data key that belongs to this artefact."


class WrongArchiveContext(ArchiveError):
    """The key fits, but the archive was sealed for another artefact or place."""

    advice = "The blob belongs to another row: compare artefact, call, subject and tenant."


def write_archive(target: BinaryIO, plaintext: Iterable[bytes], key: bytes, context: bytes) -> int:
    """Seal ``plaintext`` into ``target`` and return how many bytes of plaintext were sealed.

    ``key``: 32 random bytes, used for this archive only. ``context`` is bound, not stored.
    """
    encryptor = Cobblestone256Encryptor(_require_key(key), context)
    prefix = encryptor.update(b"")
    target.write(_head(key, prefix) + prefix)
    length, body = 0, len(prefix)
    for part in plaintext:
        length += len(part)
        body += target.write(encryptor.update(part))
    body += target.write(encryptor.finalize())
    target.write(_TRAILER.pack(body, _END))
    return length


class ArchiveReader:
    """Reads an archive at any place. ``source`` is seekable and stays open while it reads.

    Creating it checks head, key, context and end; ``length`` is the plaintext's, in bytes.
    Raises `ArchiveTruncated`, `ArchiveDamaged`, `WrongArchiveKey` or `WrongArchiveContext`.
    """

    def __init__(self, source: BinaryIO, key: bytes, context: bytes) -> None:
        self._source = source
        prefix = self._read_head(_require_key(key))
        body = self._read_trailer()
        self._cipher, self._base = _derive(key, context, prefix)
        self._sealed = body - _PREFIX
        self._last = self._sealed // _SEALED
        self.length = self._last * CHUNK + len(next(self._chunks(self._last, self._last)))

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset``, fewer only where the plaintext ends.

        Authenticates every chunk it touches before it returns a byte; raises `ArchiveDamaged`.
        """
        if offset < 0 or length < 0:
            raise ArchiveError("offset and length count from 0")
        end = min(offset + length, self.length)
        if end <= offset:
            return b""
        first = offset // CHUNK
        joined = b"".join(self._chunks(first, (end - 1) // CHUNK))
        return joined[offset - first * CHUNK : end - first * CHUNK]

    def chunks(self) -> Iterator[bytes]:
        """Yield the whole plaintext in order, chunk by chunk; raises `ArchiveDamaged` at the first fault."""
        for number in range(self._last + 1):
            yield from self._chunks(number, number)

    def _chunks(self, first: int, last: int) -> Iterator[bytes]:
        self._source.seek(_HEAD + _PREFIX + first * _SEALED)
        for number in range(first, last + 1):
            expected = min(_SEALED, self._sealed - number * _SEALED)
            sealed = self._source.read(expected)
            if len(sealed) != expected:
                raise ArchiveTruncated(f"chunk {number} is missing")
            yield self._open(number, sealed)

    def _open(self, number: int, sealed: bytes) -> bytes:
        nonce = (self._base ^ number).to_bytes(12, "big")
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag as error:
            raise ArchiveDamaged(number, "does not authenticate") from error

    def _read_head(self, key: bytes) -> bytes:
        self._source.seek(0)
        head = self._source.read(_HEAD + _PREFIX)
        if len(head) < _HEAD + _PREFIX:
            raise ArchiveTruncated("the head is not whole")
        start, check, prefix = head[: len(FORMAT)], head[len(FORMAT) : _HEAD - _CRC.size], head[_HEAD:]
        if start != FORMAT:
            raise ArchiveDamaged(None, "not an archive of this format")
        if _CRC.pack(_checksum(start + check, prefix)) != head[_HEAD - _CRC.size : _HEAD]:
            raise ArchiveDamaged(None, "altered")
        if not hmac.compare_digest(check, _key_check(key, prefix)):
            raise WrongArchiveKey("the key does not belong to this archive")
        return prefix

    def _read_trailer(self) -> int:
        size = self._source.seek(0, os.SEEK_END)
        self._source.seek(max(size - _TRAILER.size, 0))
        tail = self._source.read(_TRAILER.size)
        body = size - _HEAD - _TRAILER.size
        if tail != _TRAILER.pack(max(body, 0), _END) or (body - _PREFIX) % _SEALED < _TAG:
            raise ArchiveTruncated("the end is missing or altered")
        return body


def _require_key(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise WrongArchiveKey(f"an archive key has {KEY_BYTES} bytes, not {len(key)}")
    return key


def _derive(key: bytes, context: bytes, prefix: bytes) -> tuple[AESGCM, int]:
    salt, commitment = prefix[:_SALT], prefix[_SALT:]
    material = HKDFExpand(SHA512(), KEY_BYTES + 12 + 32, _INFO + salt + context).derive(key)
    if not hmac.compare_digest(material[KEY_BYTES + 12 :], commitment):
        raise WrongArchiveContext("the archive was sealed under another context")
    return AESGCM(material[:KEY_BYTES]), int.from_bytes(material[KEY_BYTES : KEY_BYTES + 12], "big")


def _head(key: bytes, prefix: bytes) -> bytes:
    start = FORMAT + _key_check(key, prefix)
    return start + _CRC.pack(_checksum(start, prefix))


def _key_check(key: bytes, prefix: bytes) -> bytes:
    return hmac.digest(key, _CHECK_LABEL + prefix[:_SALT], "sha256")[:_CHECK]


def _checksum(start: bytes, prefix: bytes) -> int:
    return zlib.crc32(prefix, zlib.crc32(start))
