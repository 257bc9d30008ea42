"""``rufschutz approvals``: what one person asks for and a second one decides, every subject in one queue.

Who approves gives password and code: whoever can run commands here could name anyone. What is
asked for here is asked in the name of someone of the practice, whose role then decides.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.approvals.requests import RequestCard
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_BY = click.option("--by", metavar="EMAIL", help="Who of the practice does it (default: its only owner).")
_WHO = click.option("--by", metavar="EMAIL", required=True, help="Another owner or the deputy.")
_REASON = click.option("--reason", required=True, help="Why; kept and shown to who decides.")


@click.group()
def command() -> None:
    """See what waits for a second person, ask for a deletion, and decide."""


@command.command("list")
@click.option("--decided", is_flag=True, help="What was decided instead of what waits.")
@_JSON
def show_all(decided: bool, as_json: bool) -> None:
    """List what waits to be decided, or what was decided last."""
    actor, now = _reader()
    from rufschutz.core.approvals.requests import requests

    cards = requests(actor, now, waiting=not decided)
    if as_json:
        click.echo(json.dumps([asdict(card) for card in cards], ensure_ascii=False))
        return
    for card in cards:
        click.echo(f"{card.id}  {card.subject.value:17} {card.state.value:10} {card.count:4}  {card.reason}")
    if not cards:
        click.echo("nothing waits" if not decided else "nothing was decided")


@command.command()
@click.argument("proposal")
@_JSON
def show(proposal: str, as_json: bool) -> None:
    """Show PROPOSAL: what, how many, why, who asked, and what happens when."""
    actor, now = _reader()
    from rufschutz.core.approvals.requests import request

    card = request(actor, proposal, now)
    lines = [*_lines(card), *_voids(actor, card, now)]
    click.echo(json.dumps(asdict(card), ensure_ascii=False) if as_json else "\n".join(lines))


@command.command("delete-call")
@click.argument("call")
@_REASON
@_BY
def delete_call(call: str, reason: str, by: str | None) -> None:
    """Ask a second person to delete a whole CALL."""
    actor, now = _member(by)
    from rufschutz.core.approvals.requests import request
    from rufschutz.core.retention.actions.ordered import order_deletion
    from rufschutz.domain.ids import CallId

    name = order_deletion(actor, CallId(call), reason, now)
    click.echo("\n".join(_lines(request(actor, name, now))))


@command.command("erase-call")
@click.argument("call")
@_REASON
@_BY
def erase_call(call: str, reason: str, by: str | None) -> None:
    """Enter that whoever called wants CALL erased: it is locked at once and gone after 72 hours."""
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.approvals.requests import request
    from rufschutz.core.retention.actions.requested import enter_erasure
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.ids import CallId

    keys = unlock(installation)
    actor, now = _member(by)
    done = enter_erasure(actor, CallId(call), reason, keys, now)
    if done.proposal:
        click.echo("\n".join(_lines(request(actor, done.proposal, now))))
        return
    for each in done.answer.reasons:
        article = f" ({each.article})" if each.article else ""
        click.echo(f"kept      {each.kind.value}{article} until {_moment(each.until)}")
    click.echo(f"answer    {done.answer.answer.value}: tell whoever asked")


@command.command("export-ledger")
@_REASON
@_BY
def export_ledger(reason: str, by: str | None) -> None:
    """Ask a second person to let the whole ledger of consents leave; then, once: rufschutz consent export."""
    actor, now = _member(by)
    from rufschutz.core.approvals.requests import request
    from rufschutz.core.consent.actions.leaving import ask_export

    name = ask_export(actor, reason, now)
    click.echo("\n".join(_lines(request(actor, name, now))))


@command.command()
@click.argument("recording")
@_REASON
@_WHO
def listen(recording: str, reason: str, by: str) -> None:
    """Ask, as a team leader, for a second person's word to hear RECORDING for the quality of service."""
    actor, now = _member(by)
    from rufschutz.core.recordings.actions.sampling import ask_listening
    from rufschutz.domain.ids import ArtefactId

    name = ask_listening(actor, ArtefactId(recording), reason, now)
    click.echo(f"asked     {name}: an owner or the deputy decides; then it can be heard for 24 hours")


