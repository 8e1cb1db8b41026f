"""How people type `#报送` and other tagged texts (manual, section 2); nothing is looked up or stored here."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.errors import BadInput
from bot.model import Kind
from bot.model.record import record
from bot.rules.cleaning import Cleaning, Cleanup, clean_item, merged
from bot.rules.named_keypoints import names_keypoint
from bot.rules.numbers import is_item_number
from bot.rules.punctuation import widen
from bot.rules.text import has_chars, shorten

TAGS_SUBMIT = ("报送", "報送", "submit")
TAGS_DEMAND = ("需求", "demand")
TAGS_PLAN = ("选题", "topic")  # what a partner plans
TAGS_OTHER = (
    *TAGS_DEMAND,
    "选题",
    "建议",
    "约稿",
    "预约",
    "督办",
    "阅文",
    "传阅",
    "circulate",
    "参会",
    "topic",
)  # no item's text begins so
BODY_MIN = 20  # visible characters that an item needs (manual, section 2)

_SUBMIT_HEADERS = {
    "类别": "kind",
    "kind": "kind",
    "category": "kind",
    "选题": "demand",
    "topic": "demand",
    "主题": "themes",
    "theme": "themes",
    "来源": "source",
    "source": "source",
    "联合": "joint",
    "joint": "joint",
    "续报": "follows",
    "續報": "follows",
    "follow-up": "follows",
    "follows": "follows",
    "要点": "keypoint",
    "信息要点": "keypoint",
    "key point": "keypoint",
    "keypoint": "keypoint",
}
_URGENT_WORDS = frozenset({"紧急", "緊急", "特急", "加急", "特提", "十万火急", "urgent"})
_AROUND_WORDS = " \t[]()【】〔〕「」『』《》<>!！.。:#*★☆·"  # what people set such a word in
_KINDS = {
    "普通": Kind.ORDINARY,
    "综合": Kind.COMPREHENSIVE,
    "政策": Kind.POLICY,
    "苗头": Kind.EARLY_WARNING,
    "early warning": Kind.EARLY_WARNING,
    **{kind.value: kind for kind in Kind},
}
_KIND_ENDING = re.compile("(?:性质?|类型?)?(?:信息)?$")  # 苗头性信息, 综合类
_COLON = re.compile("[:：]")
_LONGEST_NAME = 100  # characters; the names of headers are far shorter, and a paragraph is not looked up
# Characters of a line that may be a header without its colon; what is longer is a sentence.
_LONGEST_VALUE = 30
_NO_COLON = re.compile(
    rf"(?P<name>{'|'.join(sorted(_SUBMIT_HEADERS, key=len, reverse=True))})(?P<blank>\s*)(?P<value>\S.*)"
)
_SENTENCE = re.compile("[，。；！？,;!?]")
_DEMAND_NUMBER = re.compile(
    r"(?:预约|候补|选题|需求|约稿|编号|book|topic|demand)?[:#\s]*(?:t[\s_-]?)?0*([1-9][0-9]{0,8})"
)
_ENDS = " .。,，、;；:：!！"  # what stands behind a number, or before the words that go with it
_TITLE_LABEL = re.compile(r"\s*(?:信息)?(?:标题|题目)\s*[:：]\s*(?=\S)")
_TEXT_LABEL = re.compile(r"\A\s*正文\s*[:：]\s*(?=\S)")
_TEXT_LABELS = re.compile(r"\A\s*(?:正文|(?:信息)?内容)\s*[:：]\s*(?=\S)")
# Blanks, and the marks without a width that keyboards and pages leave, such as those of writing from right to left.
_BLANK = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_MENTION = re.compile(rf"{_BLANK}@(\w+){_BLANK}[,，:：]?{_BLANK}", re.ASCII)
_LEADING_BLANK = re.compile(rf"\A{_BLANK}")


@record
class SubmissionText:
    """A submission as typed. None or empty: not given; the `_unknown` fields hold what could not be used."""

    title: str
    body: str
    kind: Kind | None
    kind_unknown: str | None
    demand_number: int | None
    demand_unknown: str | None
    themes: tuple[str, ...]
    themes_unknown: tuple[str, ...]
    source: str | None
    joint_units: tuple[str, ...]
    urgent: bool
    follows: str | None = None  # the number of the report that this one tells more of
    cleaning: Cleaning | None = None  # where something was done, or may have to be
    keypoint: str | None = None  # which of the month's key points it is about, as typed
    no_colon: tuple[str, str] | None = None  # name and value of a line that would be a header with its colon


@dataclass(slots=True)
class Parts:
    """What a message consists of, headers still unread."""

    title: str = ""
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    urgent: bool = False


def has_tag(text: str, *, tags: Collection[str]) -> bool:
    """Whether the message begins with `#` (or `＃`) and one of the tags, with a blank between or another `#` behind."""
    return _tag_pattern(tags).match(text) is not None


def without_mention(text: str, *, username: str) -> str:
    """The text without a mention of the bot at its head, with which people address it in groups."""
    match = _MENTION.match(text)
    return text[match.end() :] if match and match[1].casefold() == username.casefold() else text


def without_command(text: str, *, command: str) -> str:
    """The text behind a command at its head; the text itself where it begins otherwise."""
    return re.sub(rf"\A/{command}(?:@\w+)?(?:\s+|\Z)", "", text, flags=re.ASCII | re.IGNORECASE)


def split_tagged(text: str, *, tags: Collection[str]) -> list[str]:
    """The parts of a tagged message, each beginning with its tag: a later line's tag begins the next part.

    A message that does not begin with a tag is one part as it is.
    """
    pattern = _tag_pattern(tags)
    if pattern.match(text) is None:
        return [text]
    parts: list[list[str]] = []
    # The blank before the first tag may hold newlines; it belongs to no part.
    for line in _LEADING_BLANK.sub("", text).split("\n"):
        if not parts or pattern.match(line):
            parts.append([])
        parts[-1].append(line)
    return [_LEADING_BLANK.sub("", "\n".join(lines)) for lines in parts]


def strip_tag(text: str, *, tags: Collection[str]) -> str:
    """The message without the tag that it begins with."""
    match = _tag_pattern(tags).match(text)
    return re.sub(r"\A[:：]?[ \t]*", "", text[match.end() :]) if match else text


def parse_submission(
    text: str, *, themes: Collection[str] = (), names: Iterable[str] = (), with_doubts: bool = False
) -> SubmissionText:
    """Read a submission, with or without its tag (manual, section 2), its title and body cleaned (`cleaning.clean_item`).

    `text` went through `text.clean` and is one part of `split_tagged`; `themes` are those of the settings, `names` those of the
    roster, which stay as they are written. Never refuses: what is missing stays empty, see `is_complete`.
    """
    tag = _tag_pattern(TAGS_SUBMIT).match(text)
    head = tag[0] if tag else ""  # `#報送` makes no traditional text
    cleaned = clean_item(text[len(head) :], names=names, with_doubts=with_doubts)
    parts = take_apart(head + cleaned.text, tags=TAGS_SUBMIT, names=_SUBMIT_HEADERS, has_urgent=True)
    title, body = _unlabelled(parts.title, parts.body)
    title, in_title = widen(title)
    body, in_body = widen(body)
    counts = cleaned.counts
    if in_title or in_body:
        counts = merged(counts, {Cleanup.PUNCTUATION: in_title + in_body})
    kind, kind_unknown = read_kind(parts.headers.get("kind"))
    number, number_unknown = _read_number(parts.headers.get("demand"))
    known, unknown = _read_themes(parts.headers.get("themes", ""), themes=themes)
    return SubmissionText(
        title=title,
        body=body,
        kind=kind,
        kind_unknown=kind_unknown,
        demand_number=number,
        demand_unknown=number_unknown,
        themes=known,
        themes_unknown=unknown,
        source=parts.headers.get("source") or None,
        joint_units=_words(parts.headers.get("joint", "")),
        urgent=parts.urgent,
        follows=parts.headers.get("follows"),
        keypoint=parts.headers.get("keypoint"),
        cleaning=Cleaning(text, counts, cleaned.doubts) if counts or cleaned.doubts else None,
        no_colon=_without_colon((title, *body.split("\n", 1)[:1]), themes=themes),
    )


def _without_colon(lines: Iterable[str], *, themes: Collection[str]) -> tuple[str, str] | None:
    """Name and value of the first line that is a header but for its colon, 选题 T1; it stays title or body all the same."""
    for line in lines:
        match = _NO_COLON.fullmatch(_normal(line)) if len(line) <= _LONGEST_VALUE else None
        if match is not None and _has_sense(match["name"], match["blank"], match["value"], themes=themes):
            return line.strip()[: len(match["name"])], line.strip()[len(match["name"]) :].strip()
    return None


def _has_sense(name: str, blank: str, value: str, *, themes: Collection[str]) -> bool:
    """Whether what stands behind a header's name is such a value, or at least set off by a blank and no sentence."""
    match _SUBMIT_HEADERS[name]:
        case "kind":
            return read_kind(value)[0] is not None
        case "demand":
            return _read_number(value)[0] is not None
        case "themes":
            return bool(themes) and not _read_themes(value, themes=themes)[1]
        case "follows":
            return is_item_number(value)
        case "keypoint":
            return names_keypoint(value)
        case _:
            return bool(blank) and _SENTENCE.search(value) is None


