"""Making and revoking keys, and answering a request once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rufschutz.core.apikeys.actions import (
    REQUEST_LIVES,
    Answered,
    OtherRequestError,
    answer,
    begin,
    create,
    forget_ended,
    note_use,
    once,
    revoke,
)
from rufschutz.core.apikeys.models import ApiKey, KnownRequest
from rufschutz.core.apikeys.queries import bearer, keys
from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.keys import KeyRefusedError
from rufschutz.domain.moments import DAY, Millis

SCOPE = (["list_calls"], ["handle_matter"])


@pytest.fixture
def made(owner, now):
    return create(owner, "Buchungen", *SCOPE, 30, now)


@pytest.fixture
def holder(made, now):
    return bearer(made.token, now)


def log(tenant) -> list[dict[str, object]]:
    with tenant_scope(tenant):
        rows = OutboxEntry.objects.filter(event="policy:api_key:changed").order_by("id")
        return [json.loads(row.payload) for row in rows]


def test_the_secret_is_shown_once_and_stored_as_a_hash(made, tenant):
    with tenant_scope(tenant):
        row = ApiKey.objects.values().get()
    secret = made.token.split("_", 2)[2]
    assert len(made.token) == len("rufschutz_") + 32 + 1 + 43
    assert not any(secret in str(value) for value in row.values())


@pytest.mark.rule("R61")
def test_making_and_revoking_are_logged_without_the_name(owner, made, now):
    revoke(owner, made.key.id, Millis(now + 1))
    revoke(owner, made.key.id, Millis(now + 2))
    told = log(owner.tenant)
    assert [entry["details"]["change"] for entry in told] == ["created", "revoked"]
    assert {entry["subject"] for entry in told} == {made.key.id}
    assert "Buchungen" not in json.dumps(told)


@pytest.mark.rule("R60")
def test_only_the_owner_makes_and_revokes(officer, operator, made, now):
    for actor in (officer, operator):
        with pytest.raises(AccessDenied):
            create(actor, "x", *SCOPE, 1, now)
        with pytest.raises(AccessDenied):
            revoke(actor, made.key.id, now)


@pytest.mark.rule("R60")
def test_a_key_makes_no_key(holder, now):
    with pytest.raises(AccessDenied):
        create(holder.actor, "x", *SCOPE, 1, now)


def test_what_cannot_be_given_makes_no_key(owner, now):
    with pytest.raises(KeyRefusedError):
        create(owner, "x", ["play_recording"], ["record_matter"], 1, now)
    assert keys(owner, now) == ()


def test_the_key_of_another_tenant_is_not_found(owner, other_tenant, made, now):
    with pytest.raises(NotFound):
        revoke(replace(owner, tenant=other_tenant), made.key.id, now)


def test_the_day_of_use_is_noted_once_a_day(owner, made, holder, now, django_assert_num_queries):
    note_use(holder, now)
    assert keys(owner, now)[0].used_on == "2026-09-21"
    again = bearer(made.token, now)
    with django_assert_num_queries(0):
        note_use(again, Millis(now + 1))


def test_a_request_is_answered_as_the_first_time(holder, now):
    assert begin(holder, "r-1", b"body", now) is None
    answer(holder, "r-1", Answered(200, "{}"))
    assert begin(holder, "r-1", b"body", Millis(now + 1)) == Answered(200, "{}")
    assert begin(holder, "r-2", b"body", now) is None


def test_a_name_belongs_to_one_request(holder, now):
    begin(holder, "r-1", b"body", now)
    with pytest.raises(OtherRequestError):
        begin(holder, "r-1", b"another", now)


def test_a_request_that_was_killed_before_its_answer_is_done_again(holder, now):
    assert begin(holder, "r-1", b"body", now) is None
    assert begin(holder, "r-1", b"body", Millis(now + 1)) is None


def test_after_a_day_the_name_is_free_again(holder, now):
    begin(holder, "r-1", b"body", now)
    answer(holder, "r-1", Answered(200, "{}"))
    assert begin(holder, "r-1", b"other", Millis(now + REQUEST_LIVES)) is None


def test_once_is_all_or_nothing(owner, holder, now):
    def dies() -> Answered:
        revoke(owner, holder.key, now)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(holder, "r-1", b"body", now, dies)
    assert keys(owner, now)[0].ended_at is None
    done = []
    for _ in range(2):
        answered = once(holder, "r-1", b"body", now, lambda: done.append(1) or Answered(201, "1"))
    assert (answered, len(done)) == (Answered(201, "1"), 1)


def test_a_key_goes_thirty_days_after_its_end_and_a_request_after_a_day(owner, made, holder, now):
    other = create(owner, "y", *SCOPE, 90, now)
    begin(holder, "r-1", b"body", now)
    revoke(owner, made.key.id, now)
    forget_ended(owner.tenant, Millis(now + 30 * DAY - 1))
    assert len(keys(owner, now)) == 2
    forget_ended(owner.tenant, Millis(now + 30 * DAY))
    assert [key.id for key in keys(owner, now)] == [other.key.id]
    forget_ended(owner.tenant, Millis(now + 120 * DAY))
    assert keys(owner, now) == ()
    with tenant_scope(owner.tenant):
        assert not KnownRequest.objects.exists()
