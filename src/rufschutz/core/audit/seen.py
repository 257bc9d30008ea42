"""A witness: its key and the last head it saw of each log, in one file that only it reads.

It signs a head only if that continues the last one it signed of the same log, and says when.
Must never sign two histories: the head is made durable before the line is handed out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from rufschutz.domain import canonical
from rufschutz.domain.audit.verify import Fault, read_head, verify_consistency, verify_log
from rufschutz.domain.audit.witness import WitnessKey, body, countersign
from rufschutz.handover import durable
from rufschutz.vault.keystore.signing import SigningKey

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "rufschutz-witness/1"


@dataclass(slots=True)
class Witness:
    """Who countersigns; ``seen``: the last countersigned checkpoint by the log's name."""

    path: Path
    name: str
    private: SigningKey
    seen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, path: Path, name: str) -> Self:
        """Make a key in a new file; raise `CheckpointError` for a name that cannot name one."""
        made = cls(path, name, SigningKey.generate())
        _ = made.key
        durable.write_new(path, made._text(), 0o600)
        return made

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read a witness's file; raise `Fault` for another."""
        try:
            data = json.loads(path.read_bytes())
            if data["format"] != FORMAT:
                raise Fault("this is no file of a witness")
            return cls(path, data["name"], SigningKey(bytes.fromhex(data["seed"])), dict(data["seen"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise Fault("this is no file of a witness") from fault

    @property
    def key(self) -> WitnessKey:
        """The public key, as a verifier needs it."""
        return WitnessKey(self.name, self.private.public_key)

    def countersign(
        self, note: str, log_key: str, proof: str | None, files: Path | None, seconds: int
    ) -> str:
        """Return the note with this witness's line; ``seconds`` since 1970, UTC.

        ``proof``: that it continues the last head seen (JSON), or ``files``: the log itself. Raises
        `Fault` unless the log signed it and one of the two shows that nothing was rewritten.
        """
        head = read_head(note, log_key)
        last = self.seen.get(head.origin)
        if last is not None and body(last) != body(note):
            self._require_growth(last, note, log_key, proof, files)
        self.seen[head.origin] = note
        durable.replace(self.path, self._text())
        self.path.chmod(0o600)
        return countersign(note, self.key, self.private.sign, seconds)

    def _require_growth(
        self, last: str, note: str, log_key: str, proof: str | None, files: Path | None
    ) -> None:
        faults = ["there is a head seen before: give --proof or --log to show that this one continues it"]
        if proof is not None:
            data = json.loads(proof)
            faults = verify_consistency(data, log_key)
            if not faults and (body(data["old"]), body(data["new"])) != (body(last), body(note)):
                faults = ["the proof is about other checkpoints than the last one seen and this one"]
        elif files is not None:
            if read_head(last, log_key).size > read_head(note, log_key).size:
                raise Fault("the log shrank since the last head seen")
            faults = verify_log(lambda path: (files / path).read_bytes(), log_key, [last, note])
        if faults:
            raise Fault(faults[0])

    def _text(self) -> bytes:
        seen: dict[str, canonical.Json] = dict(self.seen)
        return canonical.dumps(
            {"format": FORMAT, "name": self.name, "seed": self.private.seed.hex(), "seen": seen}
        )
