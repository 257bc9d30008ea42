"""The practice inside a measured process is made by the product's own actions."""

from __future__ import annotations

from rufschutz.bench import measured


def test_an_office_opens_on_an_empty_installation_and_logs_its_beginning():
    seen = measured.run("sequencing", [1, 1], "")
    assert seen["logged"] == 1
