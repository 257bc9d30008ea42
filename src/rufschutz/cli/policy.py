"""``rufschutz policy``: what data are used for, what callers hear, and how that is changed.

Nobody changes a policy that is in force alone and at once: a proposal names what it changes and
what it loosens, and takes effect by a second person's word or after 48 hours. Who approves gives
password and code: whoever can run commands here could name anyone.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from rufschutz.cli import wishes

if TYPE_CHECKING:
    from rufschutz.core.purposes.library import TextRow
    from rufschutz.core.purposes.proposals import ProposalCard
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis

_BY = click.option("--by", metavar="EMAIL", help="Who of the practice does it (default: its only owner).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LANGUAGE = click.option("--language", type=click.Choice(("de", "en")), default="de", show_default=True,
                         help="Of names and sentences.")  # fmt: skip

_HOW = {
    "four_eyes": "waits for another owner or the deputy: rufschutz policy approve {id} --by EMAIL",
    "delay": "takes effect by itself on {ripe}, unless taken back: rufschutz policy take-back {id}",
}


@click.group()
def command() -> None:
    """Read the policy in force, propose a change, and decide on one."""


@command.command()
@click.argument("proposal", required=False)
@_JSON
def show(proposal: str | None, as_json: bool) -> None:
    """Show the policy in force and what waits, or one PROPOSAL with all it would change."""
    actor, now = _reader()
    from rufschutz.core.purposes.proposals import proposal as one
    from rufschutz.core.purposes.proposals import proposals, versions

    if proposal is not None:
        card = one(actor, proposal, now)
        click.echo(json.dumps(wishes.plain(card), ensure_ascii=False) if as_json else "\n".join(_lines(card)))
        return
    waiting, live = proposals(actor, now, waiting=True), versions(actor, now)[0]
    if as_json:
        record = {"version": live.number, "id": live.id, "since": live.adopted_at, "sha256": live.sha256,
                  "waiting": [wishes.plain(card) for card in waiting]}  # fmt: skip
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"version   {live.number}, in force since {_day(live.adopted_at)} ({live.adopted_by_name})")
    click.echo(f"sha256    {live.sha256}")
    for card in waiting:
        click.echo(f"waiting   {card.id}  {card.reason} ({card.requester_name})")


@command.command()
@_LANGUAGE
@_JSON
def purposes(language: str, as_json: bool) -> None:
    """List every purpose: pursued or not, on which basis, with which data, for how long."""
    actor, now = _reader()
    from rufschutz.core.purposes.catalogue import catalogue
    from rufschutz.domain.call.commands import Language

    rows = catalogue(actor, Language(language), now).purposes
    if as_json:
        click.echo(json.dumps([wishes.plain(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.id:18} {row.state.value:10} {row.consent.value:9} {row.name}")
        click.echo(f"{'':18} {row.basis}")
        for kind in row.kinds:
            click.echo(f"{'':18} {kind.kind}: {kind.kept or 'no rule'}")
        for recipient in row.recipients:
            click.echo(f"{'':18} to {recipient.name} ({recipient.role}, {recipient.country})")
        for why in row.why_not:
            click.echo(f"{'':18} cannot be switched on: {why}")


@command.command()
@click.option("--overdue", is_flag=True, help="Only those that someone should have read again.")
@_JSON
def texts(overdue: bool, as_json: bool) -> None:
    """List what callers hear: owner, day of the next review, and how to be followed more easily."""
    actor, now = _reader()
    from rufschutz.core.purposes.library import texts as library

    rows = [row for row in library(actor, now) if row.overdue or not overdue]
    if as_json:
        click.echo(json.dumps([wishes.plain(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        _echo_text(row)


@command.command()
@_JSON
def versions(as_json: bool) -> None:
    """List all versions: since when, who proposed and who approved each, why, and what changed."""
    actor, now = _reader()
    from rufschutz.core.purposes.proposals import versions as history

    rows = history(actor, now)
    if as_json:
        click.echo(json.dumps([wishes.plain(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        approved = row.approved_by_name or ("after 48 hours" if row.proposal else "at set-up")
        click.echo(f"{row.number:3}  {_day(row.adopted_at)}  {row.adopted_by_name}, {approved}  {row.reason}")
        for change in row.changes:
            click.echo(f"     {change.path}: {_short(change.before)} → {_short(change.after)}")


@command.command()
@click.argument("proposal")
@click.option("--by", metavar="EMAIL", required=True, help="Who approves: another owner or the deputy.")
def approve(proposal: str, by: str) -> None:
    """Let PROPOSAL take effect as a second person; asks for that person's password and code."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import typed_by
    from rufschutz.core.purposes import actions
    from rufschutz.core.purposes.proposals import proposal as one
    from rufschutz.core.purposes.proposals import voided
    from rufschutz.core.setup.actions import shelves, unlock

    keys, actor = unlock(installation), _member(by)
    card = one(actor, proposal, Clock().now())
    click.echo("\n".join([*_lines(card), *void_lines(voided(actor, card, Clock().now()))]))
    actions.approve(actor, proposal, card.sha256, typed_by(by), Clock().now())
    refreshed = actions.refresh(keys, shelves(installation), Clock().now())
    click.echo(f"in force; {len(refreshed.published)} plans published")


@command.command()
@click.argument("proposal")
@click.option("--by", metavar="EMAIL", required=True, help="Who rejects: another owner or the deputy.")
def reject(proposal: str, by: str) -> None:
    """Reject PROPOSAL as a second person."""
    _start()
    from rufschutz.core.purposes import actions

    actions.reject(_member(by), proposal, _now())
    click.echo("rejected")


