"""The county's people and groups in the local Telegram, and the desk's settings there; what has happened is the story's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot import sections
from bot.config import Settings
from bot.demo import news
from bot.demo.story import Json, read_data
from bot.locale.texts import Texts
from bot.model import PlaceKind, Role
from bot.rules.rights import Where
from bot.sandbox import Chat, Persona, Sandbox, Site
from bot.scoring import PointRules
from bot.views.common import labels
from bot.views.common.help import menu

TOKEN = "20110601:DEMO"  # noqa: S105 - the local stand-in's token is no secret
DATABASE = "demo.db"

_ROLES = {
    "owner": "管理员",
    "admin": "管理员",
    "editor": "编辑",
    "leader": "领导",
    "member": "信息员",
    "partner": "联席",
    "nobody": "未加入",
}


@dataclass(frozen=True)
class County:
    """Everybody by name, and the three groups."""

    data: Json
    people: Mapping[str, Persona]
    groups: Mapping[PlaceKind, Chat]

    def cast(self) -> list[tuple[Json, Persona]]:
        """Everybody, with their entry in the file."""
        return [(one, self.people[one["name"]]) for one in self.data["people"]]

    def opened(self) -> list[Persona]:
        """Those who have opened the private chat with the bot."""
        return [persona for one, persona in self.cast() if one.get("opened", True)]

    def tour(self) -> dict[str, int]:
        """Who plays which part in the page's guided tour, and in which groups."""
        parts = {part: self.people[name].id for part, name in self.data["tour"].items()}
        return parts | {kind.value: group.id for kind, group in self.groups.items()}


def settle_county(sandbox: Sandbox) -> County:
    """Puts the county's people and groups into the sandbox."""
    data = read_data("county")
    sandbox.site.put(news.FILE, news.feed([], now=sandbox.world.now()), kind=news.KIND)
    people = {one["name"]: sandbox.user(one["id"], one["name"], note=_note(one)) for one in data["people"]}
    groups = {
        PlaceKind(group["kind"]): sandbox.group(
            group["title"],
            *(people[one["name"]] for one in data["people"] if one["role"] in group["roles"]),
            bot_admin=True,
        )
        for group in data["groups"]
    }
    return County(data, people, groups)


def settings_of(address: str, folder: Path) -> Settings:
    """The desk's settings in the demo. The environment has no say: it may hold a real token, or a real desk's database."""
    data = read_data("county")
    owners = tuple(one["id"] for one in data["people"] if one["role"] == "owner")
    posts = PointRules().posts
    leaders = {one["name"]: posts[one["title"]] for one in data["people"] if one["role"] == "leader"}
    return Settings.model_construct(
        telegram=sections.Telegram(
            token=TOKEN,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            limits=sections.Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0),
        ),
        backup=sections.Backup(enabled=False),  # a trainer's nights pass in seconds
        storage=sections.Storage(url=f"sqlite:///{folder / DATABASE}", files=folder / "files"),
        desk=sections.Desk(name=data["name"], owners=owners, themes=tuple(data["themes"])),
        flood=sections.Flood(per_minute=0),  # the clock is wound on, and a month is played within seconds
        quota=sections.Quota(units=data["unit_quotas"]),
        secrecy=sections.Secrecy(contact=data["contact"]),
        points=PointRules(posts=leaders),
        bulletin=sections.BulletinRules(**data["bulletin"]),
        feeds=(_feed(address, **data["feed"]),),
    )


def _feed(address: str, *, name: str, words: Sequence[str]) -> sections.Feed:
    """The network source, on the sandbox's own site."""
    host = urlsplit(address).hostname or ""
    return sections.Feed(
        name=name,
        url=address + Site.address(news.FILE),
        words=tuple(words),
        every=timedelta(minutes=1),
        allow=host,
    )


def note_of(role: str, *, unit: str, post: str = "") -> dict[str, str]:
    """What the page shows of somebody: the heading they stand below, unit and post, and what they may do, a line each."""
    note = {"unit": unit, "role": _ROLES[role], "post": post}
    note["role_en"] = labels.role(Texts("en", sections.Desk().zone), Role(role))
    for key, language in (("may", "zh"), ("may_en", "en")):
        t = Texts(language, sections.Desk().zone)
        note[key] = "\n".join(description for _, description in menu(t, Role(role), Where.PRIVATE))
    return note


def _note(one: Json) -> dict[str, str]:
    posts = [one.get("title", "")]
    if one.get("employment") == "full_time":
        posts.append("专职")
    if one["role"] != "nobody" and not one.get("opened", True):
        posts.append("未开私聊")
    return note_of(
        one["role"], unit=one.get("unit", "来访者"), post=" · ".join(post for post in posts if post)
    )
