"""The checking program as a stranger runs it."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rufschutz.domain.audit import verify
from rufschutz.domain.audit.certificate import Cause, Clock, certificate

SCRIPT = Path(verify.__file__)


def arguments(desk, *more: str) -> list[str]:
    return [str(desk / "certificate.json"), "--key", str(desk / "log.key"), *more]


def test_it_says_in_plain_words_what_was_proven(desk, capsys):
    assert verify.main(arguments(desk)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "PROVEN: recording_matter a-300 of t-1 was erased on 2026-09-21 14:15:00 UTC by worker",
        "PROVEN: cause sweep, due 2026-09-21 14:13:20 UTC, rule recording_matter/P, approved by p-2",
        "PROVEN: wraps destroyed: k-1, k-2; blob: b-1; absence read back on 2026-09-21 14:16:40 UTC",
        "PROVEN: entry 300 of the log log.example.org/practice, signed with the given key",
    ]


def test_with_the_log_it_proves_the_whole(desk, capsys):
    more = ("--log", str(desk / "log"), "--since", str(desk / "old.checkpoint"))
    assert verify.main(arguments(desk, *more)) == 0
    assert capsys.readouterr().out.endswith("/log is whole and holds 2 older checkpoints unchanged\n")
    key = (desk / "log.key").read_text()
    assert verify.main(["--key", key, "--log", str(desk / "log")]) == 0
    assert capsys.readouterr().out.endswith("holds 0 older checkpoints unchanged\n")


def test_what_there_was_none_of_is_left_out(new_book, statement):
    book = new_book()
    none = {"approvals": (), "wraps_destroyed": (), "blob": None}
    book.log(statement(cause=Cause.VOICE_BEFORE_STORAGE, **none).entry())
    words = verify.in_words(json.loads(certificate(book.proof(0))))
    assert words[1].endswith(", rule recording_matter/P")
    assert words[2].startswith("destroyed in the call, before it was stored; absence read back on ")


def test_a_rehearsal_says_so(new_book, statement, tmp_path, capsys):
    book = new_book()
    book.log(statement(clock=Clock.SIMULATED).entry())
    (tmp_path / "certificate.json").write_bytes(certificate(book.proof(0)))
    assert verify.main([str(tmp_path / "certificate.json"), "--key", str(book.signer.key)]) == 0
    assert capsys.readouterr().out.startswith("NOTE: the clock was SIMULATED: a rehearsal, no proof ")


def test_it_names_what_is_wrong_and_fails(desk, capsys):
    path = desk / "log/tile/entries/001"
    data = bytearray(path.read_bytes())
    data[30] ^= 1
    path.write_bytes(data)
    assert verify.main(arguments(desk, "--log", str(desk / "log"), "--json")) == 1
    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "faults": ["tile 1 of level 0 does not fit the entries from 256 on"],
        "proven": [],
    }
    certified = (desk / "certificate.json").read_text().replace("a-300", "a-301", 1)
    (desk / "certificate.json").write_text(certified)
    assert verify.main(arguments(desk)) == 1
    assert capsys.readouterr().out == "WRONG: 'artefact' in the certificate is not what was logged\n"


def test_a_certificate_of_another_history_does_not_fit_the_log(desk, new_book, statement, capsys):
    other = new_book()
    other.log(*(statement(number + 1).entry() for number in range(10)))
    (desk / "certificate.json").write_bytes(certificate(other.proof(0)))
    assert verify.main(arguments(desk, "--log", str(desk / "log"))) == 1
    assert "older checkpoint of size 10: cut or rewritten" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"\xff"])
def test_an_unreadable_certificate_is_an_answer_not_a_crash(desk, capsys, content):
    (desk / "certificate.json").unlink() if content is None else (desk / "certificate.json").write_bytes(
        content
    )
    assert verify.main(arguments(desk)) == 1
    assert capsys.readouterr().out.startswith("WRONG: ")


@pytest.mark.parametrize("given", [[], ["certificate.json", "--since", "old"]])
def test_it_says_how_to_be_used(given, capsys):
    with pytest.raises(SystemExit) as stopped:
        verify.main(["--key", "k", *given])
    assert stopped.value.code == 2
    assert "--log DIR" in capsys.readouterr().err


def test_run_as_a_script_it_ends_with_the_status(desk, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["verify.py", *arguments(desk)])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert stopped.value.code == 0


def test_a_stranger_needs_nothing_but_the_file_and_python(desk):
    copied = shutil.copy(SCRIPT, desk / "verify.py")
    command = [sys.executable, "-I", "-S", copied, *arguments(desk, "--log", str(desk / "log"))]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("PROVEN: ") == 5
