"""Items that somebody might have written, as many as wanted: ordinary traffic around the events of benchmarks/texts."""

from __future__ import annotations

import json
import random
from pathlib import Path

DATA = Path(__file__).parent / "texts"
_WORDS: dict[str, list[str]] = json.loads((DATA / "words.json").read_text(encoding="utf-8"))
TOWNS = _WORDS["towns"]
_VILLAGE_HEADS, _VILLAGE_TAILS = (
    "红高新白黑大小上下前后东西南北龙凤虎马石金银铜铁松柏竹茶桑梨桃杨柳",
    "岩坪坝湾沟桥坡岭溪塘山井田林河坎",
)
_FAMILIES, _GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗", "明华强军平勇芳英秀兰德福学成文斌国庆玉珍"


class Corpus:
    """The same items for the same seed. Each is about one or two themes, at one place, with figures of its own."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._themes: dict[str, list[str]] = json.loads((DATA / "themes.json").read_text(encoding="utf-8"))
        self._names = list(self._themes)

    def next(self) -> tuple[str, str]:
        """Title and body, mostly 150 to 400 characters."""
        chance = self._chance
        town, village, person = chance.choice(TOWNS), self._village(), self._person()
        theme, beside = chance.sample(self._names, 2)
        sentences = chance.sample(self._themes[theme], chance.randint(3, 5))
        sentences += chance.sample(self._themes[beside], chance.randint(1, 2))
        written = []
        for sentence in sentences:
            parts = [self._fill(sentence, town, village, person)]
            if chance.random() < 0.5:
                parts.insert(0, chance.choice(_WORDS["openings"]))
            parts += [self._detail() for _ in range(chance.randint(1, 2))]
            if chance.random() < 0.4:
                parts.append(chance.choice(_WORDS["endings"]))
            written.append(",".join(parts))
        day = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        doing = chance.choice(("扎实推进", "抓好", "着力做好", "多措并举开展", "")) or self._detail()
        return f"{town}{doing}{theme}工作", f"{day},{'。'.join(written)}。"

    def _detail(self) -> str:
        """Something that hardly anybody else writes."""
        chance = self._chance
        about = chance.choice(_WORDS["kinds"]) + chance.choice(("", "的")) + chance.choice(_WORDS["objects"])
        who = self._person() if chance.random() < 0.3 else ""
        number = f"{chance.randint(2, 99)}件" if chance.random() < 0.3 else ""
        return f"{who}{chance.choice(_WORDS['verbs'])}{about}{number}"

    def _fill(self, sentence: str, town: str, village: str, person: str) -> str:
        chance = self._chance
        filled = sentence.replace("{town}", town).replace("{village}", village).replace("{name}", person)
        while "{pct}" in filled:
            filled = filled.replace("{pct}", f"{chance.randint(11, 99)}%", 1)
        for digits in range(1, 6):
            while (slot := f"{{n{digits}}}") in filled:
                number = chance.randint(max(2, 10 ** (digits - 1)), 10**digits - 1)
                filled = filled.replace(slot, str(number), 1)
        return filled

    def _village(self) -> str:
        return self._chance.choice(_VILLAGE_HEADS) + self._chance.choice(_VILLAGE_TAILS) + "村"

    def _person(self) -> str:
        return self._chance.choice(_FAMILIES) + "".join(self._chance.sample(_GIVEN, 2))
