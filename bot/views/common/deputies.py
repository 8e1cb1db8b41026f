"""What stands above a copy of what concerns somebody by name; setting deputies is in views/people/deputies.py."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Person


def copy_head(t: Texts, person: Person) -> Markup:
    """【代 云茶镇 张三】."""
    return t("<b>[For {person}]</b>", person=person.label)


def in_place_of(t: Texts, person: str, deputy: str | None) -> str:
    """李四代云茶镇 张三; the person's name alone where nobody stood in."""
    return person if deputy is None else t.plain("{deputy} for {person}", deputy=deputy, person=person)


def render_done_for(t: Texts, deputy: Person, what: str) -> Message:
    """To the person: what was done in their place."""
    return Message(t("{deputy} has answered for you: {what}", deputy=deputy.name, what=what))
