"""Words beside files that the bot makes."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Product
from bot.rules.template_names import lacking_in_english

TEMPLATE = "[bulletin] template"
TOO_LARGE = "large"  # the file itself, as the maker says it
NO_DOCX = ".docx"  # what a template lacks that is none


def caption(t: Texts, words: str, product: Product) -> Markup:
    """What stands under the file: the order's own words, which characters a sign stands for in it, and what it lacks."""
    lines = [Markup.escape(words)] if words else []
    if product.missing:
        lines.append(t("Where 〓 stands, no font has the character: {missing}", missing=product.missing))
    if product.left_out:
        lines.append(t("Pictures that could not be put in: {count}", count=product.left_out))
    if product.are_pages_missing:
        lines.append(t("The pages could not be drawn as pictures; the file is complete."))
    return Markup("\n").join(lines)


def page_caption(t: Texts, number: int, *, is_last: bool) -> Markup:
    """Which page a picture shows; `is_last`: of those that are shown, and there are more."""
    if is_last:
        return t("Page {number}; the others are in the file", number=number)
    return t("Page {number}", number=number)


def render_rows(t: Texts, *, done: int, total: int) -> Message:
    """How far a large file is."""
    return Message(t("Making the file: {done} of {total} rows.", done=f"{done:,}", total=f"{total:,}"))


def render_not_made(t: Texts, *, form: str, lacking: str = "") -> Message:
    """The file could not be made; `lacking`: what the office's template has not got, or that it is too large."""
    if lacking == TOO_LARGE:
        return Message(
            t(
                "The file would be larger than the 50 MB that Telegram takes. Please ask for text files (.csv behind the "
                "command); on the server there is no limit: {command}",
                command="python -m bot export",
            )
        )
    if lacking == NO_DOCX:
        return Message(
            t("The file could not be made: the template is no .docx that can be read ({key}).", key=TEMPLATE)
        )
    if lacking:
        return Message(
            t(
                "The file could not be made: the template ({key}) lacks {lacking}. docs/bulletin.md says what it must hold.",
                key=TEMPLATE,
                lacking=named_lacking(t, lacking),
            )
        )
    if form == "photo":
        return Message(t("The picture could not be made; the figures above are complete."))
    return Message(t("The file could not be made. Please send the command again later."))


def named_lacking(t: Texts, lacking: str) -> str:
    """What a template lacks, by the names that whoever reads it would write there."""
    return lacking_in_english(lacking) if t.language == "en" else lacking
