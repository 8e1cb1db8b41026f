"""The Bot API methods about the bot's own commands, name, descriptions and menu button; the look-up rules are in `commands`."""

from __future__ import annotations

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.context import Context
from bot.sandbox.api.method import Handler, method
from bot.sandbox.world.errors import broken_rule
from bot.sandbox.world.records import Json


@method("setMyCommands", "commands scope language_code")
def set_commands(ctx: Context, args: Arguments) -> bool:
    """Store a command list."""
    scope = args.mapping("scope")
    _check_scope(ctx, scope)
    ctx.commands.set(args.array("commands"), scope, args.text("language_code"))
    ctx.world.journal.add("commands")
    return True


@method("getMyCommands", "scope language_code")
def get_commands(ctx: Context, args: Arguments) -> list[Json]:
    """Read a command list back."""
    return ctx.commands.get(args.mapping("scope"), args.text("language_code"))


@method("deleteMyCommands", "scope language_code")
def delete_commands(ctx: Context, args: Arguments) -> bool:
    """Forget a command list."""
    ctx.commands.delete(args.mapping("scope"), args.text("language_code"))
    ctx.world.journal.add("commands")
    return True


@method("setChatMenuButton", "chat_id menu_button")
def set_menu_button(ctx: Context, args: Arguments) -> bool:
    """Store the menu button of one private chat, or of all."""
    ctx.menu_buttons[args.integer("chat_id")] = args.mapping("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton", "chat_id")
def get_menu_button(ctx: Context, args: Arguments) -> Json:
    """Read the menu button back."""
    return ctx.menu_buttons.get(args.integer("chat_id"), {"type": "commands"})


def _check_scope(ctx: Context, scope: Json | None) -> None:
    chat_id = (scope or {}).get("chat_id")
    if chat_id is not None and isinstance(chat_id, int):
        ctx.chat(Arguments({"chat_id": chat_id}))


def _profile_text(field: str, longest: int) -> tuple[Handler, Handler]:
    """The setter and getter of one text of the bot's profile, kept per language."""

    def put(ctx: Context, args: Arguments) -> bool:
        value = args.text(field)
        if len(value) > longest:
            raise broken_rule(f"BOT_{field.upper()}_TOO_LONG")
        ctx.profile.setdefault(field, {})[args.text("language_code")] = value
        return True

    def get(ctx: Context, args: Arguments) -> Json:
        texts = ctx.profile.get(field, {})
        default = ctx.world.bot.first_name if field == "name" else ""
        return {field: texts.get(args.text("language_code")) or texts.get("") or default}

    return put, get


def _enter(name: str, field: str, longest: int) -> None:
    put, get = _profile_text(field, longest)
    method(f"setMy{name}", f"{field} language_code")(put)
    method(f"getMy{name}", "language_code")(get)


_enter("Name", "name", 64)
_enter("Description", "description", 512)
_enter("ShortDescription", "short_description", 120)
