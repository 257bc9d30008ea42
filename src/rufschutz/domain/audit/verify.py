"""Check a Rufschutz certificate, or a whole log, with nothing but Python 3.11 and this file.

    python verify.py certificate.json --key KEY [--log DIR] [--since OLD_CHECKPOINT] [--json]

KEY is the log's verifier key (``name+hash+base64``) or a file that holds it; take it from
someone other than whoever hands you the certificate. Exit status 0: everything held.
1: something did not, named line by line. It imports no Rufschutz, so its errors have their own root.

Sources: RFC 8032, RFC 6962 and 9162 (section 2.1), C2SP signed-note, tlog-checkpoint, tlog-tiles.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Point = tuple[int, int, int, int]
    Record = dict[str, Any]
    Shape = Mapping[str, tuple[type, ...]]

FORMAT = "rufschutz-erasure/1"
LEAF_SIZE, LEAF_VERSION, RETENTION_CLASS = 38, 1, 6
ERASURE: Shape = {
    **dict.fromkeys(("tenant", "artefact", "actor", "kind", "rule", "cause", "clock"), (str,)),
    **dict.fromkeys(("due", "erased_at", "absence_verified_at"), (int,)),
    "blob": (str, type(None)),
    **dict.fromkeys(("approvals", "wraps_destroyed"), (list,)),
}
TEXTS = dict.fromkeys(("leaf", "salt", "payload", "checkpoint"), (str,))
LOG: Shape = {**TEXTS, "index": (int,), "path": (list,)}
sha256 = hashlib.sha256


class Fault(ValueError):  # noqa: N818  a fault in what is checked, not in this program
    """What is wrong, in words."""


# Ed25519 (RFC 8032, section 5.1), points in extended coordinates
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _added(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _decoded(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= P:
        raise Fault("a point of the curve is not in its one form")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * ROOT_OF_MINUS_ONE % P if (x * x - square) % P else x
    if (x * x - square) % P or (x == 0 and sign):
        raise Fault("32 bytes are no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature (64 bytes) over the message was made with the public key's other half."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    x, y, z, t = _decoded(public)
    minus = (P - x, y, z, P - t)
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    steps = (None, BASE, minus, _added(BASE, minus))
    total: Point = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = _added(total, total)
        step = steps[(s >> bit & 1) | (k >> bit & 1) << 1]
        total = _added(total, step) if step else total
    inverse = pow(total[2], -1, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


class Head(NamedTuple):
    """A signed tree head: the log's name, number of leaves, root hash."""

    origin: str
    size: int
    root: bytes