@command.command()
@click.argument("proposal")
@_WHO
def approve(proposal: str, by: str) -> None:
    """Let PROPOSAL take effect as a second person; asks for that person's password and code."""
    actor, now = _member(by)
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.shell import typed_by
    from rufschutz.core.approvals import actions
    from rufschutz.core.approvals.requests import request

    card = request(actor, proposal, now)
    click.echo("\n".join([*_lines(card), *_voids(actor, card, now)]))
    actions.approve(actor, proposal, card.sha256, typed_by(by), Clock().now(), card.count)
    click.echo("approved; what it began is finished by the worker")


@command.command()
@click.argument("proposal")
@_WHO
def reject(proposal: str, by: str) -> None:
    """Reject PROPOSAL as a second person."""
    actor, now = _member(by)
    from rufschutz.core.approvals import actions

    actions.reject(actor, proposal, now)
    click.echo("rejected")


@command.command("take-back")
@click.argument("proposal")
@_BY
def take_back(proposal: str, by: str | None) -> None:
    """Take your own PROPOSAL back."""
    actor, now = _member(by)
    from rufschutz.core.approvals import actions

    actions.take_back(actor, proposal, now)
    click.echo("taken back")


@command.command()
@click.argument("proposal")
@click.argument("verdict", type=click.Choice(("agree", "object", "conditions")))
@click.option("--words", required=True, help="The opinion in words; it is kept and shown with it.")
@click.option("--by", metavar="EMAIL", required=True, help="The data protection officer.")
def opinion(proposal: str, verdict: str, words: str, by: str) -> None:
    """Keep the data protection officer's VERDICT on PROPOSAL; asks for that person's password and code."""
    actor, now = _member(by)
    from rufschutz.cli.shell import typed_by
    from rufschutz.core.approvals import actions
    from rufschutz.domain.approval.opinion import Verdict

    typed_by(by)
    actions.state_opinion(actor, proposal, Verdict(verdict), words, now)
    click.echo("kept")


def _lines(card: RequestCard) -> list[str]:
    """Return a request as it is read."""
    from rufschutz.domain.approval.proposal import Way

    asked = card.requester_name or "the data subject"
    lines = [
        f"request   {card.id} ({card.state.value})",
        f"subject   {card.subject.value}, {card.count} things, target {card.target or 'none'}",
        f"reason    {card.reason} ({asked})",
    ]
    lines += [f"officer   {each.verdict.value}: {each.words}" for each in card.opinions]
    lines.append(f"sha256    {card.sha256}")
    if card.decided_at is not None:
        lines.append(f"decided   {card.decided_by_name or 'by time'}, {_moment(card.decided_at)}")
        return lines
    if card.ripe_at is not None:
        lines.append(f"next      takes effect by itself on {_moment(card.ripe_at)}")
    lines.append(f"decide    rufschutz approvals approve {card.id} --by EMAIL")
    if card.way is not Way.DEADLINE:
        lines.append(f"ends      {_moment(card.ends_at)}, if nobody decides")
    if card.waits_for_opinion:
        lines.append("needs     the officer's opinion before it can take effect")
    return lines


def _voids(actor: Actor, card: RequestCard, now: Millis) -> list[str]:
    """Return which proposals become void if this one takes effect."""
    from rufschutz.cli.policy import void_lines
    from rufschutz.core.purposes.proposals import proposal, voided
    from rufschutz.domain.approval.subject import Subject

    if card.subject is not Subject.POLICY:
        return []
    return void_lines(voided(actor, proposal(actor, card.id, now), now))


def _reader() -> tuple[Actor, Millis]:
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import shell_actor
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    return shell_actor(tenant_ids()[0], now), now


def _member(email: str | None) -> tuple[Actor, Millis]:
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    return member_at_shell(tenant_ids()[0], email, now), now


def _moment(moment: Millis) -> str:
    return f"{dt.datetime.fromtimestamp(moment / 1000, dt.UTC):%Y-%m-%d %H:%M} UTC"
