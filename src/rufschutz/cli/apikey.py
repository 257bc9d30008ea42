"""``rufschutz api-key``: keys with which other programs use the API; each is shown once, here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rufschutz.domain.access.keys import LONGEST_DAYS, grantable

if TYPE_CHECKING:
    from rufschutz.core.apikeys.queries import KeyView

_BY = click.option("--by", metavar="EMAIL", help="Which owner does it (default: the only one).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _choices() -> str:
    rows = (f"  {action.value:18} {', '.join(sorted(purposes))}" for action, purposes in grantable().items())
    return "\b\nWhat a key can be given, and for which purposes:\n" + "\n".join(sorted(rows))


@click.group()
def command() -> None:
    """Make keys for programs that use the API, show them and end them."""


@command.command(epilog=_choices())
@click.argument("name")
@click.option("--may", "actions", multiple=True, required=True, metavar="ACTION",
              help="What the key may do; repeat it for several.")  # fmt: skip
@click.option("--for", "purposes", multiple=True, required=True, metavar="PURPOSE",
              help="What for; repeat it for several.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), default=90, show_default=True,
              help="The key ends after so many days.")  # fmt: skip
@_BY
@_JSON
def create(
    name: str, actions: tuple[str, ...], purposes: tuple[str, ...], days: int, by: str | None, as_json: bool
) -> None:
    """Make a key called NAME and print it, once: it is stored as a hash only."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.apikeys.actions import create as make
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    made = make(member_at_shell(tenant_ids()[0], by, now), name, actions, purposes, days, now)
    if as_json:
        click.echo(json.dumps(_record(made.key) | {"token": made.token}))
        return
    click.echo(made.token)
    click.echo(f"{made.key.id}  {made.key.name}, until {_day(made.key.until)}", err=True)
    click.echo("Keep it where only the program can read it; nobody can show it again.", err=True)


@command.command("list")
@_BY
@_JSON
def list_keys(by: str | None, as_json: bool) -> None:
    """List the keys: what each may do, for what, until when, and when it was last used."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.apikeys.queries import keys
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    found = keys(member_at_shell(tenant_ids()[0], by, now), now)
    if as_json:
        click.echo(json.dumps([_record(key) for key in found]))
        return
    for key in found:
        end = f"until {_day(key.until)}" if key.ended_at is None else f"ended {_day(key.ended_at)}"
        used = f"last used {key.used_on}" if key.used_on else "never used"
        click.echo(f"{key.id}  {end:16}  {used:20}  {key.name}")
        click.echo(f"    may {', '.join(key.actions)} for {', '.join(key.purposes)}")
        if key.ended_at is None and not key.stands:
            click.echo("    opens nothing: whoever made it may not stand for it any more")


@command.command()
@click.argument("key")
@_BY
def revoke(key: str, by: str | None) -> None:
    """End KEY (its id in `rufschutz api-key list`) at once."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.apikeys.actions import revoke as end
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    ended = end(member_at_shell(tenant_ids()[0], by, now), key, now)
    click.echo(f"{ended.id} ({ended.name}) opens nothing any more")


def _record(key: KeyView) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "may": list(key.actions),
        "for": list(key.purposes),
        "made_at": key.made_at,
        "until": key.until,
        "ended_at": key.ended_at,
        "used_on": key.used_on,
        "stands": key.stands,
    }


def _day(at: int) -> str:
    from rufschutz.domain.moments import Millis, to_datetime

    return to_datetime(Millis(at)).date().isoformat()
