"""A database that cannot be reached is said before anything is made."""

from __future__ import annotations

import pytest

from rufschutz.core.setup.database import DatabaseError, require_reachable


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUFSCHUTZ_DATABASE", raising=False)


def test_without_a_url_it_is_sqlite_and_always_there() -> None:
    require_reachable("")


@pytest.mark.parametrize(
    "url", ["mysql://127.0.0.1/x", "postgres://127.0.0.1", "postgres://127.0.0.1:99999/x", "x"]
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError, match="postgres://user@host:port/name"):
        require_reachable(url)


def test_a_server_that_does_not_answer_is_refused_without_its_password() -> None:
    with pytest.raises(DatabaseError, match="cannot be reached") as refused:
        require_reachable("postgres://nobody:secret@127.0.0.1:1/none")
    assert "RUFSCHUTZ_DATABASE" in refused.value.diagnostics()
    assert "secret" not in refused.value.diagnostics()


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUFSCHUTZ_DATABASE", "")
    require_reachable("postgres://nobody@127.0.0.1:1/none")
