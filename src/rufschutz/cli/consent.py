"""``rufschutz consent withdraw``: enter a caller's withdrawal; the recording is deleted at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.retention.actions import Withdrawn


@click.group()
def command() -> None:
    """Enter what callers want after the call."""


@command.command()
@click.argument("call")
@click.option("--by", metavar="EMAIL", help="Who at the practice enters it (default: the only owner).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def withdraw(call: str, by: str | None, as_json: bool) -> None:
    """Withdraw the consent of CALL and delete its recordings, at once and for good.

    CALL is the id in `rufschutz calls list --json` and in the address of the call's page.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.audit.actions import record_denial
    from rufschutz.core.calls.queries import tenant_of
    from rufschutz.core.jobs.actions import retention_place, sequence_all
    from rufschutz.core.retention.actions import withdraw as end_consent
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.access.decision import AccessDenied
    from rufschutz.domain.consent.withdrawal import Method
    from rufschutz.domain.ids import CallId

    now, name = Clock().now(), CallId(call)
    actor = member_at_shell(tenant_of(name), by, now)
    keys = unlock(installation)
    try:
        done = end_consent(actor, name, keys, retention_place(installation), now, Method.SHELL)
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