@command.command("take-back")
@click.argument("proposal")
@_BY
def take_back(proposal: str, by: str | None) -> None:
    """Take your own PROPOSAL back."""
    _start()
    from rufschutz.core.purposes import actions

    actions.take_back(_member(by), proposal, _now())
    click.echo("taken back")


@command.command()
@click.argument("proposal")
@click.argument("verdict", type=click.Choice(("agree", "object", "conditions")))
@click.option("--words", required=True, help="The opinion in words; it is kept and shown with the proposal.")
@click.option("--by", metavar="EMAIL", required=True, help="The data protection officer.")
def opinion(proposal: str, verdict: str, words: str, by: str) -> None:
    """Keep the data protection officer's VERDICT on PROPOSAL; asks for that person's password and code."""
    _start()
    from rufschutz.cli.shell import typed_by
    from rufschutz.core.purposes import actions
    from rufschutz.domain.approval.opinion import Verdict

    typed_by(by)
    actions.state_opinion(_member(by), proposal, Verdict(verdict), words, _now())
    click.echo("kept")


@command.command()
@click.argument("wish", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why the practice wants it; kept and shown.")
@click.option("--material", metavar="PURPOSES", help="Purposes about which callers are told something "
              "else in substance, with commas; or none. Needed where a question changes.")  # fmt: skip
@_BY
def propose(wish: tuple[str, ...], reason: str, material: str | None, by: str | None) -> None:
    """Propose a change of the policy in force.

    \b
    period KIND PERIOD                 such as: period recording_matter P14D
    purpose ID active|available|never  pursue it, leave it off, refuse it
    recording on|off                   ask callers whether a message may be recorded
    recipient PURPOSE NAME ROLE COUNTRY [45|46 DAY]
    no-recipient PURPOSE NAME
    text ID de|en WORDS
    review ID OWNER DAY                who answers for a text, and when it is read again
    spoken PURPOSE de|en WORDS
    overlay ID on|off
    alternative WAY [DAYS HH:MM HH:MM] callback, note, web_form, human; days such as 1-5
    no-alternative WAY
    """  # noqa: D301 - the character by which click keeps lines as they are
    change = wishes.change(wish)
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.purposes import actions

    actor, now = _member(by), _now()
    meant = None if material is None else wishes.listed(material)
    name = actions.propose(actor, actions.Draft(change, reason, meant), installation.clips, now)
    proposed(actor, name, now)


def proposed(actor: Actor, name: str, now: Millis) -> None:
    """Tell what was proposed and what happens when."""
    from rufschutz.core.purposes.proposals import proposal as one

    click.echo("\n".join(_lines(one(actor, name, now))))


def _lines(card: ProposalCard) -> list[str]:
    """Return a proposal as it is read: what, why, what is loosened, who said what, what happens when."""
    lines = [f"proposal  {card.id} ({card.state.value})", f"reason    {card.reason} ({card.requester_name})"]
    lines += [f"changes   {each.path}: {_short(each.before)} → {_short(each.after)}" for each in card.changes]
    lines += [f"loosens   {each}" for each in card.loosened]
    lines += [f"material  {purpose}: standing consents are asked for again" for purpose in card.material]
    lines += [f"officer   {each.verdict.value}: {each.words}" for each in card.opinions]
    lines.append(f"sha256    {card.sha256}")
    if card.state.value == "waiting":
        ripe = "" if card.ripe_at is None else _moment(card.ripe_at)
        lines.append(f"next      {_HOW[card.way.value].format(id=card.id, ripe=ripe)}")
        lines.append(f"ends      {_moment(card.ends_at)}, if nobody decides")
    if card.waits_for_opinion:
        lines.append("needs     the officer's opinion before it can take effect:")
        lines.append(
            f"          rufschutz policy opinion {card.id} agree|object|conditions --words … --by EMAIL"
        )
    return lines


def _echo_text(row: TextRow) -> None:
    late = "  OVERDUE" if row.overdue else ""
    click.echo(f"{row.id:30} {row.owner}, again by {row.review_by}{late}")
    for said in row.spoken:
        click.echo(f"{'':30} {said.language}  at most {said.most / 1000:.0f} s  {said.words}")
        for advice in said.advice:
            click.echo(f"{'':30} {said.language}  advice: {advice}")


def _start() -> None:
    from rufschutz.cli.django import start

    start()


def _now() -> Millis:
    from rufschutz.adapters.clock import Clock

    return Clock().now()


def _reader() -> tuple[Actor, Millis]:
    _start()
    from rufschutz.cli.shell import shell_actor
    from rufschutz.core.tenants.queries import tenant_ids

    now = _now()
    return shell_actor(tenant_ids()[0], now), now


def _member(email: str | None) -> Actor:
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.tenants.queries import tenant_ids

    return member_at_shell(tenant_ids()[0], email, _now())


def _short(value: str) -> str:
    return value or "nothing"


def _day(moment: Millis) -> str:
    return f"{dt.datetime.fromtimestamp(moment / 1000, dt.UTC):%Y-%m-%d}"


def _moment(moment: Millis) -> str:
    return f"{dt.datetime.fromtimestamp(moment / 1000, dt.UTC):%Y-%m-%d %H:%M} UTC"


def void_lines(cards: tuple[ProposalCard, ...]) -> list[str]:
    """Return a line for each proposal that becomes void by what is decided."""
    return [f"voids     {card.id}: {card.reason} ({card.requester_name})" for card in cards]
