"""``rufschutz retention ask-stop|stop-requests|answer-stop``: the officer asks, a manager answers.

Decides nothing. Whoever runs it names someone of the practice, whose role then decides: the officer asks,
an owner or a team leader answers within 24 hours.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, JSON, LINE, clerk, moment

if TYPE_CHECKING:
    from rufschutz.core.retention.stops import WishCard
    from rufschutz.domain.moments import Millis

_WHO = click.option("--by", metavar="EMAIL", required=True, help="The data protection officer.")


@click.command("ask-stop")
@click.option("--reason", required=True, metavar="TEXT", help="Why; a manager reads it, and it is logged.")
@click.option("--days", type=click.IntRange(1, 7), default=7, show_default=True, help="For how many days.")
@_WHO
@LINE
def ask_stop(reason: str, days: int, by: str, line: str | None) -> None:
    """Ask, as the data protection officer, that deletion runs stop; nothing stops before a manager agrees."""
    desk = clerk(line)
    from rufschutz.core.retention.actions import request_stop
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.stopwish import ANSWER_WITHIN

    actor = desk.member(by)
    with desk.refusals(actor, "request_stop"):
        name = request_stop(actor, reason, days, desk.now)
    click.echo(f"asked     {name}")
    click.echo(f"answer    due by {moment(Millis(desk.now + ANSWER_WITHIN))}; until then runs go on")


@click.command("stop-requests")
@JSON
@BY
@LINE
def stop_requests(as_json: bool, by: str | None, line: str | None) -> None:
    """Show what the officer asked for and what was answered, newest first."""
    desk = clerk(line)
    from rufschutz.core.retention.stops import wishes

    actor = desk.member(by)
    with desk.refusals(actor, "view_policy"):
        found = wishes(actor, desk.now)
    if as_json:
        click.echo(json.dumps([asdict(card) for card in found], ensure_ascii=False))
        return
    for card in found:
        click.echo(_line(card, desk.now))
    if not found:
        click.echo("nothing was asked for")


@click.command("answer-stop")
@click.argument("request")
@click.argument("answer", type=click.Choice(("grant", "refuse", "take-back")))
@click.option("--reason", default="", metavar="TEXT", help="Why it is refused; the officer reads it.")
@BY
@LINE
def answer_stop(request: str, answer: str, reason: str, by: str | None, line: str | None) -> None:
    """Answer the officer's REQUEST as an owner or a team leader; or take it back as who asked."""
    desk = clerk(line)
    from rufschutz.core.retention.actions import grant_stop, refuse_stop, take_stop_back

    actor = desk.member(by)
    with desk.refusals(actor, "answer_stop"):
        if answer == "grant":
            until = grant_stop(actor, request, desk.now)
            click.echo(f"granted; deletion runs stand still until {moment(until)}")
        elif answer == "refuse":
            refuse_stop(actor, request, reason, desk.now)
            click.echo("refused; the officer sees the reason")
        else:
            take_stop_back(actor, request, desk.now)
            click.echo("taken back")


def _line(card: WishCard, now: Millis) -> str:
    wish = card.wish
    if wish.answer is None:
        state = "LATE, was due by" if wish.late(now) else "answer due by"
        told = f"{state} {moment(wish.answer_by)}"
    else:
        late = " (late)" if wish.answered_late() else ""
        told = f"{wish.answer.value}{late} {moment(wish.answered_at)} {card.answered_by_name}: {wish.words}"
    return f"{card.id}  {moment(wish.at)}  {wish.days} days  {wish.reason}  | {told.rstrip(': ')}"
