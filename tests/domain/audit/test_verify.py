from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain.audit import verify

VECTORS = Path(__file__).with_name("vectors")
CERTIFICATE = json.loads(VECTORS.joinpath("certificate.json").read_text())
KEY = VECTORS.joinpath("certificate.key").read_text()
ED25519 = json.loads(VECTORS.joinpath("rfc8032.json").read_text())["vectors"]
TAMPERED = json.loads(VECTORS.joinpath("tampered.json").read_text())
SCRIPT = Path(verify.__file__)


def put(data, path, value):
    changed = copy.deepcopy(data)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


# Ed25519


@pytest.mark.parametrize("vector", ED25519, ids=lambda vector: vector["name"])
def test_the_published_signatures_hold_and_no_other(vector):
    public, message, signature = (bytes.fromhex(vector[name]) for name in ("public", "message", "signature"))
    assert verify.ed25519(public, message, signature)
    assert not verify.ed25519(public, message + b"x", signature)
    assert not verify.ed25519(public, message, signature[:-1])
    for at in (0, 31, 32, 63):
        flipped = bytearray(signature)
        flipped[at] ^= 4
        assert not verify.ed25519(public, message, bytes(flipped))


def test_a_signature_has_only_one_form():
    vector = ED25519[1]
    signature = bytes.fromhex(vector["signature"])
    higher = int.from_bytes(signature[32:], "little") + verify.ORDER
    stretched = signature[:32] + higher.to_bytes(32, "little")
    assert not verify.ed25519(bytes.fromhex(vector["public"]), b"\x72", stretched)


@pytest.mark.parametrize(
    "public",
    [
        (2**255 - 19).to_bytes(32, "little"),  # y is not below p
        (2).to_bytes(32, "little"),  # no x for this y
        (1 | 1 << 255).to_bytes(32, "little"),  # x is zero, yet marked odd
    ],
)
def test_bytes_that_are_no_point_are_no_key(public):
    with pytest.raises(verify.Fault):
        verify.ed25519(public, b"", bytes(64))


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_agrees_with_a_second_implementation(seed, message, bit):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key()
    signature = private.sign(message)
    assert verify.ed25519(public.public_bytes_raw(), message, signature)
    changed = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    with pytest.raises(InvalidSignature):
        public.verify(changed, message)
    assert not verify.ed25519(public.public_bytes_raw(), message, changed)


# Keys and checkpoints


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("log.example.org", "no Ed25519 verifier key"),
        ("log.example.org+00000000+*", "the key is not base64"),
        (KEY.replace("practice", "practise"), "does not carry its own hash"),
    ],
)
def test_a_damaged_key_is_named_as_such(key, words):
    assert words in verify.verify_certificate(CERTIFICATE, key)[0]


@pytest.mark.parametrize(
    "body", ["log.example.org\n5", "\n5\nROOT", "log.example.org\n05\nROOT", "log\n-1\nROOT"]
)
def test_a_signed_text_of_another_shape_is_no_checkpoint(signer, body):
    from rufschutz.domain.audit.checkpoint import signature_line

    text = body.replace("ROOT", CERTIFICATE["log"]["checkpoint"].split("\n")[2]) + "\n"
    with pytest.raises(verify.Fault, match="does not say origin, size and root hash"):
        verify.read_head(f"{text}\n{signature_line(text, signer.key, signer.sign)}", str(signer.key))


# Certificates


@pytest.mark.rule("R45")
def test_the_published_certificate_is_proven():
    assert verify.verify_certificate(CERTIFICATE, KEY) == []


@pytest.mark.rule("R45")
@pytest.mark.parametrize("case", TAMPERED, ids=lambda case: case["name"])
def test_every_tampering_is_named_exactly(case):
    changed = put(CERTIFICATE, case["path"], case["value"])
    assert case["faults"]
    assert verify.verify_certificate(changed, KEY) == case["faults"]


