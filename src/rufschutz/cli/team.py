"""``rufschutz consent staff|council``: the team's own voice, and the works agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, LINE, clerk

if TYPE_CHECKING:
    import datetime as dt

_DAY = click.DateTime(("%Y-%m-%d",))


@click.command()
@click.argument("purpose")
@click.argument("answer", required=False, type=click.Choice(("given", "refused", "withdrawn")))
@BY
@LINE
def staff(purpose: str, answer: str | None, by: str | None, line: str | None) -> None:
    """Answer for oneself whether one's own voice may be recorded for PURPOSE; without ANSWER: show it."""
    at = clerk(line)
    from rufschutz.core.consent.actions import answer_for_oneself
    from rufschutz.core.consent.answers import leg_of
    from rufschutz.domain.call.facts import ConsentState
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import day_of

    actor, named = at.member(by), PurposeId(purpose)
    if answer is not None:
        answer_for_oneself(actor, actor.person, named, ConsentState(answer), at.rules(), at.now)
    leg = leg_of(at.tenant, actor.person, named, day_of(at.now, at.rules().zone))
    words = leg.reason.value.replace("_", " ")
    click.echo(f"{'may be recorded' if leg.allowed else 'is not recorded'}: {words}")


@click.command()
@click.argument("state", required=False, type=click.Choice(("none", "pending", "agreement_signed")))
@click.option("--on", type=_DAY, help="The day it was signed.")
@click.option("--until", type=_DAY, help="The last day on which it holds (default: it has no end).")
@click.option("--document", default="", help="How the house files it, such as BV 3/2026.")
@BY
@LINE
def council(
    state: str | None,
    on: dt.datetime | None,
    until: dt.datetime | None,
    document: str,
    by: str | None,
    line: str | None,
) -> None:
    """Enter whether there is a works council, and how far its agreement is; without STATE: show it."""
    at = clerk(line)
    from rufschutz.core.consent import answers
    from rufschutz.core.consent.actions import Agreement, set_council
    from rufschutz.domain.consent.staff import CouncilState
    from rufschutz.domain.moments import day_of

    if state is not None:
        signed, last = (None if each is None else each.date() for each in (on, until))
        agreed = Agreement(CouncilState(state), signed, last, document)
        set_council(at.member(by), agreed, at.rules(), at.now)
    found = answers.council(at.tenant, day_of(at.now, at.rules().zone))
    click.echo("nobody has said whether there is a works council" if found is None else found.value)