def _base64(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Fault(f"{what} is not base64") from error


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id (4 bytes) and public key (32 bytes) of a verifier key; raise `Fault`."""
    name, _, rest = text.strip().partition("+")
    digest, _, encoded = rest.partition("+")
    raw = _base64(encoded, "the key")
    if len(raw) != 33 or raw[0] != 1:
        raise Fault("the key is no Ed25519 verifier key")
    number = sha256(name.encode() + b"\n" + raw).digest()[:4]
    if digest != number.hex():
        raise Fault("the key does not carry its own hash: it was changed or mistyped")
    return name, number, raw[1:]


def read_head(note: str, key: str) -> Head:
    """Return the head of a checkpoint that the key has signed; raise `Fault` otherwise."""
    name, number, public = read_key(key)
    body, _, signatures = note.rpartition("\n\n")
    raw = [_base64(line.partition(f"— {name} ")[2], "a signature") for line in signatures.splitlines()]
    ours = [signature[4:] for signature in raw if signature[:4] == number]
    if not ours:
        raise Fault(f"the checkpoint is not signed by the key {name!r}")
    if not all(ed25519(public, f"{body}\n".encode(), signature) for signature in ours):
        raise Fault("the checkpoint's signature is not by this key, or the checkpoint was changed")
    origin, size, root = [*body.split("\n"), "", "", ""][:3]
    head = Head(origin, int(size) if size.isdecimal() else 0, _base64(root, "the root hash"))
    if not origin or str(head.size) != size or len(head.root) != 32:
        raise Fault("the checkpoint does not say origin, size and root hash")
    return head


def root_of(hashes: bytes) -> bytes:
    """Return the root over concatenated hashes (32 bytes each) of equally high subtrees."""
    while len(hashes) > 32:
        even = len(hashes) & ~63
        pairs = [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, even, 64)]
        hashes = b"".join(pairs) + hashes[even:]
    return hashes or sha256().digest()


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise `Fault` unless the path leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    here, last, found = index, size - 1, leaf
    if not 0 <= index < size:
        raise Fault(f"the log of {size} entries has no entry {index}")
    for step in path:
        if not last:
            raise Fault("the inclusion proof is too long")
        if here & 1 or here == last:
            found = sha256(b"\x01" + step + found).digest()
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + step).digest()
        here, last = here >> 1, last >> 1
    if last or found != root:
        raise Fault("the inclusion proof does not lead to the signed root: the entry is not in this log")


def read_json(text: str, what: str) -> Record:
    """Return a JSON object; raise `Fault` for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{what} is not readable: {error}") from error
    if not isinstance(data, dict):
        raise Fault(f"{what} is not a JSON object")
    return data


def _shape(data: Record, shape: Shape, what: str) -> Record:
    for name in sorted(shape.keys() ^ data.keys()):
        raise Fault(f"{what} {'lacks' if name in shape else 'says more than is proven:'} {name!r}")
    for name, kinds in shape.items():
        value = data[name]
        if type(value) not in kinds or (isinstance(value, int) and not 0 <= value < 1 << 47):
            raise Fault(f"{what}: {name!r} is of the wrong kind or out of range")
    return data


def _hex(text: object, size: int, what: str) -> bytes:
    if not isinstance(text, str) or len(text) != 2 * size or set(text) - set("0123456789abcdef"):
        raise Fault(f"{what} is not {size} bytes in hexadecimal")
    return bytes.fromhex(text)


def read_certificate(data: Record) -> tuple[Record, Record]:
    """Return the claim and its place in the log, believing neither; raise `Fault` for a wrong shape."""
    if data.get("format") != FORMAT:
        raise Fault(f"the certificate is not of the format {FORMAT}")
    _shape(data, {"format": (str,), "erasure": (dict,), "log": (dict,)}, "the certificate")
    log = _shape(data["log"], LOG, "the log part")
    steps = [_hex(step, 32, "a step of the path") for step in log["path"]]
    leaf, salt = _hex(log["leaf"], LEAF_SIZE, "the leaf"), _hex(log["salt"], 32, "the salt")
    return _shape(data["erasure"], ERASURE, "the erasure part"), log | {
        "path": steps,
        "leaf": leaf,
        "salt": salt,
    }


def _check_leaf(log: Record) -> None:
    if log["leaf"][:2] != bytes([LEAF_VERSION, RETENTION_CLASS]):
        raise Fault("the leaf is not that of an erasure")
    message = log["index"].to_bytes(8, "big") + log["payload"].encode()
    if hmac.digest(log["salt"], message, "sha256") != log["leaf"][6:]:
        raise Fault("the leaf does not commit to this payload, salt and index: one of them was changed")


def _check_payload(erasure: Record, log: Record) -> None:
    payload = read_json(log["payload"], "the payload")
    if json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != log["payload"]:
        raise Fault("the payload is not in its canonical form")
    if payload.get("event") != "retention:artefact:erased":
        raise Fault("the payload does not report an erasure")
    details, at = payload.get("details"), payload.get("at")
    logged = {**details, "artefact": payload.get("subject")} if isinstance(details, dict) else {}
    logged |= {name: payload.get(name) for name in ("tenant", "actor")}
    for name in sorted(logged.keys() | erasure.keys()):
        if logged.get(name) != erasure.get(name):
            raise Fault(f"{name!r} in the certificate is not what was logged")
    if type(at) is not int or at // 3_600_000 != int.from_bytes(log["leaf"][2:6], "big"):
        raise Fault("the leaf's hour is not the payload's")


def _check_place(log: Record, key: str) -> None:
    head = read_head(log["checkpoint"], key)
    check_inclusion(sha256(b"\x00" + log["leaf"]).digest(), log["index"], head.size, log["path"], head.root)


def _faults(*checks: Callable[[], object]) -> list[str]:
    found = []
    for check in checks:
        try:
            check()
        except ValueError as fault:
            found.append(str(fault))
    return found


def verify_certificate(data: Record, key: str) -> list[str]:
    """Return everything that is wrong with a certificate, in words; empty: it is proven."""
    try:
        erasure, log = read_certificate(data)
    except Fault as fault:
        return [str(fault)]
    place = partial(_check_place, log, key)
    return _faults(partial(_check_leaf, log), partial(_check_payload, erasure, log), place)


class Log:
    """The files of a log, recomputed from its entries; ``faults`` says what does not fit."""

    def __init__(self, read: Callable[[str], bytes], size: int) -> None:
        self.read, self.size, self.faults = read, size, list[str]()
        self.rows, self.tops = list[bytes](), list[bytes]()  # leaf hashes, 256 to a row; roots of whole rows
        self.faults += _faults(self._leaves, self._tiles)

    def _file(self, level: str, index: int, width: int, unit: int) -> bytes:
        spelled = f"{index % 1000:03}"
        while index := index // 1000:
            spelled = f"x{index % 1000:03}/{spelled}"
        whole = f"tile/{level}/{spelled}"
        for path in (f"{whole}.p/{width}", whole) if width < 256 else (whole,):
            try:
                data = self.read(path)[: width * unit]
            except OSError:
                continue
            if len(data) != width * unit:
                raise Fault(f"{path} is cut short")
            return data
        raise Fault(f"{whole} is missing")

    def _leaves(self) -> None:
        unit, length = LEAF_SIZE + 2, LEAF_SIZE.to_bytes(2, "big")
        for index in range((self.size + 255) // 256):
            width = min(256, self.size - 256 * index)
            data = self._file("entries", index, width, unit)
            if data[::unit] + data[1::unit] != length[:1] * width + length[1:] * width:
                raise Fault(f"an entry after entry {256 * index} does not have {LEAF_SIZE} bytes")
            starts = range(2, len(data), unit)
            self.rows.append(
                b"".join([sha256(b"\x00" + data[at : at + LEAF_SIZE]).digest() for at in starts])
            )
        self.tops += [root_of(row) for row in self.rows if len(row) == 8192]

    def _tiles(self) -> None:
        rows, level = self.rows, 0
        while rows:
            for index, row in enumerate(rows):
                data = self._file(str(level), index, len(row) // 32, 32)
                if data != row:
                    at = next(at for at in range(0, len(row), 32) if data[at : at + 32] != row[at : at + 32])
                    first = (256 * index + at // 32) << 8 * level
                    raise Fault(f"tile {index} of level {level} does not fit the entries from {first} on")
            tops = b"".join([root_of(row) for row in rows if len(row) == 8192] if level else self.tops)
            rows, level = [tops[at : at + 8192] for at in range(0, len(tops), 8192)], level + 1

    def extends(self, head: Head, name: str) -> None:
        """Raise `Fault` unless the log holds ``head`` unchanged as its beginning."""
        whole, rest = divmod(head.size, 256)
        last = root_of(self.rows[whole][: 32 * rest]) if rest and head.size <= self.size else b""
        if head.size > self.size or root_of(b"".join(self.tops[:whole]) + last) != head.root:
            raise Fault(f"the log does not begin with the {head.size} entries of {name}: cut or rewritten")


def verify_log(read: Callable[[str], bytes], key: str, older: Sequence[str] = ()) -> list[str]:
    """Return all that is wrong with the log whose files ``read`` gives by path, from ``older`` heads on."""
    try:
        heads = [read_head(note, key) for note in (read("checkpoint").decode(), *older)]
    except (ValueError, OSError) as error:
        return [f"the checkpoints are not readable: {error}"]
    log = Log(read, heads[0].size)
    names = ("its own checkpoint", *(f"the older checkpoint of size {head.size}" for head in heads[1:]))
    checks = [partial(log.extends, head, name) for head, name in zip(heads, names, strict=True)]
    return log.faults or _faults(*checks)


def in_words(data: Record) -> list[str]:
    """Return what a certificate without faults proves, in plain words."""
    what, log = read_certificate(data)
    moments = (what[name] // 1000 for name in ("erased_at", "due", "absence_verified_at"))
    done, due, gone = (f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" for at in moments)
    approved, wraps = (", ".join(map(str, what[name])) for name in ("approvals", "wraps_destroyed"))
    found = ["destroyed in the call, before it was stored"] * (what["cause"] == "voice_before_storage")
    found += [f"wraps destroyed: {wraps}"] * bool(wraps) + [f"blob: {what['blob']}"] * bool(what["blob"])
    return [
        f"{what['kind']} {what['artefact']} of {what['tenant']} was erased on {done} by {what['actor']}",
        f"cause {what['cause']}, due {due}, rule {what['rule']}"
        + f", approved by {approved}" * bool(approved),
        "; ".join([*found, f"absence read back on {gone}"]),
        f"entry {log['index']} of the log {log['checkpoint'].splitlines()[0]}, signed with the given key",
        *(["the clock was SIMULATED: a rehearsal, no proof about real time"] * (what["clock"] != "real")),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Check a Rufschutz certificate or log, without network.")
    parser.add_argument("certificate", nargs="?", help="the certificate (JSON)")
    parser.add_argument("--key", required=True, help="the log's verifier key, or a file that holds it")
    parser.add_argument("--log", help="the log's directory: recomputed as a whole")
    parser.add_argument("--since", help="a file with an older checkpoint of the same log (needs --log)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args(arguments)
    if not (given.certificate or given.log) or (given.since and not given.log):
        parser.error("give a certificate, or --log DIR (and with it --since), or both")
    try:
        key = given.key if given.key.count("+") >= 2 else _file(given.key).decode()
        read_key(key)
    except (ValueError, OSError) as error:
        parser.error(f"the key cannot be read, so nothing was checked: {error}")
    try:
        faults, proven = _check(given, key)
    except (ValueError, OSError) as error:
        faults, proven = [str(error)], []
    answer = json.dumps({"ok": not faults, "faults": faults, "proven": proven}, ensure_ascii=False)
    words = [f"WRONG: {fault}" for fault in faults] or [f"PROVEN: {line}" for line in proven]
    sys.stdout.write((answer if given.json else "\n".join(words)) + "\n")
    return 1 if faults else 0


def _check(given: argparse.Namespace, key: str) -> tuple[list[str], list[str]]:
    faults, proven = list[str](), list[str]()
    older = [_file(given.since).decode()] if given.since else []
    if given.certificate:
        data = read_json(_file(given.certificate).decode(), "the certificate")
        faults = verify_certificate(data, key)
        if not faults:
            proven, older = in_words(data), [*older, data["log"]["checkpoint"]]
    if given.log:
        faults += verify_log(lambda path: _file(f"{given.log}/{path}"), key, older)
        proven.append(f"the log in {given.log} is whole and holds {len(older)} older checkpoints unchanged")
    return faults, [] if faults else proven


def _file(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  one file, no rufschutz, no pathlib
        return file.read()


if __name__ == "__main__":
    sys.exit(main())
