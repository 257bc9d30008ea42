"""Requests that may be sent again: each is done once, and answered as the first time.

Decides by the request's own name (Idempotency-Key). Without one a request is simply done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from rufschutz.core.apikeys.actions import Answered, answer, begin, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.api.caller import Caller
    from rufschutz.api.shapes import Shape


def repeatable(
    caller: Caller, named: str, content: bytes, work: Callable[[], Shape], status: int = 200
) -> HttpResponse:
    """Answer what ``work`` does, which does the same however often it is asked for.

    Killed in between, it is done again by the next try. ``content`` is all that the request asks for.
    """
    if not named:
        return _response(_answered(work, status))
    before = begin(caller.bearer, named, content, caller.now)
    if before is not None:
        return _response(before)
    done = _answered(work, status)
    answer(caller.bearer, named, done)
    return _response(done)


def once_only(
    caller: Caller, named: str, content: bytes, work: Callable[[], Shape], status: int = 200
) -> HttpResponse:
    """Answer what ``work`` does, in one transaction with the note that it was done."""
    if not named:
        return _response(_answered(work, status))
    done = once(caller.bearer, named, content, caller.now, lambda: _answered(work, status))
    return _response(done)


def once_prepared(
    caller: Caller, named: str, content: bytes, prepare: Callable[[], Callable[[], Shape]], status: int = 200
) -> HttpResponse:
    """Answer like `once_only` what takes long to get ready: ``prepare`` runs before the transaction.

    It stores nothing and returns the work. A request that was answered before is not prepared again.
    """
    if named and (before := begin(caller.bearer, named, content, caller.now)) is not None:
        return _response(before)
    return once_only(caller, named, content, prepare(), status)


def _answered(work: Callable[[], Shape], status: int) -> Answered:
    return Answered(status, work().model_dump_json())


def _response(answered: Answered) -> HttpResponse:
    return HttpResponse(
        answered.answer, status=answered.status, content_type="application/json; charset=utf-8"
    )
