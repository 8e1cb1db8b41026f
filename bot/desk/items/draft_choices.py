"""What is chosen by a button under the preview of an item: 类别, 主题, 紧急, and whether lines are noise."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import draft_preview, drafts
from bot.errors import BadInput
from bot.model import Draft, Kind
from bot.rules.item_draft import Content, content_of
from bot.store.work import Work
from bot.views.items import previews as views


async def choose_kind(
    office: Office, work: Work, scene: Scene, *, draft_id: int, kind: str | None
) -> Toast | None:
    """类别: shows the four, or takes one."""
    draft = await drafts.own(work, scene, draft_id)
    content = content_of(draft.data)
    if kind is None:
        parsed = await draft_preview.parsed_of(office, work, content)
        keyboard = views.kind_keyboard(scene.t, draft.id, chosen=parsed.kind or Kind.ORDINARY)
        await draft_preview.refresh(office, work, scene, draft, content, keyboard=keyboard)
        return None
    if kind not in list(Kind):
        raise BadInput("This button is out of date. Please send the command again.")
    await _change(office, work, scene, draft, replace(content, kind=kind))
    return None


async def choose_theme(
    office: Office, work: Work, scene: Scene, *, draft_id: int, place: str | None
) -> Toast | None:
    """主题: shows the configured ones, or switches one on or off."""
    draft = await drafts.own(work, scene, draft_id)
    content, themes = content_of(draft.data), office.settings.desk.themes
    if not themes:
        return scene.toast(lambda t: t.plain("This desk has set no themes."), alert=True)
    if place is not None:
        if not place.isdigit() or int(place) >= len(themes):
            raise BadInput("This button is out of date. Please send the command again.")
        theme, chosen = themes[int(place)], (await draft_preview.parsed_of(office, work, content)).themes
        switched = tuple(t for t in chosen if t != theme) if theme in chosen else (*chosen, theme)
        content = replace(content, themes=switched)
        await drafts.save(work, draft, content, step=draft.step)
    chosen = (await draft_preview.parsed_of(office, work, content)).themes
    keyboard = views.theme_keyboard(scene.t, draft.id, themes=themes, chosen=chosen)
    await draft_preview.refresh(office, work, scene, draft, content, keyboard=keyboard)
    return None


async def switch_urgent(
    office: Office, work: Work, scene: Scene, *, draft_id: int, to: bool | None = None
) -> Toast | None:
    """紧急: on or off, or (`to`) as the word says that somebody typed."""
    draft = await drafts.own(work, scene, draft_id)
    content = content_of(draft.data)
    parsed = await draft_preview.parsed_of(office, work, content)
    await _change(
        office, work, scene, draft, replace(content, urgent=not parsed.urgent if to is None else to)
    )
    return None


async def settle_noise(
    office: Office, work: Work, scene: Scene, *, draft_id: int, is_noise: bool
) -> Toast | None:
    """清理 or 保留: the writer's word on lines that may be noise, a table or codes."""
    draft = await drafts.own(work, scene, draft_id)
    await _change(office, work, scene, draft, replace(content_of(draft.data), takes_doubts=is_noise))
    return None


async def _change(office: Office, work: Work, scene: Scene, draft: Draft, content: Content) -> None:
    await drafts.save(work, draft, content, step=draft.step)
    await draft_preview.refresh(office, work, scene, draft, content)
