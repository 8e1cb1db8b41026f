"""Which entries of a network source are leads (线索): those that hold a word, are new, and tell what no other has told."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.model import Entry
from bot.rules.traditional import single_forms

SAME_WITHIN = timedelta(days=14)  # so long the same title means the same news
_YOUNG = timedelta(days=1)  # what a source that is new to us may show
_OLDEST = timedelta(days=30)  # a source that brings older things brings them again
_KEY_MOST = 400  # characters
_SHORTEST = 8  # characters of a title that may be alike without being the same
_ALIKE, _WITHIN = 0.8, 0.95  # of what two titles share: of both, of the shorter one
_MARKS = re.compile(r"[\W_]+")
_SITE = re.compile(r"(?:\s*[_|｜]\s*|\s+[-–—]+\s*|[-–—]{2,})[^_|｜\-–—]{1,14}$")  # …_某某新闻网
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十百千]+")
# What is added to an address to follow its readers about. A site's own `source`, `from` or `share` may say which page it is;
# `from` is none where its value is what WeChat and its kin put behind every address that is passed on.
_TRACKING = re.compile(
    r"(?:utm_\w+|spm(?:[_-]\w+)?|fbclid|gclid|msclkid|isappinstalled|share_(?:token|from|source|medium|tag|session_id)"
    r"|wxshare_count|nsukey)=.*"
    r"|from=(?:timeline|singlemessage|groupmessage|message|weibo|weixin|wechat|qq|qzone)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A lead that there is already: what its link comes to, its title and when it was found."""

    link_key: str
    title: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Sifted:
    """An entry that holds a word and was not known; `is_news`: it is to be shown."""

    entry: Entry
    link_key: str
    is_news: bool


def sift(
    entries: Sequence[Entry],
    *,
    words: Collection[str],
    keys: Collection[str],
    known: Sequence[Known],
    names: Collection[str],
    now: datetime,
    is_first: bool,
) -> list[Sifted]:
    """What is new among the entries, in their order. `keys` are those of every link that is known, `known` what was found lately.

    `is_first`: the source was never read before; only what is younger than a day is news then, or all that it has would come at
    once. `names` of units and places tell titles apart that are alike but for them.
    """
    wanted = [normal(word) for word in words if normal(word)]
    seen, told = set(keys), _Told()
    for each in known:
        if now - each.found_at <= SAME_WITHIN:
            told.add(_Title(each.title, names))
    sifted: list[Sifted] = []
    for entry in entries:
        if not entry.title or not holds(f"{entry.title}\n{entry.summary}", wanted):
            continue
        key = link_key(entry)
        if key in seen:
            continue
        seen.add(key)
        title = _Title(entry.title, names)
        is_news = _is_young(entry, now=now, is_first=is_first) and not told.holds(title)
        sifted.append(Sifted(entry, key, is_news))
        told.add(title)
    return sifted


def _is_young(entry: Entry, *, now: datetime, is_first: bool) -> bool:
    if entry.published_at is None:
        return not is_first
    return now - entry.published_at <= (_YOUNG if is_first else _OLDEST)


def normal(text: str) -> str:
    """A text in which words are looked for: half-width, simplified, lower-case, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(single_forms()).casefold().split())


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether one of the words, normal already, stands in the text; every text holds what is no word."""
    if not wanted:
        return True
    found = normal(text)
    return any(word in found for word in wanted)


def link_key(entry: Entry) -> str:
    """What tells whether two links lead to the same page: without scheme, `www.`, what follows readers about, and order.

    Of an entry without a link its title.
    """
    if not entry.link:
        return f"title:{normal(entry.title)}"[:_KEY_MOST]
    parts = urlsplit(entry.link)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(f"{name}={value}")]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    # A page that is shown by what stands behind # is told apart by it.
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    key = f"{host}{port}{parts.path.rstrip('/')}{query}{fragment}"
    return key if len(key) <= _KEY_MOST else hashlib.sha256(key.encode()).hexdigest()


def same_news(one: str, other: str, *, names: Collection[str] = ()) -> bool:
    """Whether two titles tell the same: the same words, or nearly, with the same figures, units and places."""
    return _Title(one, names).is_like(_Title(other, names))


class _Title:
    """A title made ready to be compared with many."""

    def __init__(self, title: str, names: Collection[str]) -> None:
        self.plain = _plain(title)
        # What tells apart titles that are alike but for it.
        self.apart = sorted([*_FIGURES.findall(self.plain), *(name for name in names if name in self.plain)])
        self.pairs = frozenset(self.plain[at : at + 2] for at in range(len(self.plain) - 1))

    def is_like(self, other: _Title) -> bool:
        if self.plain == other.plain:
            return True
        if min(len(self.plain), len(other.plain)) < _SHORTEST or self.apart != other.apart:
            return False
        shared = len(self.pairs & other.pairs)
        mine, theirs = len(self.pairs), len(other.pairs)
        return 2 * shared / (mine + theirs) >= _ALIKE or shared / min(mine, theirs) >= _WITHIN


class _Told:
    """Titles that were told already, found by what they share: each is looked up, and few are compared."""

    def __init__(self) -> None:
        self._titles: list[_Title] = []
        self._plain: set[str] = set()
        self._with: dict[str, list[int]] = defaultdict(list)

    def add(self, title: _Title) -> None:
        self._plain.add(title.plain)
        for pair in title.pairs:
            self._with[pair].append(len(self._titles))
        self._titles.append(title)

    def holds(self, title: _Title) -> bool:
        """Whether one of them tells the same."""
        if title.plain in self._plain:
            return True
        shared = Counter(at for pair in title.pairs for at in self._with.get(pair, ()))
        # Alike titles share most of what the shorter one has.
        return any(
            2 * count >= min(len(title.pairs), len(self._titles[at].pairs))
            and title.is_like(self._titles[at])
            for at, count in shared.items()
        )


def _plain(title: str) -> str:
    return _MARKS.sub("", normal(_SITE.sub("", title)))
