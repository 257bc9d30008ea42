from __future__ import annotations

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import OperationalError

from rufschutz.adapters.metrics import names
from rufschutz.site import observing
from rufschutz.site.observing import readings, told


def value(metric, *labels):
    return {(m.metric, *m.labels): m.value for m in readings()}.get((metric, *labels), 0)


@pytest.mark.django_db
def test_a_request_counts_under_its_page_s_name_and_never_its_path(client):
    before = value(names.REQUESTS, "health", "2xx"), value(names.REQUEST_SECONDS).count
    assert client.get("/gesund").status_code == 200
    assert value(names.REQUESTS, "health", "2xx") == before[0] + 1
    assert value(names.REQUEST_SECONDS).count == before[1] + 1
    client.get("/einrichten/geheimes-wort/")
    client.get("/gibt/es/nicht")
    assert value(names.REQUESTS, "none", "4xx") >= 1
    assert b"geheimes-wort" not in told().page()
    assert b"/gibt" not in told().page()


@pytest.mark.django_db
def test_a_refused_sign_in_counts_without_saying_whose():
    before = value(names.LOGINS_FAILED)
    user_login_failed.send(object, credentials={"email": "niemand@example.org"}, request=None)
    assert value(names.LOGINS_FAILED) == before + 1
    assert b"niemand" not in told().page()


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready(monkeypatch):
    assert told().ready() == ()

    class Away:
        in_atomic_block = True

        def cursor(self):
            raise OperationalError("away")

    monkeypatch.setattr(observing, "connection", Away())
    assert told().ready() == ("the database does not answer",)
    assert value(names.READY) == 0
