"""Check a Rufschutz certificate, a proof, or a whole log, with nothing but Python 3.11 and this file.

    python verify.py FILE --key KEY [--log DIR] [--since OLD_CHECKPOINT] [--witness KEY] [--json]
    python verify.py --vectors vectors.json

FILE is a certificate of erasure, the proof of one entry, or the proof that one checkpoint continues
another. KEY is the log's verifier key (``name+hash+base64``) or a file that holds it; take it from
someone other than whoever hands you the file. Exit status 0: everything held. 1: something did not,
named line by line. It imports no Rufschutz, so its errors have their own root; as one file it may
be longer than a module of Rufschutz.

Sources: RFC 8032, RFC 6962 and 9162 (section 2.1), C2SP signed-note, tlog-checkpoint, tlog-tiles,
tlog-cosignature.
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
PROOF = "rufschutz-proof/1"
CONSISTENCY = "rufschutz-consistency/1"
VECTORS = "rufschutz-vectors/1"
SHARDS = "rufschutz-shards/1"
ED25519, COSIGNATURE = 1, 4
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


def read_key(text: str, kind: int = ED25519) -> tuple[str, bytes, bytes]:
    """Return name, id (4 bytes) and public key (32 bytes) of a log's or a witness's key; raise `Fault`."""
    name, _, rest = text.strip().partition("+")
    digest, _, encoded = rest.partition("+")
    raw = _base64(encoded, "the key")
    if len(raw) != 33 or raw[0] != kind:
        raise Fault("the key is no Ed25519 verifier key" + " of a witness" * (kind == COSIGNATURE))
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


def read_witness(note: str, key: str) -> int:
    """Return when (seconds since 1970, UTC) the witness says it saw the checkpoint; raise `Fault`.

    The line is a cosignature/v1: key id (4), time (8, big-endian), Ed25519 signature (64).
    """
    name, number, public = read_key(key, COSIGNATURE)
    body, _, signatures = note.rpartition("\n\n")
    lines = [line.partition(f"— {name} ")[2] for line in signatures.splitlines()]
    raw = [_base64(line, "a signature") for line in lines]
    for signature in (found for found in raw if found[:4] == number and len(found) == 76):
        moment = int.from_bytes(signature[4:12], "big")
        message = f"cosignature/v1\ntime {moment}\n{body}\n".encode()
        if ed25519(public, message, signature[12:]):
            return moment
        raise Fault(f"the line of the witness {name!r} does not fit the checkpoint: one was changed")
    raise Fault(f"the checkpoint is not countersigned by the witness {name!r}")


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


def check_consistency(old: Head, new: Head, path: Sequence[bytes]) -> None:
    """Raise `Fault` unless the path shows that ``new`` continues ``old`` (RFC 9162, 2.1.4.2)."""
    if old.origin != new.origin:
        raise Fault("the two checkpoints are of two different logs")
    if old.size > new.size:
        raise Fault(f"the log shrank from {old.size} to {new.size} entries")
    if old.size in {0, new.size}:
        if path or old.root != (new.root if old.size else sha256().digest()):
            raise Fault(f"two checkpoints of {old.size} entries differ: the log was rewritten")
        return
    steps = list(path) if old.size & (old.size - 1) else [old.root, *path]
    if not steps or _two_roots(old.size - 1, new.size - 1, steps) != (old.root, new.root):
        raise Fault(f"the first {old.size} entries of the newer log are not those of the older: rewritten")


def _two_roots(here: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes]:
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if not last:
            raise Fault("the consistency proof is too long")
        if here & 1 or here == last:
            before = sha256(b"\x01" + step + before).digest()
            after = sha256(b"\x01" + step + after).digest()
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = sha256(b"\x01" + after + step).digest()
        here, last = here >> 1, last >> 1
    if last:
        raise Fault("the consistency proof is too short")
    return before, after


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
    log = _place(data["log"])
    return _shape(data["erasure"], ERASURE, "the erasure part"), log


def _place(data: Record) -> Record:
    log = _shape(data, LOG, "the log part")
    steps = [_hex(step, 32, "a step of the path") for step in log["path"]]
    leaf, salt = _hex(log["leaf"], LEAF_SIZE, "the leaf"), _hex(log["salt"], 32, "the salt")
    return log | {"path": steps, "leaf": leaf, "salt": salt}


def _check_leaf(log: Record) -> None:
    if log["leaf"][:2] != bytes([LEAF_VERSION, RETENTION_CLASS]):
        raise Fault("the leaf is not that of an erasure")
    _check_commitment(log)


def _check_commitment(log: Record) -> None:
    message = log["index"].to_bytes(8, "big") + log["payload"].encode()
    if hmac.digest(log["salt"], message, "sha256") != log["leaf"][6:]:
        raise Fault("the leaf does not commit to this payload, salt and index: one of them was changed")


def _payload(log: Record) -> Record:
    payload = read_json(log["payload"], "the payload")
    at = payload.get("at")
    if type(at) is not int or at // 3_600_000 != int.from_bytes(log["leaf"][2:6], "big"):
        raise Fault("the leaf's hour is not the payload's")
    return payload


def _check_payload(erasure: Record, log: Record) -> None:
    payload = read_json(log["payload"], "the payload")
    if json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != log["payload"]:
        raise Fault("the payload is not in its canonical form")
    if payload.get("event") != "retention:artefact:erased":
        raise Fault("the payload does not report an erasure")
    details = payload.get("details")
    logged = {**details, "artefact": payload.get("subject")} if isinstance(details, dict) else {}
    logged |= {name: payload.get(name) for name in ("tenant", "actor")}
    for name in sorted(logged.keys() | erasure.keys()):
        if logged.get(name) != erasure.get(name):
            raise Fault(f"{name!r} in the certificate is not what was logged")
    _payload(log)


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


def verify_proof(data: Record, key: str) -> list[str]:
    """Return everything that is wrong with the proof of one entry; empty: it stands in the log."""
    try:
        log = _place(_shape(data, {"format": (str,), "log": (dict,)}, "the proof")["log"])
    except Fault as fault:
        return [str(fault)]
    return _faults(partial(_check_commitment, log), partial(_payload, log), partial(_check_place, log, key))


def verify_consistency(data: Record, key: str) -> list[str]:
    """Return what speaks against one checkpoint being the continuation of another; empty: it is."""
    shape: Shape = {**dict.fromkeys(("format", "old", "new"), (str,)), "path": (list,)}
    try:
        _shape(data, shape, "the proof")
        steps = [_hex(step, 32, "a step of the path") for step in data["path"]]
        old, new = (read_head(data[name], key) for name in ("old", "new"))
        check_consistency(old, new, steps)
    except ValueError as fault:
        return [str(fault)]
    return []


class Log:
    """The files of a log, recomputed from its entries; ``faults`` says what does not fit.

    ``base``: entries before it are dropped with their year; hashes in the tiles stand for them.
    """

    def __init__(self, read: Callable[[str], bytes], size: int, base: int = 0) -> None:
        self.read, self.size, self.base, self.faults = read, size, base, list[str]()
        self.levels = list[tuple[int, list[bytes]]]()  # of each level its first tile, and tiles of 256 hashes
        self.faults += _faults(self._levels)

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

    def _leaves(self) -> list[bytes]:
        unit, length, rows = LEAF_SIZE + 2, LEAF_SIZE.to_bytes(2, "big"), list[bytes]()
        for index in range(self.base // 256, (self.size + 255) // 256):
            width = min(256, self.size - 256 * index)
            data = self._file("entries", index, width, unit)
            if data[::unit] + data[1::unit] != length[:1] * width + length[1:] * width:
                raise Fault(f"an entry after entry {256 * index} does not have {LEAF_SIZE} bytes")
            starts = range(2, len(data), unit)
            rows.append(b"".join([sha256(b"\x00" + data[at : at + LEAF_SIZE]).digest() for at in starts]))
        return rows

    def _levels(self) -> None:
        first, rows = self.base // 256, self._leaves()
        while rows or first:
            self.levels.append((first, rows))
            self._compare(len(self.levels) - 1, first, rows)
            tops = b"".join([root_of(row) for row in rows if len(row) == 8192])
            first, inside = divmod(first, 256)
            width = min(256, inside + len(tops) // 32)
            kept = self._file(str(len(self.levels)), first, width, 32)[: 32 * inside] if inside else b""
            hashes = kept + tops
            rows = [hashes[at : at + 8192] for at in range(0, len(hashes), 8192)]

    def _compare(self, level: int, first: int, rows: Sequence[bytes]) -> None:
        for index, row in enumerate(rows, start=first):
            data = self._file(str(level), index, len(row) // 32, 32)
            if data != row:
                at = next(at for at in range(0, len(row), 32) if data[at : at + 32] != row[at : at + 32])
                entry = (256 * index + at // 32) << 8 * level
                raise Fault(f"tile {index} of level {level} does not fit the entries from {entry} on")

    def _node(self, level: int, index: int) -> bytes:
        up, inside = divmod(level, 8)
        first, rows = self.levels[up]
        tile, start = divmod(index << inside, 256)
        return root_of(rows[tile - first][32 * start : 32 * (start + (1 << inside))])

    def root(self, size: int) -> bytes:
        """Return the root over the first ``size`` entries, which must not end among the dropped ones."""
        bits = [bit for bit in range(size.bit_length()) if size >> bit & 1]
        root = b""
        for bit in bits:
            left = self._node(bit, (size >> bit) - 1)
            root = sha256(b"\x01" + left + root).digest() if root else left
        return root or sha256().digest()

    def extends(self, head: Head, name: str) -> None:
        """Raise `Fault` unless the log holds ``head`` unchanged as its beginning."""
        if 0 < head.size < self.base:
            raise Fault(f"the entries up to {self.base} are dropped with their year, {name} cannot be held")
        if head.size > self.size or self.root(head.size) != head.root:
            raise Fault(f"the log does not begin with the {head.size} entries of {name}: cut or rewritten")


class Closed(NamedTuple):
    """A closed year: its final head; ``dropped``: its entries are gone, as its rules said."""

    year: int
    dropped: bool
    head: Head


def read_shards(read: Callable[[str], bytes], key: str) -> list[Closed]:
    """Return the closed years of a log, oldest first; none where no year was closed. Raises `Fault`."""
    try:
        data = read_json(read("shards.json").decode(), "the list of closed years")
    except OSError:
        return []
    _shape(data, {"format": (str,), "shards": (list,)}, "the list of closed years")
    found, shape = list[Closed](), {"year": (int,), "dropped": (bool,), "checkpoint": (str,)}
    for given in data["shards"]:
        year = _shape(given if isinstance(given, dict) else {}, shape, "a closed year")
        body = year["checkpoint"].rpartition("\n\n")[0]
        if body.split("\n")[3:] != [f"year {year['year']} closed"]:
            raise Fault(f"what should close {year['year']} does not say so")
        found.append(Closed(year["year"], year["dropped"], read_head(year["checkpoint"], key)))
    order = [(one.year, one.head.size, not one.dropped) for one in found]
    if order != sorted(order) or sorted(one.dropped for one in found) != [o.dropped for o in found][::-1]:
        raise Fault("the closed years are not in their order")
    return found


def verify_log(read: Callable[[str], bytes], key: str, older: Sequence[str] = ()) -> list[str]:
    """Return all that is wrong with the log whose files ``read`` gives by path, from ``older`` heads on."""
    try:
        heads = [read_head(note, key) for note in (read("checkpoint").decode(), *older)]
        years = read_shards(read, key)
    except (ValueError, OSError) as error:
        return [f"the checkpoints are not readable: {error}"]
    gone = [year.head.size for year in years if year.dropped]
    log = Log(read, heads[0].size, gone[-1] & ~255 if gone else 0)
    names = ("its own checkpoint", *(f"the older checkpoint of size {head.size}" for head in heads[1:]))
    checks = [partial(log.extends, head, name) for head, name in zip(heads, names, strict=True)]
    held = years[max(0, len(gone) - 1) :]
    checks += [partial(log.extends, year.head, f"the closing of {year.year}") for year in held]
    return log.faults or _faults(*checks)


def verify_vectors(data: Record) -> list[str]:
    """Return where this program finds something else in published vectors than they say it should."""
    if data.get("format") != VECTORS:
        return [f"the vectors are not of the format {VECTORS}"]
    wrong = []
    for case in data["cases"]:
        found = _found(case, data)
        if found != case["faults"]:
            wrong.append(
                f"{case['name']}: found {found or 'nothing'}, expected {case['faults'] or 'nothing'}"
            )
    return wrong


def _found(case: Record, data: Record) -> list[str]:
    key = str(case.get("key") or data["key"])
    if case["kind"] == "log":
        files = {name: base64.b64decode(text) for name, text in {**data["log"], **case["files"]}.items()}

        def read(path: str) -> bytes:
            if not files.get(path):
                raise FileNotFoundError(path)
            return files[path]

        return verify_log(read, key, case.get("older", ()))
    if case["kind"] == "witness":
        return _faults(
            partial(read_head, case["data"], key), partial(read_witness, case["data"], data["witness"])
        )
    return KINDS[case["data"].get("format", FORMAT)](case["data"], key)


KINDS: dict[str, Callable[[Record, str], list[str]]] = {
    FORMAT: verify_certificate,
    PROOF: verify_proof,
    CONSISTENCY: verify_consistency,
}


REHEARSED = "the clock was SIMULATED: a rehearsal, no proof about real time"


def in_words(data: Record) -> list[str]:
    """Return what a certificate without faults proves, in plain words."""
    what, log = read_certificate(data)
    moments = (what[name] // 1000 for name in ("erased_at", "due", "absence_verified_at"))
    done, due, gone = (f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" for at in moments)
    approved, wraps = (", ".join(map(str, what[name])) for name in ("approvals", "wraps_destroyed"))
    found = ["destroyed in the call, before it was stored"] * (what["cause"] == "voice_before_storage")
    found += [f"wraps destroyed: {wraps}"] * bool(wraps) + [f"blob: {what['blob']}"] * bool(what["blob"])
    return [
        *([REHEARSED] * (what["clock"] != "real")),
        f"{what['kind']} {what['artefact']} of {what['tenant']} was erased on {done} by {what['actor']}",
        f"cause {what['cause']}, due {due}, rule {what['rule']}"
        + f", approved by {approved}" * bool(approved),
        "; ".join([*found, f"absence read back on {gone}"]),
        f"entry {log['index']} of the log {log['checkpoint'].splitlines()[0]}, signed with the given key",
    ]


def _proven(data: Record) -> list[str]:
    """Return what a file without faults proves, in plain words."""
    if data["format"] == CONSISTENCY:
        old, new = (data[name].split("\n")[1] for name in ("old", "new"))
        return [f"the log of {new} entries begins with the {old} entries of the older checkpoint"]
    if data["format"] == FORMAT:
        return in_words(data)
    payload, log = json.loads(data["log"]["payload"]), data["log"]
    when = f"{datetime.fromtimestamp(payload['at'] // 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    origin, size = log["checkpoint"].split("\n")[:2]
    return [
        f"{payload.get('event')} by {payload.get('actor')} on {when}, about {payload.get('subject')}",
        f"entry {log['index']} of the {size} of the log {origin}, signed with the given key",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        description="Check a Rufschutz certificate, proof or log, without network."
    )
    parser.add_argument("certificate", nargs="?", help="a certificate or proof (JSON)")
    parser.add_argument("--key", help="the log's verifier key, or a file that holds it")
    parser.add_argument("--log", help="the log's directory: recomputed as a whole")
    parser.add_argument("--since", help="a file with an older checkpoint of the same log (needs --log)")
    parser.add_argument(
        "--witness", help="a witness's key, or a file that holds it: it must have countersigned"
    )
    parser.add_argument("--vectors", help="published test vectors (JSON): this program is checked")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args(arguments)
    if not given.vectors and (not (given.certificate or given.log) or (given.since and not given.log)):
        parser.error("give a certificate, or --log DIR (and with it --since), or both; or --vectors FILE")
    try:
        key = "" if given.vectors else _key(given.key or "", ED25519)
        witness = _key(given.witness, COSIGNATURE) if given.witness else ""
    except (ValueError, OSError) as error:
        parser.error(f"the key cannot be read, so nothing was checked: {error}")
    try:
        faults, proven = _check(given, key, witness)
    except (ValueError, OSError) as error:
        faults, proven = [str(error)], []
    answer = json.dumps({"ok": not faults, "faults": faults, "proven": proven}, ensure_ascii=False)
    words = [f"WRONG: {fault}" for fault in faults] or [
        f"{'NOTE' if line == REHEARSED else 'PROVEN'}: {line}" for line in proven
    ]
    sys.stdout.write((answer if given.json else "\n".join(words)) + "\n")
    return 1 if faults else 0


def _key(given: str, kind: int) -> str:
    key = given if given.count("+") >= 2 else _file(given).decode()
    read_key(key, kind)
    return key


def _check(given: argparse.Namespace, key: str, witness: str) -> tuple[list[str], list[str]]:
    if given.vectors:
        data = read_json(_file(given.vectors).decode(), "the vectors")
        return verify_vectors(data), [f"all {len(data.get('cases', ()))} vectors are found as they should be"]
    faults, proven, notes = list[str](), list[str](), list[str]()
    older = [_file(given.since).decode()] if given.since else []
    if given.certificate:
        data = read_json(_file(given.certificate).decode(), "the certificate")
        faults = KINDS.get(str(data.get("format")), verify_certificate)(data, key)
        if not faults:
            notes = [data["new"] if "new" in data else data["log"]["checkpoint"]]
            proven, older = _proven(data), [*older, *notes]
    if given.log:
        faults += verify_log(lambda path: _file(f"{given.log}/{path}"), key, older)
        proven.append(f"the log in {given.log} is whole and holds {len(older)} older checkpoints unchanged")
    if witness:
        notes = (
            [_file(given.since).decode()]
            if given.since
            else notes or [_file(f"{given.log}/checkpoint").decode()]
        )
        faults += _faults(*(partial(read_witness, note, witness) for note in notes))
        proven.append(f"the witness {witness.partition('+')[0]} has countersigned the checkpoint")
    return faults, [] if faults else proven


def _file(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  one file, no rufschutz, no pathlib
        return file.read()


if __name__ == "__main__":
    sys.exit(main())
