"""``rufschutz lines``: which lines there are, how each opens, what it asks, and its own words.

Every change is checked as a whole before it is kept: a text that lasts too long, or lacks
what it must say, is refused with its path and reason, and the plan in force stays.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from rufschutz.cli import options, policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.tenants.queries import LineCard

_OPENINGS = click.Choice(("ask_first", "ask_later", "never"))
_BY = click.option("--by", metavar="EMAIL", help="Who of the practice does it (default: its only owner).")
_PEER = click.option(
    "--peer", "peers", multiple=True, callback=options.peers, metavar="ADDRESS",
    help="Address or network that may send calls; repeat it for several.",
)  # fmt: skip


@click.group()
def command() -> None:
    """Add lines, and choose how each opens, what it asks and what it says."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_lines(as_json: bool) -> None:
    """List the lines with their opening, reasons, and the address of their page."""
    cards = _cards()
    if as_json:
        click.echo(json.dumps([_record(card) for card in cards], ensure_ascii=False, indent=2))
        return
    for card in cards:
        choices = card.choices
        click.echo(
            f"{card.user_part:20}  {choices.opening.value:9}  {_reasons(card):40}  "
            f"{len(choices.texts)} own texts  {card.name}  {_page(card)}"
        )
        click.echo(f"{'':20}  peers {' '.join(card.allowed_peers)}")


@command.command()
@click.argument("line")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(line: str, as_json: bool) -> None:
    """Show LINE: who may call, how it opens, what it asks, its page, its own words."""
    card = _card(line)
    if as_json:
        click.echo(json.dumps(_record(card), ensure_ascii=False, indent=2))
        return
    click.echo(f"line      {card.user_part} ({card.name})")
    click.echo(f"peers     {' '.join(card.allowed_peers)}")
    click.echo(f"opening   {card.choices.opening.value}")
    click.echo(f"reasons   {_reasons(card)}")
    click.echo(f"page      {_page(card)}")
    for text, languages in card.choices.texts.items():
        for language, words in languages.items():
            click.echo(f"text      {text} ({language}): {words}")


@command.command("set")
@click.argument("line")
@click.option("--opening", type=_OPENINGS, help="When callers are asked whether a message may be recorded.")
@click.option("--reasons", metavar="IDS", callback=options.reasons,
              help="Reasons in the order of the keys, with commas; or all, none.")  # fmt: skip
@click.option("--name", callback=options.line_name, help="The line's name in the console.")
@_PEER
@_BY
def set_line(
    line: str,
    opening: str | None,
    reasons: str | None,
    name: str | None,
    peers: tuple[str, ...],
    by: str | None,
) -> None:
    """Change LINE and put its new plan in force, or refuse with every reason."""
    if not (opening or reasons or name or peers):
        raise click.UsageError("nothing to change: give --opening, --reasons, --name or --peer")
    card = _card(line)
    from rufschutz.core.tenants.choices import Opening

    def change(card: LineCard) -> LineCard:
        choices = card.choices
        if opening is not None:
            choices = replace(choices, opening=Opening(opening))
        if reasons is not None:
            choices = replace(choices, reasons=_chosen(reasons))
        return replace(
            card, name=name or card.name, allowed_peers=peers or card.allowed_peers, choices=choices
        )

    _change(card, change, by)


@command.command()
@click.argument("line")
@click.argument("text", required=False)
@click.option("--de", metavar="WORDS", help="German words.")
@click.option("--en", metavar="WORDS", help="English words.")
@click.option("--reset", is_flag=True, help="Say the policy's words again.")
@_BY
def text(line: str, text: str | None, de: str | None, en: str | None, reset: bool, by: str | None) -> None:
    """Let LINE say TEXT in its own words. Slots such as {controller_short} stay in braces.

    Without TEXT the ids of all texts are listed, with their German words.
    """
    if text is None:
        if de or en or reset:
            raise click.UsageError("which text? See the ids: rufschutz lines text LINE")
        _list_texts(_card(line))
        return
    words = {language: said for language, said in (("de", de), ("en", en)) if said is not None}
    if reset is bool(words):
        raise click.UsageError("give --de or --en, or --reset")

    def change(card: LineCard) -> LineCard:
        texts = dict(card.choices.texts)
        if reset:
            texts.pop(text, None)
        else:
            texts[text] = texts.get(text, {}) | words
        return replace(card, choices=replace(card.choices, texts=texts))

    _change(_card(line), change, by)


