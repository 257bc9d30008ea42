from __future__ import annotations

import json

from rufschutz.domain.audit.checkpoint import VerifierKey


def test_the_logs_key_is_one_that_verify_reads(installed):
    (row,) = json.loads(installed.run("keys", "log", "--json").stdout)
    assert row["controller"] == "Praxis am Markt"
    assert str(VerifierKey.parse(row["key"])) == row["key"]
    assert row["key"] in installed.run("keys", "log").stdout