def _unlabelled(title: str, body: str) -> tuple[str, str]:
    """Who fills in a form writes 标题：… and 正文：…; 内容：… is a label only below such a title, else a text may begin so."""
    label = _TITLE_LABEL.match(title)
    labels = _TEXT_LABELS if label else _TEXT_LABEL
    return title[label.end() :] if label else title, labels.sub("", body, count=1)


def as_typed(text: str) -> str:
    """Title and body of a submission as somebody typed them, a title on its own line; without tag and headers."""
    parts = take_apart(text, tags=TAGS_SUBMIT, names=_SUBMIT_HEADERS, has_urgent=True)
    return "\n".join(_unlabelled(parts.title, parts.body)).strip("\n")


def is_complete(parsed: SubmissionText) -> bool:
    """Whether it can be stored at once: a title, and a body of 20 visible characters."""
    return has_chars(parsed.title, 1) and has_chars(parsed.body, BODY_MIN)


def parse_demand_number(raw: str) -> int:
    """The number of a demand as people type it: 12, T12, #12; BadInput for anything else."""
    number, _ = _read_number(raw)
    if number is None and not raw.strip():
        raise BadInput("Which topic? /topics lists the open ones.")
    if number is None:
        raise BadInput(
            "“{value}” is not a topic's number. Write for example T12; /topics lists the open ones.",
            value=shorten(raw.strip(), 40),
        )
    return number