@given(st.data())
def test_no_flipped_character_of_the_proof_survives(data):
    name = data.draw(st.sampled_from(["leaf", "salt", "payload"]))
    text = CERTIFICATE["log"][name]
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789abcdef").filter(lambda character: character != text[at]))
    changed = put(CERTIFICATE, ["log", name], text[:at] + other + text[at + 1 :])
    assert verify.verify_certificate(changed, KEY)


def test_a_field_that_is_missing_is_named():
    changed = copy.deepcopy(CERTIFICATE)
    del changed["erasure"]["rule"]
    assert verify.verify_certificate(changed, KEY) == ["the erasure part lacks 'rule'"]


def test_a_payload_without_a_utf8_form_is_a_fault_and_no_crash():
    changed = put(CERTIFICATE, ["log", "payload"], "\ud800")
    assert len(verify.verify_certificate(changed, KEY)) == 2


def test_a_payload_nested_without_end_is_a_fault_and_no_crash():
    changed = put(CERTIFICATE, ["log", "payload"], "[" * 100_000)
    assert any("payload is not readable" in fault for fault in verify.verify_certificate(changed, KEY))


def logged_with(book, statement, payload):
    """A certificate whose owner signed a payload of another shape: the proof holds, the claim does not."""
    import hashlib

    from rufschutz.domain.audit.leaf import leaf_of
    from rufschutz.domain.audit.vocabulary import EventClass

    salt = hashlib.sha256(b"salt" + bytes(8)).digest()
    text = json.dumps(payload, sort_keys=True, separators=(",", ":")).encode()
    leaf = bytes(leaf_of(EventClass.RETENTION, statement().absence_verified_at, salt, 0, text))
    note = book.write([leaf])
    log = {"index": 0, "leaf": leaf.hex(), "salt": salt.hex(), "path": [], "checkpoint": note}
    erasure = CERTIFICATE["erasure"] | {"artefact": "a-1"}
    return {"format": verify.FORMAT, "erasure": erasure, "log": log | {"payload": text.decode()}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"event": "console:recording:played"}, "the payload does not report an erasure"),
        ({"details": []}, "'absence_verified_at' in the certificate is not what was logged"),
        ({"at": "now"}, "the leaf's hour is not the payload's"),
        ({"at": 1}, "the leaf's hour is not the payload's"),
    ],
)
def test_what_the_owner_signed_must_still_be_an_erasure(new_book, statement, change, fault):
    book = new_book()
    payload = json.loads(statement().entry().payload()) | change
    assert verify.verify_certificate(logged_with(book, statement, payload), str(book.signer.key)) == [fault]


PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "operate" / "vectors.json"


@pytest.mark.rule("R61")
def test_the_published_vectors_are_found_as_they_say():
    data = json.loads(PUBLISHED.read_text("utf-8"))
    assert verify.verify_vectors(data) == []
    assert {case["kind"] for case in data["cases"]} == {
        "certificate",
        "proof",
        "consistency",
        "witness",
        "log",
    }


def test_a_vector_that_says_something_else_is_named():
    data = json.loads(PUBLISHED.read_text("utf-8"))
    data["cases"][0]["faults"] = ["other"]
    assert "expected ['other']" in verify.verify_vectors(data)[0]
    assert verify.verify_vectors({}) == ["the vectors are not of the format rufschutz-vectors/1"]


def test_read_json_takes_objects_only():
    with pytest.raises(verify.Fault, match="the file is not a JSON object"):
        verify.read_json("3", "the file")


# Whole logs


@pytest.mark.rule("R61")
def test_a_whole_log_is_recomputed_and_holds_its_older_heads(shelf):
    book, notes = shelf
    assert verify.verify_log(book.read, str(book.signer.key), notes) == []


def test_an_empty_log_is_whole(new_book):
    book = new_book()
    note = book.write([])
    assert verify.verify_log(book.read, str(book.signer.key), [note]) == []


