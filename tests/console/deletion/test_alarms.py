"""Whoever watches is told when runs stand still."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.models import Role


@pytest.mark.rule("R43")
def test_a_stop_is_an_alarm_until_it_ends(signed_in) -> None:
    client = signed_in(Role.OWNER)
    assert "angehalten" not in client.get("/lage/").content.decode()
    client.post("/loeschkonzept/", {"act": "stop", "reason": "falsche Frist", "days": "2"})
    page = client.get("/lage/").content.decode()
    assert "Die Löschläufe sind angehalten, längstens bis" in page
    assert "Grund: falsche Frist" in page
    client.post("/loeschkonzept/", {"act": "resume"})
    assert "angehalten" not in client.get("/lage/").content.decode()
