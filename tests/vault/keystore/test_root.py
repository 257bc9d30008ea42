"""Nothing starts with a root key that is missing, exposed, malformed or not this installation's."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

import pytest

from rufschutz.vault.keystore import passphrase, root
from rufschutz.vault.keystore.root import (
    PassphraseMissing,
    PassphraseWrong,
    RootKey,
    RootKeyError,
    RootKeyExists,
    RootKeyExposed,
    RootKeyMalformed,
    RootKeyMissing,
    RootKeyWrong,
    is_sealed,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root.key"


def test_a_created_key_is_loaded(path: Path) -> None:
    assert RootKey.create(path) == RootKey.load(path)


def test_a_created_key_is_its_owner_s_alone(path: Path) -> None:
    RootKey.create(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(path: Path) -> None:
    key = RootKey.create(path)
    with pytest.raises(RootKeyExists):
        RootKey.create(path)
    assert RootKey.load(path) == key


def test_a_key_is_never_printed(path: Path) -> None:
    key = RootKey.create(path)
    assert key.key.hex() not in repr(key)
    assert key.key_id in repr(key)


def test_a_missing_key_names_the_path_and_the_next_step(path: Path) -> None:
    with pytest.raises(RootKeyMissing, match=r"root\.key") as missing:
        RootKey.load(path)
    assert "Put the root key file back" in missing.value.diagnostics()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o666])
def test_a_key_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    RootKey.create(path)
    path.chmod(mode)
    with pytest.raises(RootKeyExposed, match=f"mode {mode:04o}") as exposed:
        RootKey.load(path)
    assert "chmod 600" in exposed.value.advice


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_key_file_is_accepted(path: Path, mode: int) -> None:
    RootKey.create(path)
    path.chmod(mode)
    RootKey.load(path)


def test_a_systemd_credential_shows_as_group_readable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RootKey.create(path)
    path.chmod(0o440)
    with pytest.raises(RootKeyExposed):
        RootKey.load(path)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))
    RootKey.load(path)
    path.chmod(0o444)
    with pytest.raises(RootKeyExposed):
        RootKey.load(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"",
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text.replace(b"key/1", b"key/2"),
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text[:-3] + b"z\n",
        lambda text: text.upper(),
        lambda text: bytes(4096),
    ],
)
def test_a_malformed_file_is_refused(path: Path, change: object) -> None:
    RootKey.create(path)
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(RootKeyMalformed) as malformed:
        RootKey.load(path)
    assert "Restore the file" in malformed.value.advice


def test_a_directory_or_a_pipe_is_no_key(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path, 0o600)
    for strange in (tmp_path, path):
        with pytest.raises(RootKeyMalformed, match="not a regular file"):
            RootKey.load(strange)


def test_another_installation_s_key_is_refused(path: Path, tmp_path: Path) -> None:
    stored = RootKey.create(path).check_value()
    RootKey.load(path).require(stored)
    with pytest.raises(RootKeyWrong, match="not that of this installation") as wrong:
        RootKey.create(tmp_path / "other.key").require(stored)
    assert "made when this data directory was set up" in wrong.value.advice


def test_a_check_value_gives_nothing_of_the_key_away(path: Path) -> None:
    key = RootKey.create(path)
    assert len(key.check_value()) == 64
    assert key.key.hex() not in key.check_value()
    assert key.check_value() == RootKey.load(path).check_value()


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(RootKeyError, match="cannot be written: No such file"):
        RootKey.create(tmp_path / "nowhere" / "root.key")


def test_a_file_of_another_user_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RootKey.create(path)

    def deny(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", deny)
    with pytest.raises(RootKeyError, match="cannot be read: Permission denied") as denied:
        RootKey.load(path)
    assert "who owns the root key" in denied.value.advice


WORDS = "neun Wörter, die niemand rät".encode()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch):
    """Give a passphrase to this process for the test."""
    monkeypatch.setattr(root.sealed, "MEMORY_KIB", 64)
    monkeypatch.delenv(passphrase.DESCRIPTOR, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    yield passphrase.give
    passphrase.give(b"")


def test_a_sealed_key_opens_with_its_passphrase_alone(path: Path, said) -> None:
    key = RootKey.create(path)
    key.wrap_anew(path, WORDS)
    assert is_sealed(path)
    assert key.key.hex().encode() not in path.read_bytes()
    with pytest.raises(PassphraseMissing, match="none was given") as missing:
        RootKey.load(path)
    assert "LoadCredentialEncrypted" in missing.value.advice
    said(b"another passphrase")
    with pytest.raises(PassphraseWrong):
        RootKey.load(path)
    said(WORDS)
    assert RootKey.load(path) == key


def test_a_passphrase_is_changed_and_removed(path: Path, said) -> None:
    key = RootKey.create(path)
    for words in (WORDS, b"second passphrase", b""):
        key.wrap_anew(path, words)
        said(words)
        assert RootKey.load(path) == key
        assert path.stat().st_mode & 0o777 == 0o600
        assert [each.name for each in path.parent.iterdir()] == ["root.key"]
    assert not is_sealed(path)


def test_the_old_files_bytes_are_overwritten(path: Path, tmp_path: Path) -> None:
    key = RootKey.create(path)
    os.link(path, tmp_path / "seen")
    key.wrap_anew(path, WORDS)
    assert set((tmp_path / "seen").read_bytes()) == {0}


STEPS = ["write_new", "write", "chown", "open", "replace", "sync_directory", "pwrite", "fsync"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("before", "after"), [(b"", WORDS), (WORDS, b"second passphrase"), (WORDS, b"")])
def test_killed_at_any_step_one_of_both_files_opens(
    path: Path, said, monkeypatch: pytest.MonkeyPatch, step: str, before: bytes, after: bytes
) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    key = RootKey.create(path)
    key.wrap_anew(path, before)
    homes = {"write_new": root.durable, "sync_directory": root.durable, "replace": type(path)}
    with monkeypatch.context() as patch:
        patch.setattr(homes.get(step, os), step, kill)
        with pytest.raises(KilledError):
            key.wrap_anew(path, after)
    opened = []
    for words in (before, after):
        said(words)
        with contextlib.suppress(RootKeyError):
            opened.append(RootKey.load(path))
    assert key in opened
    key.wrap_anew(path, after)
    said(after)
    assert RootKey.load(path) == key
    assert [each.name for each in path.parent.iterdir()] == ["root.key"]


def test_a_neighbour_with_a_like_name_is_nobody_s_litter(path: Path, said) -> None:
    key = RootKey.create(path)
    names = (".root.key.backup", ".root.key.0123456789abcdef.copy", ".root.key.0123456789ABCDEF")
    for name in names:
        (path.parent / name).write_text("another's")
    ours = path.parent / ".root.key.0123456789abcdef"
    ours.write_text("left by a killed change")
    os.link(ours, path.parent / "seen")
    key.wrap_anew(path, WORDS)
    assert {(path.parent / name).read_text() for name in names} == {"another's"}
    assert not ours.exists()
    assert set((path.parent / "seen").read_bytes()) == {0}


def test_a_link_to_the_key_stays_a_link_and_the_key_itself_is_sealed(
    path: Path, tmp_path: Path, said
) -> None:
    key = RootKey.create(path)
    link = tmp_path / "elsewhere" / "link.key"
    link.parent.mkdir()
    link.symlink_to(path)
    key.wrap_anew(link, WORDS)
    assert link.readlink() == path
    assert is_sealed(path)
    assert [each.name for each in link.parent.iterdir()] == ["link.key"]
    said(WORDS)
    assert RootKey.load(link) == key


@pytest.mark.parametrize("step", ["chown", "replace"])
def test_what_fails_leaves_no_second_copy_of_the_key(
    path: Path, said, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The disk refuses: the key is as it was, and the open copy that was on its way is overwritten."""
    key = RootKey.create(path)
    key.wrap_anew(path, WORDS)
    before, seen = path.read_bytes(), path.parent / "seen"

    def refuse(*given: object, **_: object) -> None:
        temporary = next(path.parent.glob(".root.key.*"))
        assert key.key.hex() in temporary.read_text()
        os.link(temporary, seen)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(type(path) if step == "replace" else os, step, refuse)
    with pytest.raises(RootKeyError, match="cannot be replaced"):
        key.wrap_anew(path, b"")
    assert path.read_bytes() == before
    assert list(path.parent.glob(".root.key.*")) == []
    assert set(seen.read_bytes()) == {0}


def test_who_may_not_overwrite_the_old_file_writes_no_new_one(
    path: Path, said, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = RootKey.create(path)
    opened = os.open

    def deny(name, flags, *rest, **named):
        if Path(name) == path and flags & os.O_WRONLY:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(name, flags, *rest, **named)

    monkeypatch.setattr(os, "open", deny)
    monkeypatch.setattr(root.durable, "write_new", lambda *_, **__: pytest.fail("written before it was sure"))
    with pytest.raises(RootKeyError, match="Permission denied"):
        key.wrap_anew(path, WORDS)
