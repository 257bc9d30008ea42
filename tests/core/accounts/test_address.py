"""An account's address is one that the sign-in page takes."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError

from rufschutz.core.accounts.actions import create_user
from rufschutz.core.accounts.address import AddressRefusedError, require_address
from rufschutz.core.accounts.models import User

REFUSED = [
    "owner@example",
    "notanemail",
    "x",
    "",
    "a@b@example.org",
    "a b@example.org",
    f"{'a' * 64}@{'b' * 60}." * 4,
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_the_sign_in_page_refuses_is_no_address_of_an_account(address):
    with pytest.raises(ValidationError):
        forms.EmailField().clean(address)
    with pytest.raises(AddressRefusedError):
        require_address(address)


@pytest.mark.parametrize("address", ["owner@example.org", " Owner@Example.org ", "a+b@sub.example.org"])
def test_what_it_takes_is_one(address):
    assert require_address(address) == forms.EmailField().clean(address)


@pytest.mark.django_db
def test_no_account_is_made_without_one():
    with pytest.raises(AddressRefusedError, match="is no e-mail address"):
        create_user("owner@example", "Owner", 1)
    assert not User.objects.exists()
