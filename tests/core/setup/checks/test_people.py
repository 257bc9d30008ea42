"""An owner counts once the second factor is there; a link counts until it is used."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from rufschutz.core.setup.actions import new_link
from rufschutz.core.setup.checks.people import findings


def test_a_password_alone_makes_no_owner(house) -> None:
    assert list(findings(house.now)) == []
    Authenticator.objects.all().delete()
    assert [each.name for each in findings(house.now)] == ["owner"]


def test_an_open_link_is_to_be_known(house) -> None:
    new_link("owner@praxis.example", house.now)
    assert [each.name for each in findings(house.now)] == ["setup_link"]
