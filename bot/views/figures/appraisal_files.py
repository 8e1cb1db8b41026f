"""The yearly appraisal as files: tables, an official paper, and a sheet for each person (评优评先登记表)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Order
from bot.rules.appraisal import Appraisal, Row
from bot.rules.points import written
from bot.rules.secrecy.personal import mask
from bot.views.common import labels
from bot.views.common.bulletins import issuer_name
from bot.views.figures.appraisal import (
    Frame,
    award_lines,
    bars,
    is_apart,
    label,
    not_proposed,
    person_facts,
    rate,
    reached,
    title,
    whole_words,
)
from bot.views.figures.point_lists import carried_words

_ROW, _BY_HAND = 7, 28  # mm: a line of a sheet, and the room for an opinion
Column = tuple[str, str, list[Any]]  # head, type, values


def order_files(
    t: Texts, found: Appraisal, frame: Frame, *, titles: Mapping[int, str], day: date
) -> list[Order]:
    """The tables, the paper, and the sheets of those who reported in the year."""
    if not found.people:
        return []
    rows = [row for row in found.people if "role" not in row.bars]
    sheets = order_sheets(t, found, frame, rows, titles=titles, day=day)
    return [order_tables(t, found, frame), order_paper(t, found, frame, day=day), sheets]


def order_tables(t: Texts, found: Appraisal, frame: Frame) -> Order:
    """The workbook: units, persons, awards."""
    name = title(t, found, frame)
    note = t.plain(
        "Adopted: of the year's items. By channel: what it took in the year and has not given back, for all who contributed. "
        "Months short: of {months} months counted.",
        months=found.months,
    )
    sheets = [
        _sheet(
            t.plain("Units"),
            t.plain("{title}: units", title=name),
            _columns(t, found, by_unit=True),
            *filter(None, (note, _apart(t, found.units), _carried(t, found))),
        ),
        _sheet(
            t.plain("Persons"),
            t.plain("{title}: persons", title=name),
            _columns(t, found, by_unit=False),
            *filter(None, (note, _apart(t, found.people))),
        ),
        _awards(t, found, name),
    ]
    file = t.plain("Yearly appraisal {year}.xlsx", year=found.year)
    return Order("workbook", {"sheets": sheets}, file, caption=name)


def _sheet(name: str, head: str, columns: Sequence[Column], *notes: str) -> dict[str, Any]:
    """Columns in which nothing stands are left out."""
    shown = [each for each in columns if any(value not in (None, "") for value in each[2])]
    return {
        "name": name,
        "title": head,
        "columns": [{"head": head, "type": kind} for head, kind, _ in shown],
        "rows": [list(row) for row in zip(*(values for _, _, values in shown), strict=True)],
        "notes": list(notes),
    }


def _apart(t: Texts, rows: Sequence[Row]) -> str:
    """Why the channels took more, or less, than is adopted of somebody's items; empty where each row's figures agree."""
    if not any(map(is_apart, rows)):
        return ""
    return t.plain(
        "“Adopted” is of the year's own items and counts for who reported first; adoptions by channel belong to the year in "
        "which they are booked and count for everybody who contributed."
    )


def _carried(t: Texts, found: Appraisal) -> str:
    """That earlier years' targets go on."""
    return _plain(carried_words(t, (row.target_of for row in found.units)))


def _columns(t: Texts, found: Appraisal, *, by_unit: bool) -> list[Column]:
    rows = found.units if by_unit else found.people
    found_in = [
        (key, [row.taken[place] for row in rows])
        for place, key in enumerate(found.channels)
        if any(row.taken[place] for row in rows)
    ]
    return [
        (t.plain("Place"), "int", [row.place for row in rows]),
        (t.plain("Unit"), "text", [mask(row.unit)[0] for row in rows]),
        (t.plain("Name"), "text", [None if by_unit else mask(row.name)[0] for row in rows]),
        (t.plain("Points reached"), "points", [row.hundredths for row in rows]),
        (t.plain("Yearly target"), "points", [row.target for row in rows]),
        (
            t.plain("Completion"),
            "percent",
            [row.hundredths / row.target if row.target else None for row in rows],
        ),
        (t.plain("Items received"), "int", [row.received for row in rows]),
        (t.plain("Counted"), "int", [row.counted for row in rows]),
        (t.plain("Adopted"), "int", [row.adopted for row in rows]),
        (t.plain("Adoption rate"), "percent", [row.rate for row in rows]),
        *(
            (t.plain("By {channel}", channel=labels.channel_name(t, key)), "int", values)
            for key, values in found_in
        ),
        (t.plain("Leaders' comments"), "int", [row.comments for row in rows]),
        (t.plain("Bookings not delivered"), "int", [row.lapses for row in rows]),
        (t.plain("Months short"), "int", [row.months_short for row in rows]),
        (t.plain("Items short"), "int", [row.missing for row in rows]),
        (t.plain("Items untrue"), "int", [row.untrue for row in rows]),
        (t.plain("Fees listed (yuan)"), "money", [row.fen for row in rows]),
        (t.plain("Barred by"), "text", [bars(t, row) or None for row in rows]),
    ]