def _tag_pattern(tags: Collection[str]) -> re.Pattern[str]:
    return _compiled(tuple(tags))


@functools.cache
def _compiled(tags: tuple[str, ...]) -> re.Pattern[str]:
    # Only Latin letters, figures and _ would make #submit another word; Chinese may follow without a space.
    words = "|".join(re.escape(tag) + ("(?![A-Za-z0-9_])" if tag.isascii() else "") for tag in tags)
    return re.compile(rf"{_BLANK}[#＃][ \t\u3000]?(?:{words})[#＃]?", re.IGNORECASE)


def take_apart(
    text: str, *, tags: Collection[str], names: Mapping[str, str], has_urgent: bool = False
) -> Parts:
    """A message as title, header lines (by `names`: a header's name as typed, and the key that it has here) and what follows."""
    parts = Parts()
    tag = _tag_pattern(tags).match(text)
    if tag is None:
        lines = text.split("\n")
    else:
        first, *lines = text[tag.end() :].split("\n")
        first = re.sub(r"\A[ \t\u3000]*[:：，,、]?", "", first).strip()
        parts.urgent = has_urgent and _is_urgent(first)
        # The rest of the tag's line is the title whatever else it looks like (manual, section 2).
        parts.title = "" if parts.urgent else first
    for number, line in enumerate(lines):
        if not has_chars(line, 1):
            continue
        header = _read_header(line, names=names)
        if header is not None:
            parts.headers.setdefault(*header)
        elif has_urgent and _is_urgent(line):
            parts.urgent = True
        elif not parts.title:
            parts.title = line.strip()
        else:
            body = lines[number:]
            if has_urgent and (end := _urgent_end(body)):
                parts.urgent, body = True, body[:end]
            parts.body = "\n".join(body)
            break
    return parts


