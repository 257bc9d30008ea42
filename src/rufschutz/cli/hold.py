"""``rufschutz hold``: what is kept although its time is over; and ``rufschutz restrict``.

A hold protects at once, in the name of someone of the practice; a second person confirms it, renews it
or ends it among the approvals, with password and code. A restriction takes effect by one person.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.holds.actions.placing import Placed
    from rufschutz.core.holds.queries import HoldView
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.hold.hold import Ground
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

    Asking = Callable[[Actor, str, Millis], str]

_BY = click.option("--by", metavar="EMAIL", help="Who at the practice asks (default: the only owner).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_REASON = click.option("--reason", required=True, help="Why; it stands beside the hold and its request.")
_UNTIL = click.option("--until", required=True, metavar="DAY", type=click.DateTime(["%Y-%m-%d"]),
                      help="The last day, as 2027-01-31.")  # fmt: skip
_TOLD = click.option("--told", is_flag=True, help="The caller knows of it.")
_UNTOLD = click.option("--untold", default="", metavar="WHY", help="Why the caller was not told.")
_KINDS = ("legal_hold", "legal_duty", "open_request")


@click.group()
def command() -> None:
    """Keep a call for a dispute, a legal duty or a request; see what is kept; ask for its end."""


@command.command("list")
@click.option("--over", is_flag=True, help="Show those that are over.")
@_JSON
def show(over: bool, as_json: bool) -> None:
    """Show what is kept, why, by whom and until when."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import PURPOSE, shell_actor
    from rufschutz.core.holds.queries import holds
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    found = [
        each for tenant in tenant_ids() for each in holds(shell_actor(tenant, now), PURPOSE, now, over=over)
    ]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo("\n".join(_lines(each)))
    if not found:
        click.echo("nothing is kept beyond its time" if not over else "nothing was")


@command.command()
@click.argument("call")
@click.option("--kind", type=click.Choice(_KINDS), default=_KINDS[0], show_default=True, help="Why.")
@_REASON
@_UNTIL
@click.option("--opponent", default="", help="Against whom the dispute is.")
@click.option("--claim", default="", help="What is claimed.")
@click.option("--counsel", default="", help="Who counsels.")
@click.option("--article", default="", help="The statute, for a legal duty.")
@_TOLD
@_UNTOLD
@_BY
@_JSON
def place(call: str, by: str | None, as_json: bool, until: dt.datetime, **said: object) -> None:
    """Keep everything of CALL at once; a second person confirms it within seven days."""
    _set(call, by, until, said, as_json=as_json)


@command.command()
@click.argument("hold")
@_UNTIL
@_REASON
@_BY
def renew(hold: str, until: dt.datetime, reason: str, by: str | None) -> None:
    """Ask a second person for a later end of HOLD."""

    def ask(actor: Actor, name: str, now: Millis) -> str:
        from rufschutz.core.holds.actions.requests import ask_renewal

        return ask_renewal(actor, name, _end(until, actor.tenant), reason, now)

    _ask(hold, by, ask)


@command.command()
@click.argument("hold")
@_REASON
@_BY
def release(hold: str, reason: str, by: str | None) -> None:
    """Ask a second person to end HOLD: what is past its time is then deleted at once."""

    def ask(actor: Actor, name: str, now: Millis) -> str:
        from rufschutz.core.holds.actions.requests import ask_release

        return ask_release(actor, name, reason, now)

    _ask(hold, by, ask)


@command.command()
@click.argument("hold")
@_REASON
@_BY
def lift(hold: str, reason: str, by: str | None) -> None:
    """Ask a second person to lift the restriction HOLD; tell the caller before (Art. 18(3) GDPR)."""

    def ask(actor: Actor, name: str, now: Millis) -> str:
        from rufschutz.core.holds.actions.requests import ask_lift

        return ask_lift(actor, name, reason, now)

    _ask(hold, by, ask)


@click.command()
@click.argument("call")
@_REASON
@_UNTIL
@_TOLD
@_UNTOLD
@_BY
@_JSON
def restrict(call: str, by: str | None, as_json: bool, until: dt.datetime, **said: object) -> None:
    """Restrict CALL at once (Art. 18 GDPR): no list finds it, and only legal claims open it."""
    _set(call, by, until, {**said, "kind": "restriction"}, as_json=as_json)


def _set(call: str, by: str | None, until: dt.datetime, said: dict[str, object], *, as_json: bool) -> None:
    """Set what was said in the name of somebody of the practice, and print what came of it."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.calls.queries import tenant_of
    from rufschutz.core.holds.actions import placing
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.hold.hold import Kind
    from rufschutz.domain.ids import CallId

    now, name = Clock().now(), CallId(call)
    tenant = tenant_of(name)
    actor, ground = member_at_shell(tenant, by, now), _ground(said, _end(until, tenant))
    keys = unlock(installation)
    act = placing.restrict if ground.kind is Kind.RESTRICTION else placing.place
    done = act(actor, name, ground, keys, now)
    sequence_all(keys, installation, now)
    click.echo(json.dumps(asdict(done)) if as_json else "\n".join(_told(done)))


def _ask(hold: str, by: str | None, ask: Asking) -> None:
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.holds.queries import tenant_of_hold

    now = Clock().now()
    proposal = ask(member_at_shell(tenant_of_hold(hold), by, now), hold, now)
    click.echo(f"asked      {proposal}: another owner or the deputy decides, among the approvals")


def _ground(said: dict[str, object], ends_at: Millis) -> Ground:
    from rufschutz.domain.hold.hold import Ground, Kind

    words = {name: str(value) for name, value in said.items() if name not in {"kind", "told"}}
    return Ground(Kind(str(said["kind"])), ends_at=ends_at, told=bool(said["told"]), **words)


def _end(day: dt.datetime, tenant: TenantId) -> Millis:
    """Return the end of a day on the practice's clock, in ms UTC."""
    from rufschutz.core.tenants.queries import controller
    from rufschutz.domain.moments import Millis

    after = (day + dt.timedelta(days=1)).replace(tzinfo=ZoneInfo(controller(tenant).zone))
    return Millis(int(after.timestamp() * 1000))


def _told(done: Placed) -> list[str]:
    if not done.fresh:
        return [f"restricted before: {done.hold}; nothing to do"]
    lines = [f"held       {done.hold}: {done.covered} things of the call are kept"]
    if done.proposal:
        lines.append(f"asked      {done.proposal}: unconfirmed it lapses after seven days")
    return lines


def _lines(seen: HoldView) -> list[str]:
    until = f"{dt.datetime.fromtimestamp(seen.ends_at / 1000, tz=dt.UTC):%Y-%m-%d %H:%M} UTC"
    lines = [
        f"{seen.id}  {seen.kind.value}, {seen.state.value}, until {until}",
        f"  call     {seen.call}, {seen.covered} things",
        f"  reason   {seen.reason}",
        f"  by       {seen.asked_name or seen.asked}",
    ]
    return [*lines, f"  waits    {seen.proposal} ({seen.waiting.value})"] if seen.waiting else lines
