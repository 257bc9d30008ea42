"""A plan as core would compile it, with small made sounds, and the keys that belong to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from switchboard_desk import desk_of

from rufschutz.domain.call import texts
from rufschutz.handover.plan import (
    FORMAT,
    CallPlan,
    Clip,
    IngestKey,
    Piece,
    PlanText,
    Recording,
    SlotKind,
    Timing,
    Utterance,
    Vocabulary,
    plan_bytes,
)
from rufschutz.vault.seal.signature import CONTEXT, signed_file
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "opening.keypad.ask_first"
NOTICE, LATER = "opening.keypad.ask_later", "question.record.keypad"

MENU_TEXTS = (
    texts.WHEN_MINORS_SAY_SO
    | texts.WHEN_CHOOSING
    | texts.WHEN_CHOOSING_AND_RECORDING
    | texts.WHEN_ASKING_LATER
)
SLOTS = {
    texts.CALLER_NUMBER: ("last_two", SlotKind.DIGITS),
    texts.TYPED_NUMBER: ("number_groups", SlotKind.DIGITS),
    texts.GOODBYE_RECORDED: ("rec_gone_date", SlotKind.DATE),
    texts.REASON_NOTED: ("reason", SlotKind.REASON),
}


def public_key() -> IngestKey:
    mlkem = MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.generate().public_key().public_bytes_raw()
    return IngestKey("2030-01-01", SUITE, mlkem + x25519)


@dataclass
class PlanKit:
    """Where plans and clips lie, who signs, and the plan itself."""

    directory: Path
    clips: Path
    signer: Ed25519PrivateKey
    plan: CallPlan

    @property
    def public_key(self) -> bytes:
        return self.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def publish(self, plan: CallPlan | None = None, **changes: object) -> CallPlan:
        self.plan = replace(plan or self.plan, **changes)
        payload = plan_bytes(self.plan)
        data = signed_file(payload, self.signer.sign(CONTEXT + payload))
        (self.directory / f"{self.plan.line}.plan").write_bytes(data)
        return self.plan


def make_clip(directory: Path, ms: int, seed: int) -> Clip:
    names = {}
    for suffix, loud in (("alaw", (0x85, 0x05)), ("ulaw", (0x9F, 0x1F))):
        data = bytes((*loud, loud[seed % 2], loud[seed // 2 % 2])) * (2 * ms - 1) + seed.to_bytes(4, "big")
        names[suffix] = hashlib.sha256(data).hexdigest()
        (directory / f"{names[suffix]}.{suffix}").write_bytes(data)
    return Clip(names["alaw"], names["ulaw"], ms)


def utterance(clip: Clip, slot: tuple[str, SlotKind] | None, protected: int) -> Utterance:
    pieces = [Piece(clip, None, None)]
    if slot is not None:
        pieces.append(Piece(None, slot[0], slot[1]))
    words = f"words of {clip.alaw_sha256[:6]}"
    return Utterance(
        words,
        hashlib.sha256(words.encode()).hexdigest(),
        clip.alaw_sha256,
        tuple(pieces),
        clip.length,
        protected,
    )


def make_plan(clips: Path) -> CallPlan:
    names = sorted(
        texts.ALWAYS | texts.WHEN_RECORDING | {QUESTION, "opening.keypad.never", NOTICE, LATER} | MENU_TEXTS
    )
    spoken = {}
    for number, name in enumerate(names):
        stop = "protective" if name.startswith("opening") else "any"
        protected = 100 if name.startswith("opening") else 0
        clip = make_clip(clips, 200, number)
        keys = ("de.normal", "de.slow", "en.normal", "en.slow")
        spoken[name] = PlanText(
            name, stop, {key: utterance(clip, SLOTS.get(name), protected) for key in keys}
        )
    digits = tuple(make_clip(clips, 40, 100 + digit) for digit in range(10))
    words = Vocabulary(
        digits,
        make_clip(clips, 60, 200),
        tuple(make_clip(clips, 50, 300 + day) for day in range(31)),
        tuple(make_clip(clips, 70, 400 + month) for month in range(12)),
        day_first=True,
        reasons={"appointment": make_clip(clips, 40, 500), "prescription": make_clip(clips, 90, 501)},
    )
    timing = Timing(300, 2_000, 1, 1_500, 60_000, 30_000, 3_000, 120_000, 20_000)
    return CallPlan(
        FORMAT, "plan-1", "tenant-1", "line-1", "praxis", "Europe/Berlin", "de", ("127.0.0.1",), 0, 1 << 45,
        Recording("record_matter", "P7D", QUESTION), timing, spoken,
        {"de": words, "en": replace(words, day_first=False)}, public_key(), public_key(),
    )  # fmt: skip


@pytest.fixture
def kit(tmp_path: Path) -> PlanKit:
    directory, clips = tmp_path / "plans", tmp_path / "clips"
    directory.mkdir()
    clips.mkdir()
    made = PlanKit(directory, clips, Ed25519PrivateKey.generate(), make_plan(clips))
    made.publish()
    return made


@pytest.fixture
def desk(kit, tmp_path):
    """A switchboard with one line, among stand-ins; what it was asked and told stands beside it."""
    return desk_of(kit, tmp_path / "journals")
