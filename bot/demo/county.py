"""The county's people and groups in the local Telegram, and the desk's settings there; what has happened is the story's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import config
from bot.config import Settings
from bot.demo.story import Json, read_data
from bot.model import PlaceKind
from bot.sandbox import Chat, Persona, Sandbox

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


def settle_county(sandbox: Sandbox) -> County:
    """Puts the county's people and groups into the sandbox."""
    data = read_data("county")
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
    return Settings.model_construct(
        telegram=config.Telegram(
            token=TOKEN,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            limits=config.Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0),
        ),
        storage=config.Storage(url=f"sqlite:///{folder / DATABASE}", files=folder / "files"),
        desk=config.Desk(name=data["name"], owners=owners, themes=tuple(data["themes"])),
        quota=config.Quota(units=data["unit_quotas"]),
        secrecy=config.Secrecy(contact=data["contact"]),
    )


def role_name(role: str) -> str:
    """The page's heading for people of a role."""
    return _ROLES[role]


def _note(one: Json) -> dict[str, str]:
    """What the page shows under a name, and the heading it stands below."""
    parts = [one.get("unit", "来访者"), one.get("title", "")]
    if one.get("employment") == "full_time":
        parts.append("专职")
    if one["role"] != "nobody" and not one.get("opened", True):
        parts.append("未开私聊")
    return {"unit": " · ".join(part for part in parts if part), "role": role_name(one["role"])}
