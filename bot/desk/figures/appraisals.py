"""`/appraisal 2026`: the yearly appraisal as a draft, or as it was published with what differs now; and one person's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, answer
from bot.desk.figures import appraisal
from bot.desk.people.finding import find_near
from bot.errors import BadInput, NotFound
from bot.model import Order, Person
from bot.rules.appraisal import Appraisal, differences, read_asked
from bot.rules.rights import Act
from bot.store.look import Look
from bot.store.work import Work
from bot.views.figures import appraisal as views
from bot.views.figures import appraisal_files as files


@dataclass(frozen=True, slots=True)
class Found:
    """A year's appraisal as it was published, at `published_at`, and as it stands now; its items' titles by their ids."""

    shown: Appraisal
    now: Appraisal
    published_at: datetime | None
    titles: Mapping[int, str]


def asked(office: Office, scene: Scene, *, typed: str, now: datetime) -> tuple[str, str]:
    """The year and the name that are asked for, where whoever asks may."""
    scene.check(Act.APPRAISAL)
    return read_asked(typed, today=office.today(now))


async def find(office: Office, look: Look, *, year: str, today: date) -> Found:
    """The year's appraisal, best read beside the Works."""
    now = await appraisal.reckon(office, look, year=year, today=today)
    kept = await appraisal.published(look, year)
    shown = kept[0] if kept else now
    return Found(shown, now, kept[1] if kept else None, await titles_of(look, shown))


async def titles_of(look: Look, shown: Appraisal) -> dict[int, str]:
    """What the items are called by which people are shown; those that were wiped have no title any more."""
    heads = await look.fees.heads({work.item_id for row in shown.people for work in row.works})
    return {item_id: head.title for item_id, head in heads.items()}


async def show(office: Office, work: Work, scene: Scene, found: Found, *, name: str) -> None:
    """The answer, with its files behind it."""
    scene.check(Act.APPRAISAL)
    settings = office.settings
    frame = views.Frame(settings.desk.name, found.published_at, settings.bulletin.issuer)
    orders: list[Order] = []
    if name:
        person = _person(work, name)
        row = next((row for row in found.shown.people if row.subject == person.id), None)
        if row is None:
            raise NotFound(
                "{name} was no reporter in {year} and has no figures for it.",
                name=person.label,
                year=found.shown.year,
            )
        messages = views.render_person(scene.t, found.shown, row, frame, found.titles)
        day = office.today(work.now)
        orders.append(files.order_sheets(scene.t, found.shown, frame, [row], titles=found.titles, day=day))
    else:
        changes = differences(found.shown, found.now)
        messages = views.render_appraisal(scene.t, found.shown, frame, changes=changes)
        day = office.today(work.now)
        orders += files.order_files(scene.t, found.shown, frame, titles=found.titles, day=day)
    for message in messages:
        await answer(work, scene, message)
    for order in orders:
        await making.order(work, scene, order)


def _person(work: Work, name: str) -> Person:
    found = work.directory.named(name)
    if len(found) == 1:
        return found[0]
    near = found or find_near(work, name)
    raise BadInput(
        "Who is meant by “{name}”? Please write it as one of these: {names}",
        name=name[:40],
        names="、".join(each.label for each in near[:8]),
    )