def _urgent_end(body: list[str]) -> int:
    """Where the text ends before a last line that is just the word 紧急; 0 where it has no such line, or nothing before it."""
    end = len(body)
    while end and not has_chars(body[end - 1], 1):
        end -= 1
    return end - 1 if end and _is_urgent(body[end - 1]) else 0


def _is_urgent(line: str) -> bool:
    """Whether the line is just the word, however it is set off: `【紧急】`, `紧急！`, `紧 急`, `#紧急`, `特急`."""
    return len(line) <= _LONGEST_NAME and "".join(_normal(line).strip(_AROUND_WORDS).split()) in _URGENT_WORDS


def _read_header(line: str, *, names: Mapping[str, str]) -> tuple[str, str] | None:
    """The header's field and value, or None where the line is no header that has a meaning here."""
    name, *value = _COLON.split(line, maxsplit=1)
    if not value or len(name) > _LONGEST_NAME:
        return None
    known = names.get(_normal(name))
    if known == "follows" and not is_item_number(value[0]):
        return None  # 续报：某地山洪险情 is what such a report is called
    if known == "keypoint" and not names_keypoint(value[0]):
        return None  # 要点：一是…… is how a text may begin
    return (known, value[0].strip()) if known else None


def read_kind(raw: str | None) -> tuple[Kind | None, str | None]:
    """The category that is meant, and what was typed where it is none."""
    if not raw:
        return None, None
    word = _normal(raw)
    kind = _KINDS.get(word) or _KINDS.get(_KIND_ENDING.sub("", word))
    return kind, (None if kind else raw)


def _read_number(raw: str | None) -> tuple[int | None, str | None]:
    if not raw:
        return None, None
    match = _DEMAND_NUMBER.fullmatch(_normal(raw).strip(_ENDS))
    return (int(match[1]), None) if match else (None, raw)


def _read_themes(raw: str, *, themes: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = {_normal(theme): theme for theme in themes}
    if _normal(raw) in known:  # a theme's own name may hold a blank or a comma
        return (known[_normal(raw)],), ()
    words: list[str] = []
    for word in _words(raw):
        apart = word.split()
        is_several = _normal(word) not in known and any(_normal(each) in known for each in apart)
        words += apart if is_several else [word]
    found = dict.fromkeys(known[_normal(word)] for word in words if _normal(word) in known)
    return tuple(found), tuple(word for word in words if _normal(word) not in known)


def _words(raw: str) -> tuple[str, ...]:
    """What stands between commas, enumeration commas and semicolons, each once, in order; in Chinese between blanks, too.

    Forestry Office is one name.
    """
    parts = [" ".join(part.split()) for part in re.split(r"[、，,;；\n]+", raw)]
    words = [word for part in parts for word in ([part] if part.isascii() else part.split())]
    return tuple(dict.fromkeys(word for word in words if word))


def _normal(value: str) -> str:
    """Half-width and lower-case, so that Ｔ１２ and t12 are the same."""
    return unicodedata.normalize("NFKC", value).strip().casefold()
