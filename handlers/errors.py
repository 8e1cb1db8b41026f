"""How a handler's failure ends: a refusal is answered, anything else goes to the dispatcher, which tries again later."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import cast

from telegram import Update
from telegram.error import TelegramError

from bot.desk.common import conversations
from bot.desk.common.office import Office, Scene, answer, answer_privately
from bot.desk.people import join, places
from bot.errors import AlreadyHandled, NotBoundHere, NotJoined, Refusal
from bot.logs import get_logger
from bot.model import Message
from bot.store.work import Work
from handlers.context import DeskContext, answer_query, build_scene, current_call

_log = get_logger(__name__)


async def on_error(update: object, context: DeskContext) -> None:
    """The application's one error handler: python-telegram-bot hides what handlers raise, so it is kept for `settle`."""
    error = cast(Exception, context.error)
    if isinstance(error, AlreadyHandled):
        return
    if isinstance(error, TelegramError) and isinstance(update, Update) and update.callback_query:
        # Only answerCallbackQuery talks to Telegram in a handler, after the commit.
        _note_unanswered(error)
        return
    current_call.get().error = error


async def settle(
    update: Update, *, error: Exception, office: Office, begun: AbstractAsyncContextManager[Work]
) -> None:
    """Answers a refusal in a Work of its own, `begun`, which marks the update handled; raises any other `error`."""
    if not isinstance(error, Refusal) or update.effective_user is None or update.effective_chat is None:
        raise error
    async with begun as work:
        scene = build_scene(office, work.directory, update)
        over = await work.drafts.find(error.ends) if error.ends is not None else None
        if over is not None:
            await conversations.end(work, scene, over)
        if update.callback_query is None:
            await _answer(office, work, scene, error)
            return
        if isinstance(error, NotJoined):
            toast = await join.explain_standing(work, scene)
        else:
            toast = scene.toast(lambda t: t.plain(error.key, **error.fields), alert=error.alert)
    try:
        await answer_query(update, toast)
    except TelegramError as failure:
        _note_unanswered(failure)


async def _answer(office: Office, work: Work, scene: Scene, error: Refusal) -> None:
    if isinstance(error, NotJoined):
        await join.answer_not_joined(office, work, scene)
    elif isinstance(error, NotBoundHere):
        await places.answer_unbound(work, scene, Message(scene.t(error.key, **error.fields)))
    elif scene.person is None and not scene.is_private:
        await answer_privately(office, work, scene, Message(scene.own_t(error.key, **error.fields)))
    else:
        await answer(work, scene, Message(scene.t(error.key, **error.fields)))


def _note_unanswered(error: TelegramError) -> None:
    """A press whose answer came too late or too slowly: what it asked for is done or refused all the same."""
    _log.info("callback.unanswered", failure=error)
