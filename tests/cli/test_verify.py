from __future__ import annotations

import json
import subprocess
import sys

import pytest

from rufschutz.domain.audit import verify

CERTIFY = """
import sys, django
django.setup()
from rufschutz.core import runtime
from rufschutz.core.audit.proofs import certificate_of
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import tenant_ids
installation = runtime.read(runtime.default_data())
keys, tenant = unlock(installation), tenant_ids()[0]
with open(sys.argv[2], "wb") as certificate:
    certificate.write(certificate_of(tenant, sys.argv[1], keys, installation.log))
print(keys.log_signer(tenant).key)
"""


@pytest.fixture(scope="module")
def proven(seeded, tmp_path_factory):
    """A demo whose recordings were deleted; its certificate and its log's key."""
    home = tmp_path_factory.mktemp("proven")
    office = seeded.copy(home, demo=True)
    artefact = (seeded.data.parent / "artefacts").read_text().split()[0]
    assert office.run("retention", "run", "--at", "2099-12-31").returncode == 0
    key = office.program(CERTIFY, artefact, str(home / "certificate.json")).strip()
    return office, home / "certificate.json", key


def test_a_certificate_holds_under_the_key_that_a_stranger_brings(proven, nowhere):
    _, certificate, key = proven
    done = nowhere.run("verify", str(certificate), "--key", key)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_one_file_says_the_same_without_anything_installed(proven):
    _, certificate, key = proven
    words = [sys.executable, "-I", "-S", verify.__file__, str(certificate), "--key", key]
    assert subprocess.run(words, check=False, capture_output=True).returncode == 0


def test_without_a_key_the_house_answers_for_itself_and_says_so(proven):
    office, certificate, _ = proven
    done = office.run("verify", str(certificate))
    assert done.returncode == 0
    assert "this installation's own key" in done.stderr


def test_a_changed_certificate_is_named(proven, nowhere, tmp_path):
    _, certificate, key = proven
    changed = json.loads(certificate.read_bytes())
    changed["erasure"]["artefact"] = "0" * 32
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    done = nowhere.run("verify", str(tmp_path / "changed.json"), "--key", key)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_without_a_key_and_an_installation_it_says_where_keys_come_from(proven, nowhere):
    _, certificate, _ = proven
    done = nowhere.run("verify", str(certificate))
    assert done.returncode == 2
    assert "there is no key to check with" in done.stderr
    assert "rufschutz keys log" in done.stderr


@pytest.mark.parametrize("words", [["none.json"], ["--log", "log"]])
def test_what_names_no_tenant_needs_a_key(installed, words):
    done = installed.run("verify", *words)
    assert done.returncode == 2
    assert "rufschutz keys log" in done.stderr


@pytest.mark.parametrize("words", [[], ["none.json", "--key", "x"]])
def test_without_a_certificate_it_says_what_it_wants(nowhere, words):
    done = nowhere.run("verify", *words)
    assert done.returncode != 0
    assert done.stderr or done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("key", ["none.key", "log+0000+*"])
def test_a_key_that_cannot_be_read_says_nothing_of_the_certificate(proven, nowhere, key):
    _, certificate, _ = proven
    done = nowhere.run("verify", str(certificate), "--key", key)
    assert done.returncode == 2
    assert "the key cannot be read" in done.stderr
    assert "WRONG" not in done.stdout


def test_what_keys_log_prints_is_a_key_file(proven, tmp_path):
    office, certificate, key = proven
    printed = office.run("keys", "log").stdout
    assert printed.strip() == key
    (tmp_path / "log.key").write_text(printed)
    for given in (printed, str(tmp_path / "log.key")):
        assert office.run("verify", str(certificate), "--key", given).returncode == 0


def test_a_log_alone_needs_a_key(installed):
    assert "a log is checked with its key" in installed.run("verify", "--log", "log").stderr