def test_once_a_full_tile_is_there_the_partial_one_may_be_gone(shelf):
    book, notes = shelf
    older = {"checkpoint": notes[0].encode(), "tile/entries/000": book.files["tile/entries/000"]}
    older["tile/0/000"] = book.files["tile/0/000"]

    def read(path):
        if path not in older:
            raise FileNotFoundError(path)
        return older[path]

    assert verify.verify_log(read, str(book.signer.key)) == []


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.rule("R61")
@pytest.mark.parametrize(
    ("path", "at", "fault"),
    [
        ("tile/entries/001", 2, "tile 1 of level 0 does not fit the entries from 256 on"),
        ("tile/entries/001", 40 * 9 + 30, "tile 1 of level 0 does not fit the entries from 265 on"),
        ("tile/entries/001", 40, "an entry after entry 256 does not have 38 bytes"),
        ("tile/entries/002.p/188", 41, "an entry after entry 512 does not have 38 bytes"),
        ("tile/0/002.p/188", 33, "tile 2 of level 0 does not fit the entries from 513 on"),
        ("tile/1/000.p/2", 40, "tile 0 of level 1 does not fit the entries from 256 on"),
    ],
)
def test_one_flipped_bit_is_found_and_its_place_named(shelf, path, at, fault):
    book, _ = shelf
    book.files[path] = flip(book.files[path], at)
    assert verify.verify_log(book.read, str(book.signer.key)) == [fault]


@pytest.mark.parametrize("seed", range(8))
def test_no_flipped_bit_survives_anywhere(big_book, seed):
    draw = np.random.default_rng(seed)
    for path in sorted(big_book.files):
        changed = flip(big_book.files[path], int(draw.integers(len(big_book.files[path]))))
        faults = verify.verify_log(
            lambda name, path=path, changed=changed: changed if name == path else big_book.read(name),
            str(big_book.signer.key),
        )
        assert faults, path


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("tile/entries/000", "tile/entries/000 is missing"),
        ("tile/0/002.p/188", "tile/0/002 is missing"),
    ],
)
def test_a_missing_file_is_named(shelf, path, fault):
    book, _ = shelf
    del book.files[path]
    assert fault in verify.verify_log(book.read, str(book.signer.key))


def test_a_cut_file_is_named(shelf):
    book, _ = shelf
    book.files["tile/0/000"] = book.files["tile/0/000"][:-1]
    assert verify.verify_log(book.read, str(book.signer.key)) == ["tile/0/000 is cut short"]


@pytest.mark.rule("R61")
def test_a_log_rewritten_and_signed_anew_is_caught_by_an_older_head(shelf, new_book, statement):
    book, notes = shelf
    other = new_book()
    other.log(*(statement(number + 1).entry() for number in range(700)))
    assert verify.verify_log(other.read, str(book.signer.key)) == []
    assert verify.verify_log(other.read, str(book.signer.key), notes[:1]) == [
        "the log does not begin with the 100 entries of the older checkpoint of size 100: cut or rewritten"
    ]


def test_a_log_cut_back_is_caught_by_an_older_head(new_book, shelf, statement):
    book, notes = shelf
    short = new_book()
    short.log(*(statement(number).entry() for number in range(100)))
    faults = verify.verify_log(short.read, str(book.signer.key), [notes[2]])
    assert faults == [
        "the log does not begin with the 700 entries of the older checkpoint of size 700: cut or rewritten"
    ]


def test_a_checkpoint_by_another_key_stops_everything(shelf, new_signer):
    book, _ = shelf
    faults = verify.verify_log(book.read, str(new_signer("other.example.org").key))
    assert faults == [
        "the checkpoints are not readable: the checkpoint is not signed by the key 'other.example.org'"
    ]


def test_a_log_beyond_a_thousand_tiles_uses_the_long_paths():
    asked = []

    def read(path):
        asked.append(path)
        raise FileNotFoundError(path)

    log = verify.Log(read, 0)
    with pytest.raises(verify.Fault, match="tile/0/x001/x234/067 is missing"):
        log._file("0", 1_234_067, 256, 32)
    assert asked == ["tile/0/x001/x234/067"]


# The command line
