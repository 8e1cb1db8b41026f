"""What the blanks and styles of a bulletin's template are called: in Chinese, or in English in an office that writes it."""

from __future__ import annotations

BLANKS_EN = {
    "刊名": "name",
    "增刊": "supplement",
    "期号": "number",
    "总期号": "total",
    "编发单位": "issuer",
    "日期": "date",
    "目录": "contents",
    "正文": "text",
    "报": "submitted_to",
    "送": "copied_to",
    "发": "sent_to",
    "责任编辑": "editor",
    "审核": "reviewer",
    "签发": "signer",
    "电话": "telephone",
    "印数": "copies",
}
# None is called as a style of a word processor's own, which would show it in its user's language.
STYLES_EN = {
    "发文机关标志": "Bulletin name",
    "增刊字样": "Supplement mark",
    "期号": "Issue number",
    "编发行": "Issuer line",
    "公文标题": "Paper title",
    "主送机关": "Paper addressee",
    "公文正文": "Paper text",
    "一级标题": "Paper heading 1",
    "二级标题": "Paper heading 2",
    "表题": "Paper table title",
    "表头": "Paper table head",
    "表文": "Paper table text",
    "落款": "Paper signature",
    "按语": "Editor's note",
    "目录标题": "Contents title",
    "目录条目": "Contents line",
    "供稿": "Contributor",
    "图片": "Paper picture",
    "版记": "Imprint",
    "页码": "Paper page number",
    "文末": "Paper end",
}
_BLANKS = {english: name for name, english in BLANKS_EN.items()}


def blank_named(word: str) -> str:
    """A blank's Chinese name, for either; what is no blank's as it stands."""
    return _BLANKS.get(word.casefold(), word)


def lacking_in_english(missing: str) -> str:
    """What a template lacks (`{{期号}}、一级标题`), by the English names."""
    return ", ".join(_in_english(name) for name in missing.split("、"))


def _in_english(name: str) -> str:
    bare = name.strip("{}?")
    return (
        name.replace(bare, BLANKS_EN.get(bare, bare)) if name.startswith("{") else STYLES_EN.get(name, name)
    )
