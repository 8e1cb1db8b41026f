"""The lists that a new capability must not be forgotten in: each is compared with what there is."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram.ext import CallbackQueryHandler, CommandHandler

import handlers
from bot.desk.clock.contents import POSTS
from bot.desk.common.slots import SEEN_BY, Slot
from bot.desk.conversing import CONVERSATIONS
from bot.desk.forms import FORMS
from bot.desk.letters import LETTERS
from bot.locale.texts import LANGUAGES, Texts
from bot.model import DraftKind, Reminder, Role
from bot.rules.forms import TEXT, TITLE
from bot.rules.numbers import LETTERS as WORDS_OF_LETTERS
from bot.rules.onestep import TAGS_OTHER
from bot.rules.reminders import kinds_for
from bot.rules.rights import Act
from bot.sections import Schedule
from bot.views.common.callbacks import Press
from bot.views.common.help import COMMANDS
from bot.views.common.labels import REMINDERS
from handlers.asking import FirstThatFits
from handlers.buttons import ButtonHandler

ROOT = Path(__file__).resolve().parents[1]
# What is asked for by buttons alone.
BUTTONS = {
    Act.SIGN,
    Act.ATTEND,
    Act.DECIDE_APPEAL,
    Act.NOTICE,
    Act.ANSWER_SHARED,
    Act.OFFER,
    Act.DECIDE_OFFER,
    Act.PLAN_ROTATION,
    Act.ASK_ROTATION,
    Act.DECIDE_COMMENT,
    Act.REVIEW,
    Act.DECIDE_PROPOSAL,
    Act.READ_KEYPOINTS,
    Act.DECIDE_JOIN,
    Act.ANSWER_ASK,
    Act.SET_GUIDE,
    Act.DECIDE_LEAD,
    Act.DOUBT,
    Act.DO_TASK,
    Act.DECIDE_TASK,
}
_UNNAMED = (Act.START,)  # Telegram shows it by itself


def test_every_button_has_exactly_one_handler() -> None:
    patterns = [
        re.compile(str(getattr(each.pattern, "pattern", each.pattern)))
        for each in handlers.ALL_HANDLERS
        if isinstance(each, CallbackQueryHandler) and each.pattern is not None
    ]
    handled = {press: sum(bool(pattern.match(f"{press}:1")) for pattern in patterns) for press in Press}
    assert handled == dict.fromkeys(Press, 1)


def test_no_handler_is_lost_where_all_are_one() -> None:
    one = FirstThatFits(handlers.ALL_HANDLERS)
    asked = [*one.of_presses, *one.others]
    buttons = [each for each in handlers.ALL_HANDLERS if isinstance(each, ButtonHandler)]
    assert [each for each in handlers.ALL_HANDLERS if each not in asked] == buttons
    assert [each.asks for each in asked if isinstance(each, ButtonHandler)] == [
        {press: ask for each in buttons for press, ask in each.asks.items()}
    ]


def test_every_act_has_a_command_or_is_a_buttons_and_each_command_is_an_act() -> None:
    commands = {
        name for each in handlers.ALL_HANDLERS if isinstance(each, CommandHandler) for name in each.commands
    }
    assert commands == {act.value for act in Act if act not in BUTTONS} | {
        "language"
    }  # what /lang is called elsewhere


def test_every_command_is_in_the_menu_and_the_help() -> None:
    assert {*COMMANDS, *_UNNAMED} == {act for act in Act if act not in BUTTONS}


def test_every_kind_of_conversation_has_its_line() -> None:
    assert set(CONVERSATIONS) == set(DraftKind)


def test_every_form_has_its_line_its_words_and_its_letter() -> None:
    source = {path: path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "desk").rglob("*.py")}
    assert sum(len(re.findall(r"^\w+ = Mechanism\(", text, re.M)) for text in source.values()) == len(FORMS)
    assert sum(len(re.findall(r"^\w+ = Lettered\(", text, re.M)) for text in source.values()) == len(LETTERS)
    assert {mechanism.form.letter for mechanism in FORMS.values()} == set(LETTERS) <= {"T", *WORDS_OF_LETTERS}
    assert {mechanism.form.command for mechanism in FORMS.values()} <= {act.value for act in Act}
    for mechanism in FORMS.values():
        form, words = mechanism.form, mechanism.words
        keys = {field.key for field in form.fields}
        assert [field.key for field in form.fields][:2] == [TITLE, TEXT]
        assert set(words.fields) == set(words.questions) == keys
        assert {option for field in form.fields for option in field.options} <= set(words.options)
        names = [name for field in form.fields for name in field.names]
        assert len(set(names)) == len(names), "two fields with one header"
        # What a preview, or a question, calls a field is what people then write before a colon, in both languages.
        for t in (Texts(each, ZoneInfo("Asia/Shanghai")) for each in LANGUAGES):
            called = {field.key: t.plain(words.fields[field.key]).casefold() for field in form.fields}
            assert all(called[field.key] in field.names for field in form.fields if field.names), called
        assert set(form.tags) <= set(TAGS_OTHER), "what begins so is no item's text"


def test_every_kind_of_living_message_says_who_may_see_it() -> None:
    assert set(SEEN_BY) == set(Slot)


def test_no_living_message_is_named_by_hand() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.value.lineno}"
        for path in (ROOT / "bot" / "desk").rglob("*.py")
        if "slot=" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword)
        and node.arg == "slot"
        and isinstance(node.value, ast.JoinedStr | ast.Constant)
        if not (isinstance(node.value, ast.Constant) and node.value.value is None)
    ]
    assert found == []


def test_every_post_of_the_clock_has_its_times_and_its_words() -> None:
    settings = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    assert set(Schedule.model_fields) == set(POSTS) == set(settings["schedule"])


def test_every_kind_of_reminder_has_its_name_and_is_somebodys_to_switch_off() -> None:
    assert set(REMINDERS) == set(Reminder)
    assert {kind for role in Role for kind in kinds_for(role)} == set(Reminder)


def test_how_long_a_decision_can_be_undone_is_asked_in_one_place() -> None:
    asks = re.compile(r"[<>]=? *(?:\w+\.)?UNDO_WITHIN|UNDO_WITHIN *=")
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("bot/rules", "bot/desk", "bot/views")
        for path in (ROOT / room).rglob("*.py")
        if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["bot/rules/states.py"]


def test_rights_are_asked_for_in_the_desk_and_in_no_handler() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "handlers").glob("*.py")}
    assert [name for name, text in sources.items() if "scene.check(" in text or "rules.rights" in text] == []


def test_every_act_is_asked_for_somewhere() -> None:
    desk = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "desk").rglob("*.py"))
    # To look at the help, to start and to ask to join is open to everybody.
    open_to_all = {Act.HELP, Act.START, Act.JOIN, Act.LANG}
    assert {act for act in Act if f"Act.{act.name}" not in desk} <= open_to_all


def test_what_a_button_answers_is_put_into_words_in_one_place_which_knows_whose_language() -> None:
    found = [
        f"{path.name}:{node.lineno}"
        for room in ("bot", "handlers")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"Toast\(|\.toast\(", source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        if (isinstance(node.func, ast.Name) and node.func.id == "Toast" and path.name != "office.py")
        or (
            isinstance(node.func, ast.Attribute)
            and node.func.attr == "toast"
            and any(isinstance(part, ast.Attribute) and part.attr == "t" for part in ast.walk(node.args[0]))
        )
    ]
    assert found == [], "use scene.toast(lambda t: t.plain(…)): only who presses sees the answer"


def test_a_refusal_is_in_no_language_before_it_is_told() -> None:
    """Found in use: an editor on English typed a command in a Chinese group, which read 现为“Waiting for review”."""
    refusals = {"NotAllowed", "NotJoined", "BadInput", "WrongState", "Full", "NotFound"}
    found = []
    for path in (ROOT / "bot").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in source for name in refusals):
            continue
        for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
            if not isinstance(call.func, ast.Name) or call.func.id not in refusals:
                continue
            fields = [each.value for each in call.keywords if not isinstance(each.value, ast.Lambda)]
            found += [
                f"{path.relative_to(ROOT)}:{field.lineno}"
                for field in fields
                for part in ast.walk(field)
                if (isinstance(part, ast.Name) and part.id in ("t", "own_t"))
                or (isinstance(part, ast.Attribute) and part.attr in ("t", "own_t"))
            ]
    assert found == [], "what says a word of a language there is a function of the Texts"
