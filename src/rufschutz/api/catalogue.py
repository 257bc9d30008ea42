"""The live catalogue of purposes and the texts that are spoken, as the policy in force says them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.reading import reader_of_rules
from rufschutz.api.shapes import Purpose, Shape
from rufschutz.core.purposes.catalogue import why_not
from rufschutz.core.purposes.policy import KindRule, Policy, PolicyPurpose, PolicyText, state_of
from rufschutz.core.purposes.queries import LivePolicy, live_policy

router = Router(tags=["rules"])


class KindShape(Shape):
    """A kind of data and how long it lives: a period (ISO 8601) from an event, never past the cap."""

    kind: str
    start: str
    event: str
    period: str
    cap: str | None
    review: str | None
    reason: str


class RecipientShape(Shape):
    """Who else gets the data; the country in ISO 3166-1 alpha-2."""

    name: str
    role: str
    country: str


class TransferShape(Shape):
    """What leaves the EEA, on which article, assessed on which day (ISO 8601)."""

    recipient: str
    country: str
    basis: str
    assessed: str


class PurposeShape(Shape):
    """What data are used for. ``consent``: none, per_call, standing or notice.

    ``why_not``: what forbids to switch it on; empty where nothing does, or where it is on.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "record_matter",
                    "names": {"de": "Nachricht aufnehmen", "en": "Record a message"},
                    "spoken": {"de": "…", "en": "…"},
                    "basis": "Art. 6(1)(a) GDPR",
                    "art9": "Art. 9(2)(a) GDPR",
                    "consent": "per_call",
                    "state": "active",
                    "whose": "controller",
                    "kinds": [],
                    "recipients": [],
                    "transfers": [],
                    "why_not": [],
                }
            ]
        }
    )

    id: str
    names: dict[str, str]
    spoken: dict[str, str]
    basis: str
    art9: str
    consent: str
    state: str
    whose: str
    kinds: list[KindShape]
    recipients: list[RecipientShape]
    transfers: list[TransferShape]
    why_not: list[str]


class CatalogueShape(Shape):
    """Every purpose under a version of the policy."""

    version: str
    number: int
    profile: str
    purposes: list[PurposeShape]


class TextShape(Shape):
    """A text by language, its slots unfilled. ``max_ms``: the longest it may sound."""

    id: str
    role: str
    stop: str
    max_ms: int
    words: dict[str, str]
    owner: str
    review_by: str


class TextsShape(Shape):
    """Every text under a version of the policy."""

    version: str
    number: int
    texts: list[TextShape]


@router.get(
    "/purposes",
    response=CatalogueShape,
    url_name="purposes",
    operation_id="view_purposes",
    summary="See what data are used for",
)
def purposes(request: HttpRequest, purpose: Purpose) -> CatalogueShape:
    """Return the live catalogue: bases, recipients, and a deletion rule for each kind of data.

    Needs `view_policy`.
    """
    live = _live(request, purpose)
    rows = [_purpose(live.policy, row) for row in live.policy.purposes]
    return CatalogueShape(version=live.id, number=live.number, profile=live.policy.profile, purposes=rows)


@router.get(
    "/texts", response=TextsShape, url_name="texts", operation_id="view_texts", summary="See the texts"
)
def texts(request: HttpRequest, purpose: Purpose) -> TextsShape:
    """Return every text of the policy in force. Needs `view_policy`."""
    live = _live(request, purpose)
    return TextsShape(version=live.id, number=live.number, texts=[_text(row) for row in live.policy.texts])


def _live(request: HttpRequest, purpose: str) -> LivePolicy:
    return live_policy(reader_of_rules(request, purpose).actor.tenant)


def _purpose(policy: Policy, row: PolicyPurpose) -> PurposeShape:
    rules = (policy.rule(kind) for kind in row.kinds)
    return PurposeShape(
        id=row.id,
        names=row.names,
        spoken=row.spoken,
        basis=row.basis,
        art9=row.art9,
        consent=row.consent,
        state=state_of(policy, row).value,
        whose=row.whose,
        kinds=[_kind(rule) for rule in rules if rule is not None],
        recipients=[RecipientShape(name=r.name, role=r.role, country=r.country) for r in row.recipients],
        transfers=[
            TransferShape(recipient=t.recipient, country=t.country, basis=t.basis, assessed=t.assessed)
            for t in row.transfers
        ],
        why_not=list(why_not(policy, row)),
    )


def _kind(rule: KindRule) -> KindShape:
    return KindShape(
        kind=rule.kind,
        start=rule.start,
        event=rule.event,
        period=rule.period,
        cap=rule.cap,
        review=rule.review,
        reason=rule.reason,
    )


def _text(row: PolicyText) -> TextShape:
    return TextShape(
        id=row.id,
        role=row.role,
        stop=row.stop,
        max_ms=row.max_ms,
        words=row.words,
        owner=row.owner,
        review_by=row.review_by,
    )
