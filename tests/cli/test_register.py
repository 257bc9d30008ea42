"""Wishes, imports and receipts at the shell: what was entered works, what is wrong is named by its line."""

from __future__ import annotations

import pytest

HEAD = "number,purpose,channel,product,collected_on,source,evidence"
NUMBER = "+493023125001"


@pytest.mark.long
def test_a_wish_is_entered_and_taken_back(installed, tmp_path):
    office = installed.copy(tmp_path)
    assert "next call" in office.run("consent", "prefer", "never_record", NUMBER).stdout
    assert "stood already" in office.run("consent", "prefer", "never_record", NUMBER).stdout
    assert office.run("consent", "prefer", "never_record", NUMBER, "--end").stdout == "taken back\n"
    assert "no such wish" in office.run("consent", "prefer", "never_record", NUMBER, "--end").stdout
    assert "no objection" in office.run("consent", "review").stdout
    refused = office.run("consent", "prefer", "never_record", "030 123")
    assert (refused.returncode, "+49" in refused.stderr) == (2, True)


@pytest.mark.long
def test_a_file_is_rehearsed_taken_and_refused_with_its_lines(installed, tmp_path):
    office, table = installed.copy(tmp_path), tmp_path / "consents.csv"
    good = f"{NUMBER},remind,,,2026-09-01,Bogen,Blatt 1"
    table.write_text(f"{HEAD}\n{good}\n", "utf-8")
    words = ("consent", "import", str(table), "--because", "proof")
    assert office.run(*words, "--dry-run").stdout == "would take over 1\n"
    assert office.run(*words).stdout.startswith("taken over 1, batch ")
    table.write_text(f"{HEAD}\n{good}\n+493023125002,record_matter,,,2030-01-01,=1,x\n", "utf-8")
    refused = office.run(*words)
    assert refused.returncode == 1
    for words_of in ("line 3, purpose: cannot be imported", "line 3, collected_on", "begins like a formula"):
        assert words_of in refused.stderr
    ended = office.run("consent", "end", "remind", NUMBER)
    assert ended.stdout == "ended 1\n"
    assert "no standing consent" in office.run("consent", "end", "remind", NUMBER).stdout


def test_a_code_that_fits_nothing_has_the_one_answer(installed, tmp_path):
    done = installed.copy(tmp_path).run("consent", "receipt", "111 222 333", "2026-09-21")
    assert (done.returncode, "fit no receipt" in done.stderr) == (1, True)
