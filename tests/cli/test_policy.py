"""A policy is read and changed at the shell: what is proposed, by whom it takes effect, and when."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

TYPED = """
import sys, time, django
django.setup()
from click.testing import CliRunner
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from rufschutz.cli.main import cli
from rufschutz.core.accounts.actions import enrol_known_totp, set_password
from rufschutz.core.accounts.models import User
email, typed, *words = sys.argv[1:]
user = User.objects.get(email=email)
set_password(user, "vier Störche im Regen")
enrol_known_totp(user, "JBSWY3DPEHPK3PXP", demo=True)
code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", int(time.time()) // 30))
word = "vier Störche im Regen" if typed == "right" else "geraten"
done = CliRunner().invoke(cli, [*words, "--by", email], input=f"{word}\\n{code}\\n")
print(done.output, repr(done.exception))
"""


AT_ONCE = """
import sys, time, django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.cli.shell import member_at_shell
from rufschutz.core.purposes.actions import approve
from rufschutz.core.purposes.proposals import proposal
from rufschutz.core.tenants.queries import tenant_ids
now = Clock().now()
actor = member_at_shell(tenant_ids()[0], sys.argv[2], now)
shown = proposal(actor, sys.argv[1], now).sha256
time.sleep(max(0, float(sys.argv[3]) - time.time()))
try:
    print("in force", approve(actor, sys.argv[1], shown, now, now))
except Exception as error:
    print(type(error).__name__)
"""


def proposed(office, *words: str) -> str:
    done = office.run(
        "policy", "propose", *words, "--reason", "Weniger genügt", "--by", "inhaber@example.org"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[1]


@pytest.mark.rule("R82")
@pytest.mark.long
def test_one_owner_proposes_another_approves_and_callers_hear_it(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    alone = office.run("policy", "propose", "period", "recording_matter", "P3D", "--reason", "Weniger genügt")
    assert "takes effect by itself on" in alone.stdout
    assert "changes   rules.recording_matter.period: P7D → P3D" in alone.stdout
    name = alone.stdout.split()[1]
    assert "taken back" in office.run("policy", "take-back", name).stdout

    office.run("accounts", "add", "zweite@example.org", "--name", "Zweite", "--role", "owner")
    name = proposed(office, "period", "recording_matter", "P3D")
    assert "waits for another owner" in office.run("policy", "show", name).stdout
    assert json.loads(office.run("policy", "show", "--json").stdout)["waiting"][0]["id"] == name

    words = ("policy", "approve", name)
    assert "password or code is wrong" in office.program(TYPED, "zweite@example.org", "wrong", *words)
    done = office.program(TYPED, "zweite@example.org", "right", *words)
    assert "in force; 1 plans published" in done
    plan = next((office.data / "plans").glob("*.plan")).read_bytes()
    assert "höchstens drei Tage".encode() in plan
    [newest, _] = json.loads(office.run("policy", "versions", "--json").stdout)
    assert (newest["adopted_by_name"], newest["approved_by_name"]) == ("Inhaberin", "Zweite")
    assert "Inhaberin, Zweite  Weniger genügt" in office.run("policy", "versions").stdout


@pytest.mark.rule("R82")
def test_a_loosening_is_told_and_the_officers_word_is_kept_beside_it(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    office.run(
        "accounts", "add", "dsb@example.org", "--name", "Beauftragte", "--role", "data_protection_officer"
    )
    name = proposed(office, "period", "recording_matter", "P14D")
    told = office.run("policy", "show", name).stdout
    assert "loosens   retention.recording_matter.period: P7D becomes P14D" in told
    assert "needs     the officer's opinion" in told
    said = ("policy", "opinion", name, "object", "--words", "Sieben Tage genügen.")
    assert office.run(*said, "--by", "dsb@example.org").returncode == 1, (
        "nobody speaks without password and code"
    )
    assert "AccessDenied" in office.program(TYPED, "inhaber@example.org", "right", *said)
    assert "password or code is wrong" in office.program(TYPED, "dsb@example.org", "wrong", *said)
    assert "kept" in office.program(TYPED, "dsb@example.org", "right", *said)
    told = office.run("policy", "show", name).stdout
    assert "officer   object: Sieben Tage genügen." in told
    assert "needs" not in told


@pytest.mark.long
def test_of_two_who_approve_at_once_one_counts(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    people = [f"{name}@example.org" for name in ("zweite", "dritte")]
    for email in people:
        office.run("accounts", "add", email, "--name", "Wer", "--role", "deputy")
    name, moment = proposed(office, "period", "recording_matter", "P3D"), str(time.time() + 4)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda email: office.program(AT_ONCE, name, email, moment), people))
    assert sorted(answer.split()[0] for answer in answers) == ["NotWaitingError", "in"]
    assert len(json.loads(office.run("policy", "versions", "--json").stdout)) == 2


@pytest.mark.long
def test_purposes_and_texts_are_listed(installed) -> None:
    rows = json.loads(installed.run("policy", "purposes", "--json", "--language", "en").stdout)
    record = next(row for row in rows if row["id"] == "record_matter")
    assert (record["state"], record["consent"]) == ("active", "per_call")
    assert "seven days" in record["sentence"]
    shown = installed.run("policy", "purposes").stdout
    assert "record_matter" in shown
    texts = json.loads(installed.run("policy", "texts", "--json").stdout)
    assert all(row["owner"] == "Inhaberin" and not row["overdue"] for row in texts)
    assert "again by" in installed.run("policy", "texts").stdout
    assert installed.run("policy", "texts", "--overdue").stdout == ""
    assert "version   1" in installed.run("policy", "show").stdout


def test_a_wish_that_cannot_be_read_is_a_mistake_of_the_call(nowhere) -> None:
    answer = nowhere.run("policy", "propose", "magic", "--reason", "Weil")
    assert answer.returncode == 2
    assert "policy propose --help" in answer.stderr


@pytest.mark.rule("R14")
def test_what_is_refused_names_path_and_reason(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    first = ("policy", "propose", "no-alternative", "callback", "--reason", "Weil")
    assert office.run(*first).returncode == 0, "the note is left"
    done = office.run("policy", "propose", "period", "matter", "für immer", "--reason", "Weil")
    assert done.returncode == 1
    assert "retention.matter.period" in done.stderr
