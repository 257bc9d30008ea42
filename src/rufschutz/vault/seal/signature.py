r"""Signed files: a payload that an Ed25519 key of the installation vouches for.

The file is ``payload \n hex signature \n``; the signature (RFC 8032) is over `CONTEXT`
then the payload, so that it can stand for nothing else. Only verifies; signing is
`rufschutz.vault.open.signature`.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rufschutz.vault.errors import VaultError

CONTEXT = b"rufschutz signed file/1\0"
SIGNATURE_BYTES = 64

_TAIL = 2 * SIGNATURE_BYTES + 2


class SignatureError(VaultError):
    """A file that the key did not sign as it stands."""

    advice = "The file is altered, cut off or from another installation: publish it again."


def read_signed(data: bytes, public_key: bytes) -> bytes:
    """Return the payload of a signed file; raise `SignatureError` unless ``public_key`` signed it."""
    payload, signature = _split(data)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, CONTEXT + payload)
    except ValueError as error:
        raise SignatureError(f"not an Ed25519 public key: {error}") from error
    except InvalidSignature as error:
        raise SignatureError("the signature does not belong to this payload and key") from error
    return payload


def signed_file(payload: bytes, signature: bytes) -> bytes:
    """Return the file that carries ``payload`` and its signature."""
    return b"%b\n%b\n" % (payload, signature.hex().encode())


def _split(data: bytes) -> tuple[bytes, bytes]:
    tail = data[-_TAIL:]
    if len(tail) < _TAIL or tail[:1] != b"\n" or tail[-1:] != b"\n":
        raise SignatureError("the file does not end with a signature line")
    try:
        signature = bytes.fromhex(tail[1:-1].decode("ascii"))
    except ValueError as error:
        raise SignatureError("the signature line is not hexadecimal") from error
    if signature.hex().encode() != tail[1:-1]:
        raise SignatureError("the signature line is not in lower-case hex")
    return data[:-_TAIL], signature
