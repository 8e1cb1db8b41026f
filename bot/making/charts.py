"""Charts for phones: 800 points wide, opaque, dark on light, so that they read in a light and in a dark chat alike."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import withStroke
from PIL import Image

from bot.making.fonts import Letters
from bot.making.kinds import Content

WIDTH = 800  # pixels; a phone shows 390, a font of 26 as one of 13
_MARGIN = 28
_DPI = 100
_PAPER, _INK, _FAINT, _RULE = "#fbfcfd", "#16202b", "#56616d", "#d5dbe1"
_BAR, _OWN, _TRACK = "#2f6db3", "#c2571a", "#eaeef2"
_MOST_BARS = 60
_COLOURS = 160
_LONGEST_LABEL = 14.0  # widths of a Chinese character


class _Sheet:
    """A figure measured in pixels from its upper left corner."""

    def __init__(self, height: float) -> None:
        self.letters = Letters()
        self.figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=_PAPER)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(height, 0)

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
        """`size` in pixels, around the middle `y`; `halo` (pixels) keeps lines off it. Nothing in it is taken for a formula."""
        shown = self.letters.fit(text)
        self.axes.text(
            x,
            y,
            shown,
            fontsize=size * 72 / _DPI,
            family=list(self.letters.families),
            color=color,
            ha=align,
            va="center_baseline",
            parse_math=False,
            path_effects=[withStroke(linewidth=halo, foreground=_PAPER)] if halo else [],
            zorder=4,
        )

    def bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """`y` is its middle."""
        radius = min(6.0, width / 2, height / 2)
        self.axes.add_patch(
            FancyBboxPatch(
                (x, y - height / 2),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                linewidth=0,
                facecolor=color,
            )
        )

    def finish(self) -> Content:
        """A PNG without an alpha channel, of few colours: a fifth of the bytes, and no eye sees it."""
        canvas, out = FigureCanvasAgg(self.figure), io.BytesIO()
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = Image.frombuffer("RGBA", canvas.get_width_height(), pixels, "raw", "RGBA", 0, 1)
        drawn.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
            out, format="png", optimize=True
        )
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
        sheet.axes.plot((left, right), (height_of(tick),) * 2, color=_RULE, linewidth=1.2, zorder=1)
        sheet.write(left - 10, height_of(tick), str(tick), size=22, color=_FAINT, align="right")
    for place, month in enumerate(months):
        sheet.write(across[place], bottom + 60, str(month), size=22, color=_FAINT, align="center")
    _draw_lines(sheet, lines, across, height_of)
    return sheet.finish()


def _draw_lines(
    sheet: _Sheet, lines: Sequence[Mapping[str, Any]], across: Sequence[float], height_of: Any
) -> None:
    x = float(_MARGIN)
    for number, (line, color, mark) in enumerate(zip(lines, (_BAR, _OWN), ("o", "s"), strict=False)):
        points = [(across[p], height_of(v), v) for p, v in enumerate(line["values"]) if v is not None]
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        sheet.axes.plot(xs, ys, color=color, linewidth=3.2, marker=mark, markersize=8, zorder=3)
        for at_x, at_y, value in points:
            # The upper line is labelled above, the lower one below, so that they part where the lines meet.
            away = -22 if number == 0 else 24
            sheet.write(at_x, at_y + away, str(value), size=21, color=color, align="center", halo=5)
        sheet.axes.plot((x, x + 40), (142, 142), color=color, linewidth=3.2, marker=mark, markersize=8)
        label = shorten(str(line["label"]), _LONGEST_LABEL)
        sheet.write(x + 52, 142, label, size=25)
        x += 52 + 25 * width_of(label) + 44


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
