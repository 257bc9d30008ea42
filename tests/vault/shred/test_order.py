"""Keys first, then ciphertext, then its absence, then the log; whatever breaks in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, RuleId
from rufschutz.domain.retention.erasure import Erasure, ErasureError, ErasureState
from rufschutz.vault.blobs import BlobDirectory
from rufschutz.vault.shred import BlobRemains, WrapsRemain, destroy_keys, finish

if TYPE_CHECKING:
    from pathlib import Path

ARTEFACT, BLOB, KEYS = ArtefactId("a1"), BlobId("b1"), (KeyId("k1"), KeyId("k2"))
ALL_STEPS = [
    "destroy wraps",
    "read back wraps",
    "save wraps_destroyed",
    "delete blob",
    "save blob_deleted",
    "read back blob",
    "save absence_verified",
    "log",
]


class Crash(Exception):  # noqa: N818 - the machine's, not the program's
    """The power went."""


@dataclass
class World:
    """All ports at once, with a crash before or after the effect of any one call."""

    crash_at: int = -1
    after_effect: bool = False
    wraps: set[KeyId] = field(default_factory=lambda: set(KEYS))
    blobs: set[BlobId] = field(default_factory=lambda: {BLOB})
    row: Erasure | None = None
    logged: list[Erasure] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def step(self, name: str, effect: object = None) -> None:
        number = len(self.steps)
        if number == self.crash_at and not self.after_effect:
            self.crash_at = -1
            raise Crash(name)
        self.steps.append(name)
        if callable(effect):
            effect()
        if number == self.crash_at:
            self.crash_at = -1
            raise Crash(name)

    def destroy(self, keys: tuple[KeyId, ...]) -> None:
        self.step("destroy wraps", lambda: self.wraps.difference_update(keys))

    def remaining(self, keys: tuple[KeyId, ...]) -> tuple[KeyId, ...]:
        self.step("read back wraps")
        return tuple(key for key in keys if key in self.wraps)

    def delete(self, blob: BlobId) -> None:
        self.step("delete blob", lambda: self.blobs.discard(blob))

    def absent(self, blob: BlobId) -> bool:
        self.step("read back blob")
        return blob not in self.blobs

    def save(self, erasure: Erasure) -> None:
        self.step(f"save {erasure.state.value}", lambda: setattr(self, "row", erasure))

    def log(self, erasure: Erasure) -> None:
        def effect() -> None:
            self.row = erasure
            self.logged.append(erasure)

        self.step("log", effect)

    def transaction(self, erasure: Erasure) -> None:
        """Wraps and row change together or not at all; a crash after the commit keeps both."""
        before = (set(self.wraps), self.row)
        try:
            destroy_keys(erasure, self, self)
        except (Crash, WrapsRemain):
            self.wraps, self.row = before
            raise


def executing(blob: BlobId | None = BLOB) -> Erasure:
    return Erasure(ARTEFACT, blob, KEYS, RuleId("recording")).to(ErasureState.EXECUTING)


def sweep(world: World) -> None:
    """What a worker does at each start: begin if nothing is written down, then finish."""
    if world.row is None:
        world.transaction(executing())
    assert world.row is not None
    finish(world.row, world, world)


@pytest.mark.rule("R43")
def test_an_erasure_runs_in_this_order() -> None:
    world = World()
    sweep(world)
    assert world.steps == ALL_STEPS
    assert world.logged == [world.row]


@pytest.mark.rule("R43")
@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("crash_at", range(len(ALL_STEPS)))
def test_a_crash_between_any_two_steps_loses_no_step(crash_at: int, after_effect: bool) -> None:
    world = World(crash_at, after_effect)
    with pytest.raises(Crash):
        sweep(world)
    assert world.row is None or world.wraps == set(), "an erasure stands only where no wrap does"
    assert BLOB in world.blobs or world.row is not None, "no ciphertext goes before its erasure is written"
    sweep(world)
    sweep(world)
    assert (world.wraps, world.blobs) == (set(), set())
    assert world.row is not None
    assert world.row.finished
    assert len(world.logged) == 1


def test_a_finished_erasure_is_left_alone() -> None:
    world = World()
    sweep(world)
    done = list(world.steps)
    sweep(world)
    assert world.steps == done


def test_an_artefact_without_a_blob_is_erased_by_its_keys() -> None:
    world = World(blobs=set())
    destroyed = destroy_keys(executing(None), world, world)
    assert finish(destroyed, world, world).finished
    assert world.steps == [step for step in ALL_STEPS if "blob" not in step or step == "save blob_deleted"]


def test_a_surviving_wrap_rolls_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(World, "destroy", lambda world, keys: world.wraps.discard(keys[0]))
    with pytest.raises(WrapsRemain, match="1 of 2 wraps are left"):
        world.transaction(executing())
    assert (world.row, world.wraps) == (None, set(KEYS))


def test_a_blob_that_stays_keeps_the_erasure_open(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    with monkeypatch.context() as disk:
        disk.setattr(World, "delete", lambda world, blob: None)
        with pytest.raises(BlobRemains, match="b1 is still there"):
            sweep(world)
        with pytest.raises(BlobRemains):
            sweep(world)
    assert world.logged == []
    sweep(world)
    assert [erasure.finished for erasure in world.logged] == [True]


def test_a_blob_that_came_back_from_a_copy_is_deleted_again() -> None:
    world = World(crash_at=ALL_STEPS.index("save blob_deleted"), after_effect=True)
    with pytest.raises(Crash):
        sweep(world)
    world.blobs.add(BLOB)
    sweep(world)
    assert world.blobs == set()
    assert len(world.logged) == 1


@pytest.mark.parametrize("state", [ErasureState.DUE, ErasureState.APPROVED])
def test_nothing_is_destroyed_before_the_erasure_is_executing(state: ErasureState) -> None:
    world = World()
    erasure = Erasure(ARTEFACT, BLOB, KEYS, RuleId("recording"), state=state)
    with pytest.raises(ErasureError):
        destroy_keys(erasure, world, world)
    assert (world.steps, world.wraps) == ([], set(KEYS))


@pytest.mark.parametrize("state", [ErasureState.DUE, ErasureState.EXECUTING])
def test_no_blob_is_deleted_before_its_keys(state: ErasureState) -> None:
    world = World()
    with pytest.raises(ErasureError):
        finish(Erasure(ARTEFACT, BLOB, KEYS, RuleId("recording"), state=state), world, world)
    assert (world.steps, world.blobs) == ([], {BLOB})


def test_a_blob_directory_is_such_a_port(tmp_path: Path) -> None:
    world, blobs = World(), BlobDirectory(tmp_path)
    with blobs.put(BLOB) as file:
        file.write(b"sealed")
    assert finish(destroy_keys(executing(), world, world), blobs, world).finished
    assert blobs.absent(BLOB)
