"""``rufschutz call``: a telephone that follows a script; its transcript as words or JSON."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation
    from rufschutz.voice.caller.phone import Transcript

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("target")
@click.option("--keys", default="", help="Keys, each pressed at the next pause: 1, 2#, …")
@click.option("--play", type=_FILE, help="A WAV file to speak after the keys.")
@click.option("--save", type=_FILE, help="Write what was heard to this WAV file.")
@click.option("--script", help="Instead of --keys: words such as '1 play #' or '4s:2 9s:hangup'.")
@click.option("--number", default="+493023125047", show_default=True, help="The caller's number.")
@click.option("--withhold", is_flag=True, help="Hide the number.")
@click.option("--in-band", is_flag=True, help="Send keys as tones and offer no events, as old telephones do.")
@click.option("--limit", default=180, show_default=True, help="Hang up after this many seconds.")
@click.option(
    "--note", is_flag=True, help="Print the receipt's number, if one was read out by this installation."
)
@click.option("--json", "as_json", is_flag=True, help="Print the transcript as JSON.")
def command(
    target: str,
    keys: str,
    play: Path | None,
    save: Path | None,
    script: str | None,
    number: str,
    withhold: bool,
    in_band: bool,
    limit: int,
    note: bool,
    as_json: bool,
) -> None:
    """Call TARGET (sip:LINE@HOST:PORT) and follow a script.

    Without --script: each of --keys at the next pause, then --play, then # . A message with a
    receipt: --script '1 play # # 1' --play message.wav --note
    """
    from rufschutz.core import runtime
    from rufschutz.voice.caller.phone import Order, make_call
    from rufschutz.voice.caller.script import parse_script
    from rufschutz.voice.caller.sound import read_wav, write_wav

    if save and not os.access(save if save.exists() else save.absolute().parent, os.W_OK):
        raise click.BadParameter(f"{save} cannot be written; nobody was called", param_hint="--save")
    house = runtime.read(runtime.default_data(), database=False) if note else None
    words = script if script is not None else " ".join([*keys, *(["play", "#"] if play else [])])
    speech = read_wav(play) if play else None
    order = Order(target, parse_script(words), speech, number, withhold, limit, in_band=in_band)
    transcript = asyncio.run(make_call(order))
    if save and transcript.heard is not None:
        write_wav(save, transcript.heard)
    _show(transcript, None if house is None else _number(transcript, house), as_json=as_json)
    sys.exit(0 if transcript.status == 200 and not transcript.undone else 1)


def _number(transcript: Transcript, house: Installation) -> str:
    """Return the receipt's number that was read out, '' for none."""
    from rufschutz.cli.noted import receipt_number

    return "" if transcript.heard is None else receipt_number(transcript.heard, house)


def _show(transcript: Transcript, number: str | None, *, as_json: bool) -> None:
    heard = 0 if transcript.heard is None else len(transcript.heard) // 8
    if as_json:
        record = {
            "target": transcript.target,
            "status": transcript.status,
            "ended_by": transcript.ended_by,
            "heard_ms": heard,
            "packets": transcript.received,
            "undone": list(transcript.undone),
            "moments": [dataclasses.asdict(moment) for moment in transcript.moments],
            **({} if number is None else {"receipt": number}),
        }
        click.echo(json.dumps(record, indent=2))
        return
    answered = transcript.status == 200
    for moment in transcript.moments:
        when = f"{moment.ms / 1000:7.2f} s" if moment.ms >= 0 else " " * 9
        click.echo(f"{when}  {moment.what}")
    if answered:
        click.echo(f"heard {heard / 1000:.1f} s")
        if number is not None:
            click.echo(f"receipt {number or 'none was read out'}")
    if answered and transcript.undone:
        click.echo(f"not done: {' '.join(transcript.undone)}")
    if why := _why_unanswered(transcript):
        click.echo(why, err=True)


def _why_unanswered(transcript: Transcript) -> str:
    """Return what may have kept a call from being answered, and what to look at; '' where SIP said it."""
    if transcript.status in {0, 408}:
        return (
            f"no answer from {transcript.peer}\n"
            "  Is it running there (rufschutz serve), on this port (sip_port in rufschutz.toml), "
            "and may this address call it (--peer)?"
        )
    if transcript.status == 404:
        return (
            f"there is no such line: {transcript.target}\n"
            "  The part before @ is the line's --line from init (praxis, unless you chose another)."
        )
    return ""