@command.command()
@click.argument("line")
@click.option("--name", required=True, callback=options.line_name, help="The line's name in the console.")
@_PEER
@_BY
def add(line: str, name: str, peers: tuple[str, ...], by: str | None) -> None:
    """Add LINE (the user part of its SIP address) and put its plan in force."""
    if not peers:
        raise click.UsageError("name who may send calls: --peer 192.0.2.10")
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.setup import lines
    from rufschutz.core.setup.actions import unlock
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    actor = member_at_shell(tenant_ids()[0], by, now)
    card = lines.add(installation, unlock(installation), actor, line, name, peers, now)
    click.echo(f"{card.user_part} answers now")


@command.command()
@click.argument("line")
@click.option("--address", help="The postal address; '' for what follows from the spoken one.")
@click.option("--dpo", help="How to reach the data protection officer; '' likewise.")
@_BY
def written(line: str, address: str | None, dpo: str | None, by: str | None) -> None:
    """Show or set what stands on the pages and the notice of LINE's controller; nothing spoken changes."""
    card = _card(line)
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.setup import lines
    from rufschutz.core.tenants.queries import controller

    if (address, dpo) != (None, None):
        now = Clock().now()
        actor = member_at_shell(card.tenant, by, now)
        lines.write(actor, card.id, address, dpo, now)
    owner = controller(card.tenant)
    for name, spoken, shown in (
        ("address", owner.address, owner.postal),
        ("dpo", owner.dpo_contact, owner.officer),
        ("authority", owner.authority, owner.supervision),
    ):
        click.echo(f"{name:10}  {shown}" + (f"  (spoken: {spoken})" if shown != spoken else ""))


@command.command()
@click.option("--reason", default="Was diese Version mitbringt", show_default=True,
              help="Why the practice wants it.")  # fmt: skip
@_BY
def news(reason: str, by: str | None) -> None:
    """Propose texts, reasons and rules that this version ships and the adopted policy does not have."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.purposes.errors import UnchangedError
    from rufschutz.core.setup.lines import propose_shipped_news
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    for tenant in tenant_ids():
        actor = member_at_shell(tenant, by, now)
        try:
            name = propose_shipped_news(installation, actor, reason, now)
        except UnchangedError:
            click.echo("nothing new")
        else:
            policy.proposed(actor, name, now)


def _list_texts(card: LineCard) -> None:
    """Print what a line may say: the id, whether the words are its own, and how they begin."""
    from rufschutz.core.purposes.actions import spoken_texts
    from rufschutz.core.purposes.queries import live_policy

    policy = live_policy(card.tenant).policy
    for name in sorted(spoken_texts(policy)):
        text = policy.text(name)
        shared = {} if text is None else text.words
        own = card.choices.texts.get(name, {})
        words = " ".join((shared | own).get("de", "").split())
        click.echo(f"{name:32}  {'own' if own else 'policy':6}  {words[:70]}{'…' if words[70:] else ''}")


def _change(card: LineCard, change: Callable[[LineCard], LineCard], by: str | None) -> None:
    """Put a change of a line into force; it is applied to the line as it stands when nobody else writes."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.setup import lines
    from rufschutz.core.setup.actions import unlock

    now = Clock().now()
    actor = member_at_shell(card.tenant, by, now)
    version = lines.change(installation, unlock(installation), actor, card.id, change, now)
    click.echo(f"{card.user_part}: plan {version} is in force")


def _cards() -> list[LineCard]:
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.tenants.queries import lines, tenant_ids

    return [card for tenant in tenant_ids() for card in lines(tenant)]


def _card(line: str) -> LineCard:
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.tenants.queries import line_called

    return line_called(line)


def _chosen(reasons: str) -> tuple[str, ...] | None:
    if reasons == "all":
        return None
    return () if reasons == "none" else tuple(name.strip() for name in reasons.split(","))


def _reasons(card: LineCard) -> str:
    chosen = card.choices.reasons
    return "all" if chosen is None else ",".join(chosen) or "none"


def _page(card: LineCard) -> str:
    """Return where everybody reads what happens on this line."""
    from django.conf import settings

    from rufschutz.domain.call.commands import Language
    from rufschutz.public.tongue import address

    installation = settings.INSTALLATION
    origin = "" if installation is None else installation.public_address
    return origin + address("notice", Language.DE, card.user_part)


def _record(card: LineCard) -> dict[str, object]:
    return {
        "line": card.user_part,
        "name": card.name,
        "active": card.active,
        "peers": list(card.allowed_peers),
        "opening": card.choices.opening.value,
        "reasons": None if card.choices.reasons is None else list(card.choices.reasons),
        "texts": card.choices.texts,
        "page": _page(card),
    }
