r"""A root key under a passphrase: what stands in its file.

``rufschutz-root-key/2 <id> argon2id <KiB> <passes> <lanes> <salt>\n<sealed>\n``: the key is
AES-256-GCM under Argon2id (RFC 9106) of the passphrase; ``sealed`` is nonce, ciphertext and
tag as hex, the first line is authenticated. The costs stand in the file, within limits, so
that they can rise. Decides nothing about where a passphrase comes from.
"""

from __future__ import annotations

import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rufschutz.vault.keystore.errors import PassphraseWrong, RootKeyMalformed

FORMAT = "rufschutz-root-key/2"

MEMORY_KIB = 65_536
PASSES = 3
LANES = 4
"""RFC 9106, 4: the second recommended choice, for machines with little memory."""

MOST_KIB = 1 << 20
MOST_PASSES = 64

SHORTEST = 12
"""Characters that a passphrase has at least."""

_FILE = re.compile(
    rb"rufschutz-root-key/2 ([0-9a-f]{32}) argon2id ([0-9]{1,7}) ([0-9]{1,2}) ([0-9]{1,2}) ([0-9a-f]{32})\n"
    rb"([0-9a-f]{120})\n"
)
_NONCE_BYTES = 12


def is_sealed(data: bytes) -> bool:
    """Say whether a file's bytes ask for a passphrase."""
    return data.startswith(f"{FORMAT} ".encode()) and b" argon2id " in data


def seal(key_id: str, key: bytes, words: bytes) -> bytes:
    """Return the file of a key (32 bytes) under the passphrase ``words``."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE_BYTES)
    head = f"{FORMAT} {key_id} argon2id {MEMORY_KIB} {PASSES} {LANES} {salt.hex()}\n".encode()
    under = AESGCM(_stretched(words, salt, MEMORY_KIB, PASSES, LANES))
    return head + (nonce + under.encrypt(nonce, key, head)).hex().encode() + b"\n"


def open_sealed(data: bytes, words: bytes) -> tuple[str, bytes]:
    """Return id and key; raise `PassphraseWrong`, or `RootKeyMalformed` for what is no such file."""
    match = _FILE.fullmatch(data)
    if match is None:
        raise RootKeyMalformed("the file holds no root key under a passphrase")
    memory, passes, lanes = (int(match[place]) for place in (2, 3, 4))
    if lanes < 1 or not 8 * lanes <= memory <= MOST_KIB or not 1 <= passes <= MOST_PASSES:
        raise RootKeyMalformed("the costs of the passphrase are beyond what is allowed")
    head = data[: data.index(b"\n") + 1]
    box = bytes.fromhex(match[6].decode())
    under = AESGCM(_stretched(words, bytes.fromhex(match[5].decode()), memory, passes, lanes))
    try:
        return match[1].decode(), under.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], head)
    except InvalidTag as error:
        raise PassphraseWrong("the passphrase does not open the root key") from error


def _stretched(words: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(words)