def _awards(t: Texts, found: Appraisal, name: str) -> dict[str, Any]:
    rows: list[list[Any]] = []
    for award in found.awards:
        named = {row.subject: row for row in (found.units if award.by_unit else found.people)}
        for subjects, words in (
            (award.chosen, t.plain("proposed")),
            (award.tied, t.plain("equal points, to be decided ({open} places)", open=award.open)),
        ):
            for subject in subjects:
                row = named[subject]
                who = mask(label(row, by_unit=award.by_unit))[0]
                rows.append([labels.own(t, award.name), award.number, row.place, who, row.hundredths, words])
    return {
        "name": t.plain("Awards"),
        "title": t.plain("{title}: awards proposed", title=name),
        "columns": [
            {"head": t.plain("Award"), "type": "text"},
            {"head": t.plain("Number of them"), "type": "int"},
            {"head": t.plain("Place"), "type": "int"},
            {"head": t.plain("Who"), "type": "text"},
            {"head": t.plain("Points reached"), "type": "points"},
            {"head": t.plain("Standing"), "type": "text"},
        ],
        "rows": rows,
        "notes": [
            t.plain(
                "Proposed by points, by rule; people decide. Equal points at an award's edge are all named."
            )
        ],
    }


def order_paper(t: Texts, found: Appraisal, frame: Frame, *, day: date) -> Order:
    """The appraisal as an official paper."""
    blocks: list[dict[str, Any]] = [
        {"heading": t.plain("1. The year"), "level": 1},
        {"text": _plain(whole_words(t, found))},
        {"heading": t.plain("2. Units"), "level": 1},
        _table(t, found.units, by_unit=True),
        *({"text": words} for words in filter(None, [_carried(t, found)])),
        {"heading": t.plain("3. Persons"), "level": 1},
        _table(t, found.people, by_unit=False),
        {"heading": t.plain("4. Awards proposed"), "level": 1},
        *({"text": _plain(line)} for award in found.awards for line in award_lines(t, found, award)),
        {"heading": t.plain("5. Not proposed"), "level": 1},
        *_not_proposed(t, found),
        {
            "text": t.plain(
                "Awards are proposed by points, by the office's rules; people decide on them. Fees are a record: the bot pays "
                "and fines nobody."
            )
        },
    ]
    name = title(t, found, frame)
    spec = {
        "title": name,
        "blocks": blocks,
        "signer": issuer_name(t, issuer=frame.issuer, desk=frame.desk),
        "date": t.full_day(day),
    }
    return Order("paper", spec, t.plain("Yearly appraisal {year}.docx", year=found.year), caption=name)


def _not_proposed(t: Texts, found: Appraisal) -> list[dict[str, Any]]:
    rows = [[mask(who)[0], why] for who, why in not_proposed(t, found)]
    if not rows:
        return [{"text": t.plain("Nobody.")}]
    columns = [
        {"head": t.plain("Who"), "width": 60, "align": "left"},
        {"head": t.plain("Why"), "width": 96, "align": "left"},
    ]
    return [{"table": {"columns": columns, "rows": rows}}]


