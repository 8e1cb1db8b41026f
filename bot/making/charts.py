"""Charts for phones: 800 points wide, opaque, dark on light, so that they read in a light and in a dark chat alike."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from bot.making.fonts import Letters
from bot.making.kinds import Content

WIDTH = 800  # pixels; a phone shows 390, a font of 26 as one of 13
_MARGIN = 28
_PAPER, _INK, _FAINT, _RULE = "#fbfcfd", "#16202b", "#56616d", "#d5dbe1"
_BAR, _OWN, _TRACK = "#2f6db3", "#c2571a", "#eaeef2"
_MOST_BARS = 60
_COLOURS = 160
_LONGEST_LABEL = 14.0  # widths of a Chinese character
_MIDDLE = 0.41  # of a letter's size: how far its middle is above the line it stands on
_FINE = 4  # shapes are drawn so many times larger and then made small, which makes their edges smooth
_LINE, _THIN = 4.4, 1.7  # pixels
_MARK = 6.2  # pixels from a mark's middle to its edge

_Point = tuple[float, float]


class _Sheet:
    """A picture measured in pixels from its upper left corner."""

    def __init__(self, height: int) -> None:
        self.letters = Letters()
        self._image = Image.new("RGB", (WIDTH, height), _PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        color: str = _INK,
        align: str = "left",
        halo: float = 0,
    ) -> None:
        """`size` in pixels, around the middle `y`; `halo` (pixels) keeps lines off it."""
        pieces = [(font, each, font.getlength(each)) for font, each in self.letters.pieces(text, size)]
        x -= sum(length for *_, length in pieces) * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        for font, piece, length in pieces:
            self._pen.text(
                (x, y + size * _MIDDLE),
                piece,
                fill=color,
                font=font,
                anchor="ls",
                stroke_width=halo,
                stroke_fill=_PAPER,
            )
            x += length

    def bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """`y` is its middle."""
        corners = [(x, y - height / 2), (x + width, y + height / 2)]
        radius = min(6.0, width / 2, height / 2) * _FINE
        self._fill(color, corners, lambda pen, ends: pen.rounded_rectangle(ends, radius, fill=255))

    def line(self, points: Sequence[_Point], color: str, *, width: float = _LINE, mark: str = "") -> None:
        """Through the points, with a `mark` at each: a circle or a square."""

        def draw(pen: ImageDraw.ImageDraw, ends: list[_Point]) -> None:
            pen.line(ends, fill=255, width=round(width * _FINE), joint="curve")
            for x, y in ends if mark else ():
                shape = pen.ellipse if mark == "circle" else pen.rectangle
                reach = _MARK * _FINE
                shape((x - reach, y - reach, x + reach, y + reach), fill=255)

        if points:
            self._fill(color, points, draw)

    def _fill(
        self,
        color: str,
        points: Iterable[_Point],
        draw: Callable[[ImageDraw.ImageDraw, list[_Point]], None],
    ) -> None:
        """What `draw` draws by these points, large, is put where they are, in this colour."""
        xs, ys = zip(*points, strict=True)
        left, top = math.floor(min(xs) - _MARK), math.floor(min(ys) - _MARK)
        width, height = math.ceil(max(xs) + _MARK) - left, math.ceil(max(ys) + _MARK) - top
        mask = Image.new("L", (width * _FINE, height * _FINE))
        draw(
            ImageDraw.Draw(mask),
            [((x - left) * _FINE, (y - top) * _FINE) for x, y in zip(xs, ys, strict=True)],
        )
        self._image.paste(color, (left, top), mask.reduce(_FINE))

    def finish(self) -> Content:
        """A PNG without an alpha channel, of few colours: a fifth of the bytes, and no eye sees it.

        Packed as usual: to pack it as small as can be takes as long as all the rest, for a fourteenth of the bytes.
        """
        out = io.BytesIO()
        self._image.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, format="png")
        return Content(out.getvalue(), self.letters.missing)


def draw_ranking(spec: Mapping[str, Any]) -> Content:
    """Bars in the order given. Spec: `title`, `subtitle`, `rest` (words about those that are left out; `{count}` of them),
    `bars`: `place`, `label`, `value` (length), `shown` (the value in words) and `is_own`.
    """
    bars = spec["bars"][:_MOST_BARS]
    left_out = len(spec["bars"]) - len(bars)
    row = 58 if len(bars) <= 20 else 48 if len(bars) <= 40 else 40
    size = 27 if len(bars) <= 20 else 25 if len(bars) <= 40 else 24
    head, foot = 124, 64 if left_out else 28
    sheet = _Sheet(head + row * len(bars) + foot)
    _head(sheet, spec)
    labels = [shorten(str(bar["label"]), _LONGEST_LABEL) for bar in bars]
    place_width = 20 + size * 0.58 * max((len(str(bar["place"])) for bar in bars), default=1)
    label_width = size * max((width_of(label) for label in labels), default=1) + 20
    value_width = size * max((width_of(str(bar["shown"])) for bar in bars), default=1) + 12
    start = _MARGIN + place_width + label_width
    room = WIDTH - _MARGIN - start - value_width
    most = max((float(bar["value"]) for bar in bars), default=0.0)
    for index, bar in enumerate(bars):
        middle = head + row * (index + 0.5)
        color = _OWN if bar.get("is_own") else _BAR
        sheet.write(
            _MARGIN + place_width - 20, middle, str(bar["place"]), size=size, color=_FAINT, align="right"
        )
        sheet.write(
            _MARGIN + place_width, middle, labels[index], size=size, color=_OWN if bar.get("is_own") else _INK
        )
        length = room * max(0.0, float(bar["value"])) / most if most > 0 else 0.0
        sheet.bar(start, middle, max(length, 3.0), row * 0.56, color if length else _RULE)
        sheet.write(start + max(length, 3.0) + 10, middle, str(bar["shown"]), size=size)
    if left_out:
        sheet.write(
            _MARGIN,
            head + row * len(bars) + 30,
            str(spec["rest"]).replace("{count}", str(left_out)),
            size=22,
            color=_FAINT,
        )
    return sheet.finish()


def draw_year(spec: Mapping[str, Any]) -> Content:
    """Lines over twelve months. Spec: `title`, `subtitle`, `months` (short words), `lines`: `label` and `values`, one a month,
    null where the month has not come.
    """
    height, top, bottom, left, right = 664, 196, 560, _MARGIN + 46, WIDTH - _MARGIN - 18
    sheet = _Sheet(height)
    _head(sheet, spec)
    months, lines = spec["months"], spec["lines"]
    most = max((value for line in lines for value in line["values"] if value is not None), default=0)
    step = _step(most)
    ceiling = step * max(1, -(-most // step))
    across = [
        left + 12 + (right - left - 24) * place / max(1, len(months) - 1) for place in range(len(months))
    ]

    def height_of(value: float) -> float:
        return bottom - (bottom - top) * value / ceiling

    for tick in range(0, ceiling + 1, step):
        sheet.line([(left, height_of(tick)), (right, height_of(tick))], _RULE, width=_THIN)
        sheet.write(left - 10, height_of(tick), str(tick), size=22, color=_FAINT, align="right")
    for place, month in enumerate(months):
        sheet.write(across[place], bottom + 60, str(month), size=22, color=_FAINT, align="center")
    _draw_lines(sheet, lines, across, height_of)
    return sheet.finish()


def _draw_lines(
    sheet: _Sheet, lines: Sequence[Mapping[str, Any]], across: Sequence[float], height_of: Any
) -> None:
    x = float(_MARGIN)
    drawn = [
        (
            line,
            color,
            [(across[place], height_of(v), v) for place, v in enumerate(line["values"]) if v is not None],
        )
        for line, color in zip(lines, (_BAR, _OWN), strict=False)
    ]
    for (line, color, points), mark in zip(drawn, ("circle", "square"), strict=False):
        sheet.line([(at_x, at_y) for at_x, at_y, _ in points], color, mark=mark)
        sheet.line([(x, 142), (x + 40, 142)], color, mark=mark)
        label = shorten(str(line["label"]), _LONGEST_LABEL)
        sheet.write(x + 52, 142, label, size=25)
        x += 52 + 25 * width_of(label) + 44
    for (_, color, points), away in zip(drawn, (-22, 24), strict=False):
        # The upper line is labelled above, the lower one below, so that they part where the lines meet.
        for at_x, at_y, value in points:
            sheet.write(at_x, at_y + away, str(value), size=21, color=color, align="center", halo=3.5)


def _head(sheet: _Sheet, spec: Mapping[str, Any]) -> None:
    sheet.write(_MARGIN, 46, shorten(str(spec["title"]), 22.0), size=33)
    sheet.write(_MARGIN, 92, shorten(str(spec["subtitle"]), 32.0), size=23, color=_FAINT)


def _step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 times a power of ten, of which five or fewer reach so far."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= step * factor * 5:
                return step * factor
        step *= 10


def width_of(text: str) -> float:
    """How wide a text is, in widths of a Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.58 for char in text)


def shorten(text: str, most: float) -> str:
    """The text, or its beginning with a sign that something is left out."""
    if width_of(text) <= most:
        return text
    kept = text
    while kept and width_of(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept}…"
