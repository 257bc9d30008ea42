"""``rufschutz consent may-advertise``: whether a number may be contacted for a product, and why or why not.

Decides nothing: the register does (`core.consent.advertising`). Whoever advertises asks it each time.
"""

from __future__ import annotations

import click

from rufschutz.cli.clerk import BY, JSON, LINE, NUMBER, WHY, clerk, number_of, why
from rufschutz.domain.consent.imports import CHANNELS

_WORDS = {
    "consented": "yes: a consent to this product and channel stands, with its proof",
    "objected": "no: whoever has the number objected to advertising",
    "never_consented": "no: nobody consented to this product by this channel",
    "ended": "no: the consent was taken back",
    "expired": "no: the consent was neither used nor confirmed for too long",
}


@click.command("may-advertise")
@NUMBER
@click.option("--product", required=True, help="What is to be advertised, in the words of the consent.")
@click.option("--channel", required=True, type=click.Choice(sorted(CHANNELS)), help="By which way.")
@BY
@WHY
@LINE
@JSON
def may_advertise(
    number: str | None,
    product: str,
    channel: str,
    by: str | None,
    because: str | None,
    line: str | None,
    as_json: bool,
) -> None:
    """Say whether NUMBER may be contacted for a product by a channel. Status 1: it may not."""
    at, typed = clerk(line), number_of(number)
    from rufschutz.core.consent.advertising import ask_register

    actor = at.member(by)
    with at.refusals(actor, "view_consents"):
        found = ask_register(actor, at.keys, typed, product, channel, at.now, why(because))
    if as_json:
        click.echo(f'{{"allowed": {str(found.allowed).lower()}, "reason": "{found.reason.value}"}}')
    else:
        click.echo(_WORDS[found.reason.value])
    if not found.allowed:
        raise SystemExit(1)
