from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.script import Reason, ReasonMenu, ScriptError


def without(script, text, language=Language.DE):
    return {key: said for key, said in script.spoken.items() if key[:2] != (text, language)}


@pytest.mark.parametrize("text", ["answer.yes", "goodbye.nothing", "opening.keypad.ask_first"])
@pytest.mark.parametrize("language", list(Language))
def test_a_script_that_would_leave_a_caller_without_words_is_refused(make_script, text, language):
    with pytest.raises(ScriptError) as refused:
        make_script(spoken=without(make_script(), text, language))
    assert f"{text} ({language})" in refused.value.diagnostics()
    assert "Publish the plan again" in refused.value.diagnostics()


def test_where_nothing_is_recorded_its_words_are_not_needed(make_script):
    script = make_script(recording=None, opening="opening.keypad.never")
    spoken = without(make_script(), "answer.yes")
    make_script(recording=None, opening=script.opening, spoken=spoken)


@pytest.mark.rule("R110")
def test_a_withheld_number_does_not_reach_a_script(make_script):
    with pytest.raises(ScriptError):
        make_script(withheld=True)


def test_a_text_is_slow_only_where_the_plan_has_it_so(make_script):
    script = make_script()
    normal = {key: said for key, said in script.spoken.items() if key[2] is Speed.NORMAL}
    assert script.speed("answer.yes", Language.EN, Speed.SLOW) is Speed.SLOW
    plain = make_script(spoken=normal)
    assert plain.speed("answer.yes", Language.EN, Speed.SLOW) is Speed.NORMAL


@pytest.mark.parametrize("keys", [{}, {"7": "callback"}, {"*": "callback"}])
def test_a_menu_may_only_use_the_keys_that_have_no_fixed_meaning(keys):
    with pytest.raises(ScriptError, match="cannot have the keys"):
        ReasonMenu({Key(key): Reason(reason) for key, reason in keys.items()})


def test_a_key_of_the_menu_means_one_thing():
    with pytest.raises(ScriptError, match="cannot have the keys 1, 1"):
        ReasonMenu({Key.K1: Reason("callback")}, message=Key.K1)


def test_a_menu_needs_its_texts(make_script):
    base = make_script()
    bare = {wording: said for wording, said in base.spoken.items() if not wording[0].startswith("reason.")}
    assert make_script(spoken=bare).menu is None
    with pytest.raises(ScriptError, match=r"reason.ask \(de\), .*reason.noted \(en\)"):
        make_script(spoken=bare, menu=ReasonMenu({Key.K1: Reason("callback")}))


def test_a_message_is_not_offered_where_nothing_may_be_recorded(make_script):
    menu = ReasonMenu({Key.K1: Reason("callback")}, message=Key.K2)
    with pytest.raises(ScriptError, match="nothing may be recorded"):
        make_script(recording=None, opening="opening.keypad.never", menu=menu)