def _table(t: Texts, rows: Sequence[Row], *, by_unit: bool) -> dict[str, Any]:
    """A table of the paper, 156 mm wide; columns in which nothing stands are left out."""
    has_targets, none = any(row.target for row in rows), [""] * len(rows)
    columns: list[tuple[str, int, str, list[str]]] = [
        (t.plain("Place"), 11, "center", [str(row.place) for row in rows]),
        (t.plain("Unit"), 30, "left", [mask(row.unit)[0] for row in rows]),
        (t.plain("Name"), 20, "left", ["" if by_unit else mask(row.name)[0] for row in rows]),
        (t.plain("Points reached"), 17, "right", [written(row.hundredths) for row in rows]),
        (t.plain("Completion"), 19, "right", [reached(row) or "—" for row in rows] if has_targets else none),
        (t.plain("Counted"), 14, "right", [str(row.counted) for row in rows]),
        (t.plain("Adopted"), 14, "right", [str(row.adopted) for row in rows]),
        (t.plain("Adoption rate"), 18, "right", [rate(row) for row in rows]),
        (t.plain("Comments"), 12, "right", [str(row.comments) for row in rows]),
        (t.plain("Lapses"), 12, "right", [str(row.lapses) for row in rows]),
        (t.plain("Months short"), 12, "right", [str(row.months_short) for row in rows]),
    ]
    shown = [each for each in columns if any(each[3])]
    wide = sum(width for _, width, _, _ in shown)
    return {
        "table": {
            "columns": [
                {"head": head, "width": width * 156 / wide, "align": align} for head, width, align, _ in shown
            ],
            "rows": [list(row) for row in zip(*(values for *_, values in shown), strict=True)],
        }
    }


def order_sheets(
    t: Texts,
    found: Appraisal,
    frame: Frame,
    rows: Sequence[Row],
    *,
    titles: Mapping[int, str],
    day: date,
) -> Order:
    """A sheet for each of these people, a page each, to be filled in and stamped."""
    blocks: list[dict[str, Any]] = []
    name = t.plain("Sheet for the yearly appraisal {year}", year=found.year)
    for place, row in enumerate(rows):
        if place:
            blocks += [{"page": True}, {"title": name}]
        blocks += _sheet_blocks(t, found, row, titles)
    file = (
        t.plain("Appraisal {year} {name}.docx", year=found.year, name=mask(rows[0].name)[0])
        if len(rows) == 1
        else t.plain("Appraisal {year}, sheets.docx", year=found.year)
    )
    caption = (
        t.plain("{name}: {who}", name=name, who=mask(label(rows[0], by_unit=False))[0])
        if len(rows) == 1
        else t.plain("{name}: {count} persons", name=name, count=len(rows))
    )
    return Order("paper", {"title": name, "blocks": blocks}, file, caption=caption)


def _sheet_blocks(t: Texts, found: Appraisal, row: Row, titles: Mapping[int, str]) -> list[dict[str, Any]]:
    facts = person_facts(t, found, row)
    pairs = [(*facts[place], *facts[place + 1]) for place in range(0, len(facts), 2)]
    widths = (27, 51, 27, 51)
    head = (t.plain("Name"), mask(row.name)[0], t.plain("Unit"), mask(row.unit)[0])
    blocks: list[dict[str, Any]] = [
        {
            "table": {
                "columns": [
                    {"head": h, "width": w, "align": "center"} for h, w in zip(head, widths, strict=True)
                ],
                "rows": [list(pair) for pair in pairs],
                "height": _ROW,
            }
        }
    ]
    works = [work for work in row.works if titles.get(work.item_id)]
    if works:
        blocks.append(
            {
                "table": {
                    "columns": [
                        {"head": t.plain("Best adopted items"), "width": 104, "align": "left"},
                        {"head": t.plain("Taken by"), "width": 22, "align": "center"},
                        {"head": t.plain("Day taken"), "width": 30, "align": "center"},
                    ],
                    "rows": [
                        [mask(titles[w.item_id])[0], labels.channel_name(t, w.channel), w.day] for w in works
                    ],
                    "height": _ROW,
                }
            }
        )
    blocks.append(
        {
            "table": {
                "columns": [
                    {"head": t.plain("The unit's opinion"), "width": 52, "align": "left"},
                    {"head": t.plain("The information desk's opinion"), "width": 52, "align": "left"},
                    {"head": t.plain("The office's opinion"), "width": 52, "align": "left"},
                ],
                "rows": [[t.plain("Opinion:\nSigned:\n(seal)\ndate")] * 3],
                "height": _ROW,
                "room": _BY_HAND,
            }
        }
    )
    return blocks


def _plain(words: Markup) -> str:
    """A line of the chat as a paper has it: no tags, and people's numbers hidden."""
    return mask(Markup(re.sub(r"<[^>]*>", "", str(words))).unescape())[0]  # noqa: S704 - only unescaped
