"""``rufschutz consent``: enter a caller's withdrawal, at once and for good; and everything about consents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rufschutz.cli import advertising, ledger, quotas, register, team

if TYPE_CHECKING:
    from rufschutz.core.retention.actions import Withdrawn

UNKNOWN = (
    "CALL is an id of 32 letters and digits: rufschutz calls list --json shows those of all calls "
    "that are still stored. What was deleted needs no withdrawal."
)


@click.group()
def command() -> None:
    """Look into the ledger of consents, and enter what callers and team want."""


for _each in (
    ledger.show,
    ledger.search,
    ledger.timeline,
    ledger.export,
    ledger.check,
    register.prefer,
    register.end,
    register.review,
    register.take,
    register.receipt,
    advertising.may_advertise,
    team.staff,
    team.council,
    quotas.figures,
):
    command.add_command(_each)


@command.command()
@click.argument("call")
@click.option("--by", metavar="EMAIL", help="Who at the practice enters it (default: the only owner).")
@click.option("--purpose", "purposes", multiple=True, help="Only the consent for this (default: all).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def withdraw(call: str, by: str | None, purposes: tuple[str, ...], as_json: bool) -> None:
    """Withdraw the consents of CALL and delete what they alone permitted, at once and for good.

    CALL is the id in `rufschutz calls list --json` and in the address of the call's page.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.audit.access import NotFound
    from rufschutz.core.audit.actions import record_denial
    from rufschutz.core.calls.queries import tenant_of
    from rufschutz.core.jobs.actions import retention_place, sequence_all
    from rufschutz.core.retention.actions import withdraw as end_consent
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.access.decision import AccessDenied
    from rufschutz.domain.consent.withdrawal import Method
    from rufschutz.domain.ids import CallId, PurposeId

    now, name = Clock().now(), CallId(call)
    try:
        actor = member_at_shell(tenant_of(name), by, now)
    except NotFound as error:
        raise NotFound("there is no such call; nothing was withdrawn", advice=UNKNOWN) from error
    keys = unlock(installation)
    try:
        named = frozenset(PurposeId(purpose) for purpose in purposes) or None
        done = end_consent(actor, name, keys, retention_place(installation), now, Method.SHELL, named)
    except AccessDenied:
        record_denial(actor.tenant, actor.person, "withdraw_consent", call, now)
        raise
    sequence_all(keys, installation, now)
    click.echo(json.dumps(_record(done)) if as_json else "\n".join(_lines(done)))


def _record(done: Withdrawn) -> dict[str, object]:
    return {
        "call": done.call,
        "entered": done.entered,
        "deleted": [{"recording": gone.artefact, "proven": gone.proven} for gone in done.gone],
    }


def _lines(done: Withdrawn) -> list[str]:
    lines = ["withdrawn" if done.entered else "was withdrawn before; nothing to do"]
    for gone in done.gone:
        proof = "absence read back" if gone.proven else "keys destroyed; the next run removes the file"
        lines += [
            f"deleted    recording {gone.artefact} ({proof})",
            f"           certificate: console, /aufnahmen/{gone.artefact}/loeschbestaetigung.json",
        ]
    if done.gone:
        lines.append("check it   rufschutz verify FILE")
    return lines
