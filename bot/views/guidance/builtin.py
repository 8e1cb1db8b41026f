"""The writing guide that comes with the bot, for a county's reporters; an office may put its own in its place."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import N_, Texts

# A page each: its heading, then its paragraphs.
_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("What makes an item adopted"),
        (
            N_(
                "1. <b>One matter an item.</b> Two matters are two items; a matter and its background are one."
            ),
            N_(
                "2. <b>The fact first.</b> The first sentence says who did what, when and where, and what came of it. Meetings, "
                "greetings and the leaders' names in a row are no news; what was decided there may be."
            ),
            N_(
                "3. <b>Figures with units and something to compare them with.</b> Not “grew quickly” but “reached 4.6 tonnes, "
                "12% more than last year”. Say where a figure comes from, and until which day it counts."
            ),
            N_(
                "4. <b>What is new, what is difficult, what others can use.</b> Leaders read for three things: what has changed, "
                "what stands in the way, and what a place has tried that works."
            ),
            N_(
                "5. <b>True.</b> Ask on the spot, count it yourself, and let whoever is responsible read it. One false figure "
                "costs more than ten items bring; bad news is reported like good news."
            ),
            N_(
                "6. <b>Soon.</b> What happened today is news today. What is a week old needs something that has happened since."
            ),
        ),
    ),
    (
        N_("How to write it"),
        (
            N_(
                "<b>Title</b>: the news in one line, with the place and the figure that matter. Not “Yuncha does well in spring "
                "production” but “Yuncha's early tea opens ten days earlier than last year”."
            ),
            N_(
                "<b>Text</b>: 300 to 500 characters for a single matter, 800 at most. Four questions in this order: what is it, "
                "how far along is it, what is difficult, what is planned or proposed."
            ),
            N_(
                "<b>Time, place, source</b>: a day (“on 3 June”, not “recently”), the township and the village, and who says so "
                "(“the Statistics Office counted …”)."
            ),
            N_(
                "<b>Leave out</b>: “attached great importance”, “under the strong leadership”, “to a certain extent”, “achieved "
                "remarkable results”. Whatever stays true of any other county says nothing of yours."
            ),
            N_(
                "<b>Difficulties</b>: how many are concerned, since when, what it costs, what has been tried, and what you ask "
                "of whom. A difficulty without a figure is a complaint."
            ),
            N_(
                "<b>Names and numbers</b>: no identity card, telephone or bank card numbers of private persons. Nothing with a "
                "mark of secrecy and nothing from internal papers goes through this bot."
            ),
        ),
    ),
    (
        N_("How to send it"),
        (
            N_(
                "Write <code>#submit title</code>, below it the lines that you need, then the text; or send the text or a "
                ".docx in private, and I show it before it is handed in."
            ),
            N_(
                "Lines below the title: <code>Category: policy</code> (ordinary, comprehensive, early warning), "
                "<code>Topic: T12</code>, <code>Source: Statistics Office</code>, <code>Joint: Forestry Office</code>."
            ),
            N_(
                "Before review, edit your message and the item changes with it; afterwards /revise. How it goes you hear in "
                "private, with the reason where it was returned: mend exactly that, and send it again."
            ),
            N_(
                "No idea what to write? /topics has what the desk wants now; /propose takes your own idea; "
                "/ask brings any question to the editors."
            ),
        ),
    ),
    (
        N_("Urgent items"),
        (
            N_(
                "<b>Accidents, disasters, epidemics, unrest and what may become one: telephone first</b>, your unit's head and "
                "the duty room, then write. This bot rings the desk, and replaces no call."
            ),
            N_(
                "Write a line <code>Urgent</code> below the title, or <code>Category: early warning</code> for what is only "
                "looming. The desk is rung at once, day and night, until somebody takes the item."
            ),
            N_(
                "The first report has what you know for certain: time, place, what happened, dead, injured and missing, what is "
                "being done, who is in charge, a telephone. What is not known yet is said to be so. Never wait for completeness."
            ),
            N_(
                "Then report on: <code>Follow-up: 2026-0001</code> below the title links it to the first report. Each names what "
                "has changed since the one before."
            ),
            N_(
                "Late, left out or played down is worse than short. A false alarm that was meant well is nobody's fault."
            ),
        ),
    ),
)


def pages(t: Texts) -> list[list[Markup]]:
    """The guide's pages, line by line."""
    return [[t("<b>{heading}</b>", heading=t.plain(heading)), *map(t, lines)] for heading, lines in _PAGES]
