"""An office to measure on: its settings, its people and what they send; nothing is measured here."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import app
from bot.clock import Clock
from bot.config import Settings, load
from bot.model import PlaceKind
from tests.support.far_end import TOKEN

FIRST_ID = 1_000_000
DESK_GROUP = -1001000000001
PEOPLE = 200
# About 300 characters, as the items of a county are.
SENTENCES = (
    "为确保安全度汛，该镇自3月下旬起开展汛前地质灾害隐患排查，已排查{n}个点位，新增隐患点9处、销号4处。",
    "一是分片包干查，成立6个排查组，实行一组包三村、技术人员与村干部同行，逐点填写巡查卡。",
    "二是一点一策防，对{left}处在册隐患点逐一明确监测员、撤离路线和避险场所，更换警示牌86块。",
    "三是实战演练练，在5个重点村开展夜间撤离演练，参加群众{m}人，平均集结用时11分钟。",
    "四是物资前置备，为重点村配备手摇报警器42台、发电机12台。",
    "存在的主要问题是部分监测员年龄偏大、夜间巡查力量不足，拟通过新增补助和邻村互巡予以解决。",
)


def write_settings(
    folder: Path, url: str, *, storage: str | None = None, limits: bool = False, more: Sequence[str] = ()
) -> Path:
    """A settings file for a desk in `folder` whose Telegram is at `url`, without limits unless asked; `more`: lines after it."""
    numbers = (30, 20, 1) if limits else (0, 0, 0)
    text = "\n".join(
        [
            "[telegram]",
            f"token = {json.dumps(TOKEN)}",
            f"base_url = {json.dumps(url + '/bot')}",
            f"base_file_url = {json.dumps(url + '/file/bot')}",
            "[telegram.limits]",
            f"overall_per_second = {numbers[0]}",
            f"group_per_minute = {numbers[1]}",
            f"chat_per_second = {numbers[2]}",
            "[storage]",
            f"url = {json.dumps(storage or f'sqlite:///{folder}/desk.db')}",
            f"files = {json.dumps(str(folder / 'files'))}",
            "[desk]",
            f"owners = [{FIRST_ID}]",
            *more,
        ]
    )
    path = folder / "config.toml"
    path.write_text(text + "\n", encoding="utf-8")
    return path


async def found(config: Path, *, people: int = PEOPLE, has_desk: bool = True) -> Settings:
    """Makes the office's database: `people` reporters of 20 units whose private chats are open, and a desk group."""
    settings = load(config)
    database = app.new_database(settings)
    await database.open()
    try:
        async with database.work(now=Clock().now()) as work:
            units = [await work.people.ensure_unit(f"第{place}镇") for place in range(20)]
            for place in range(people):
                await work.people.add(
                    name=f"信息员{place}",
                    unit_id=units[place % len(units)],
                    role="member",
                    employment="part_time",
                    joined_on=datetime(2026, 1, 4, tzinfo=UTC).date(),
                    telegram_id=FIRST_ID + 1 + place,
                )
                await work.people.set_open(FIRST_ID + 1 + place, is_open=True, now=work.now)
            if has_desk:
                await work.people.bind(DESK_GROUP, 0, kind=PlaceKind.DESK, title="采编群")
            await work.refresh_directory()
    finally:
        await database.close()
    return settings


def submissions(
    count: int, *, people: int = PEOPLE, first_update: int = 1, sender: int = 0
) -> Iterator[dict[str, Any]]:
    """`count` updates: one-step submissions in private, one person after another from the place `sender` on."""
    sent_at, first = int(time.time()), sender
    for place in range(count):
        sender = FIRST_ID + 1 + (first + place) % people
        body = "".join(SENTENCES).format(n=place, left=place + 5, m=1360 + place)
        user = {"id": sender, "is_bot": False, "first_name": f"信息员{sender - FIRST_ID - 1}"}
        yield {
            "update_id": first_update + place,
            "message": {
                "message_id": 9 + first_update + place,  # each message once, however often this is asked
                "date": sent_at,
                "chat": {"id": sender, "type": "private", "first_name": user["first_name"]},
                "from": user,
                "text": f"#报送 汛前排查情况第{place}期\n{body}",
                "entities": [{"type": "hashtag", "offset": 0, "length": 3}],
            },
        }
