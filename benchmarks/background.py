"""Makes bot/rules/likeness/background.json: how often pairs of characters stand in texts, before an office has sent any.

`python -m benchmarks.background dict.txt`, where dict.txt is the word list of jieba (MIT licence; its source distribution has
it): words with how often they were counted in sixty million. Beside them count the made-up county texts, the events of
benchmarks/texts/events.json and every other item of the demo county; the others are kept for measuring.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.reworking import read_events
from bot.rules.likeness.events import BACKGROUND, pairs_of

PAIRS = 200  # a text of 200 characters has about so many
LEAST = 0.001  # what stands in fewer texts is rare enough
_FEWEST_EVENTS, _FEWEST_ITEMS = (
    3,
    2,
)  # of the county's texts that a pair stands in: in fewer it says what they are about
_TRUST = 0.65  # some forty of each are few


def general(words: Iterable[str]) -> dict[str, float]:
    """The share of texts in which a pair stands, within words and from one word to the next."""
    within, first, last = Counter[str](), Counter[str](), Counter[str]()
    for line in words:
        word, count, *_ = line.split(" ")
        if not all("\u4e00" <= sign <= "\u9fff" for sign in word):
            continue
        first[word[0]] += int(count)
        last[word[-1]] += int(count)
        for one, other in pairwise(word):
            within[one + other] += int(count)
    total = first.total()
    pairs = total + within.total()
    counts: defaultdict[str, float] = defaultdict(float, within)
    for ending, often in last.items():
        for beginning, also in first.most_common():
            across = often * also / total
            if across < pairs * LEAST / PAIRS / 10:
                break
            counts[ending + beginning] += across
    return {pair: 1 - math.exp(-PAIRS * count / pairs) for pair, count in counts.items()}


def county() -> Iterator[tuple[str, float]]:
    """The same of the texts that counties might write."""
    events = [
        {pair for each in vars(event).values() for pair in pairs_of(f"{each.title}\n{each.body}")}
        for event in read_events()
    ]
    items = [pairs_of(f"{each['title']}\n{each['body']}") for each in demo_items()[::2]]
    for texts, fewest in ((events, _FEWEST_EVENTS), (items, _FEWEST_ITEMS)):
        for key, count in Counter(key for each in texts for key in each).items():
            if count >= fewest:
                yield chr(key >> 16) + chr(key & 0xFFFF), _TRUST * count / len(texts)


def demo_items() -> list[dict[str, str]]:
    """What the demo county has sent."""
    rows: list[dict[str, str]] = json.loads(
        (Path(__file__).parents[1] / "bot" / "demo" / "items.json").read_text(encoding="utf-8")
    )
    return rows


def main() -> None:
    """Writes the file: pairs by their rarity, in tenths of a natural logarithm."""
    with Path(sys.argv[1]).open(encoding="utf-8") as words:
        shares = general(words)
    for pair, share in county():
        shares[pair] = max(share, shares.get(pair, 0.0))
    by_rarity: defaultdict[int, list[str]] = defaultdict(list)
    for pair, share in shares.items():
        if share >= LEAST:
            by_rarity[round(-10 * math.log(share))].append(pair)
    rows = {str(rarity): "".join(sorted(by_rarity[rarity])) for rarity in sorted(by_rarity)}
    BACKGROUND.write_text(json.dumps(rows, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, by_rarity.values()))} pairs, {BACKGROUND.stat().st_size} bytes")


if __name__ == "__main__":
    main()
