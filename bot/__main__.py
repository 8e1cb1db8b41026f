"""The command line: verbs, exit codes, one clear line for every failure; what the verbs do is in app, checking and demo."""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigError, Refusal, Stopped, Worded, ZhibaoError, reason_of
from bot.logs import configure, describe, get_logger

if TYPE_CHECKING:
    from bot.locale.texts import Texts

DONE, FAILED, USAGE = 0, 1, 2

_log = get_logger("bot")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb; the exit code: 0 done, 1 failed, 2 wrong usage or settings."""
    _end_at_sigterm(sys.argv[1:] if arguments is None else arguments)
    options = _parser(_texts(None)).parse_args(arguments)
    configure(level="warning")  # `run` does it again, as its settings say; the others print what they do
    try:
        return int(asyncio.run(options.verb(options)))
    except Stopped:
        return DONE
    except Refusal as error:
        # A refusal on the command line is wrong usage: an unknown post, an unreadable period.
        return _complain(options, Worded(error.key, **error.fields), USAGE)
    except Worded as error:
        return _complain(options, error, USAGE if isinstance(error, ConfigError) else FAILED)
    except ZhibaoError as error:
        return _complain(options, reason_of(error), FAILED)
    except KeyboardInterrupt:
        return DONE


def _end_at_sigterm(arguments: Sequence[str]) -> None:
    """While the libraries of a verb that runs on are loaded, for seconds, nothing is open that would have to be closed: it ends
    as well as later. The other verbs have not done what they were asked to.
    """
    if {"run", "demo"} & set(arguments):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(DONE))  # an exception could be lost in an import


def _texts(config: Path | None) -> Texts:
    from bot.console import texts_of  # imported once `_unexpected` stands: a library may be missing

    return texts_of(config)


def _complain(options: argparse.Namespace, error: Worded, code: int) -> int:
    t = _texts(None if options.verb is _demo else _config_path(options))
    print(f"zhibao: {t.told(error)}", file=sys.stderr)
    return code


def _parser(t: Texts) -> argparse.ArgumentParser:
    # argparse asks gettext's own domain, which wants compiled files on the disk.
    words = t.catalogue
    vars(argparse).update(_=words.gettext, ngettext=words.ngettext)
    shared = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: the verb's own default must not overwrite what stood before the verb.
    shared.add_argument(
        "--config",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="FILE",
        help=t.plain("settings (default: config.toml)"),
    )
    parser = argparse.ArgumentParser(
        prog="python -m bot", description=t.plain("zhibao: the information desk"), parents=[shared]
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    demo = verbs.add_parser(
        "demo",
        parents=[shared],
        help=t.plain("the bot, a local Telegram and a web chat page; no account needed"),
    )
    demo.add_argument("--keep", type=Path, metavar="DIR", help=t.plain("keep the demo's data in DIR"))
    demo.add_argument(
        "--port",
        type=int,
        default=8011,
        help=t.plain("the page's port; 0 takes any free one (default: %(default)s)"),
    )
    demo.set_defaults(verb=_demo)

    run = verbs.add_parser(
        "run", parents=[shared], help=t.plain("the real thing, by long polling or webhook")
    )
    run.set_defaults(verb=_run)

    check = verbs.add_parser(
        "check", parents=[shared], help=t.plain("settings, database, token, groups: each checked")
    )
    check.set_defaults(verb=_check)

    roster = verbs.add_parser("roster", parents=[shared], help=t.plain("the roster of people"))
    actions = roster.add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser(
        "import", parents=[shared], help=t.plain("import a roster, .csv or .xlsx: all of it or nothing")
    )
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.set_defaults(verb=_import_roster)

    post = verbs.add_parser("post", parents=[shared], help=t.plain("post by hand what the clock posts"))
    post.add_argument(
        "key", metavar="KEY", help=t.plain("as in [schedule.KEY] of the settings, for example reminder")
    )
    post.add_argument("--period", metavar="P", help=t.plain("for example 2026-05"))
    post.add_argument("--dry-run", action="store_true", help=t.plain("print it instead"))
    post.set_defaults(verb=_post)

    export = verbs.add_parser(
        "export",
        parents=[shared],
        help=t.plain("a month's or a year's data as .xlsx, or as .csv files in a .zip"),
    )
    period = export.add_mutually_exclusive_group()
    period.add_argument("--month", metavar="MONTH", help=t.plain("for example 2026-05 (default: this month)"))
    period.add_argument("--year", metavar="YEAR", help=t.plain("for example 2026"))
    export.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=t.plain("ends in .xlsx, or in .zip for text files (default: data_….xlsx)"),
    )
    export.set_defaults(verb=_export)

    template = verbs.add_parser(
        "template",
        parents=[shared],
        help=t.plain("write the bulletin's own template, a .docx to make another one of"),
    )
    template.add_argument("file", type=Path, metavar="FILE")
    template.set_defaults(verb=_template)

    recount = verbs.add_parser(
        "recount", parents=[shared], help=t.plain("points by the rule book as it is now: shows what differs")
    )
    recount.add_argument(
        "--from", dest="since", metavar="MONTH", help=t.plain("for example 2026-05; else this year")
    )
    recount.add_argument(
        "--apply", action="store_true", help=t.plain("book it so, but in no published month")
    )
    recount.set_defaults(verb=_recount)

    move = verbs.add_parser(
        "move", parents=[shared], help=t.plain("carry the office to another database: all of it or nothing")
    )
    move.add_argument(
        "--from", dest="source", required=True, metavar="URL", help=t.plain("sqlite:///… or postgresql://…")
    )
    move.add_argument(
        "--to",
        dest="target",
        required=True,
        metavar="URL",
        help=t.plain("a new file, or a database without tables"),
    )
    move.set_defaults(verb=_move)

    backup = verbs.add_parser(
        "backup", parents=[shared], help=t.plain("copy the desk into one new file, while the bot runs or not")
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(verb=_backup)

    restore = verbs.add_parser(
        "restore", parents=[shared], help=t.plain("check a copy and put the desk back where there is none")
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--check", action="store_true", help=t.plain("only check it and say what it holds"))
    restore.add_argument(
        "--resume",
        action="store_true",
        help=t.plain("nothing has happened since the copy was made: send what waits without asking"),
    )
    restore.set_defaults(verb=_restore)
    return parser


async def _stopping(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Runs `work`, with SIGTERM, Ctrl-C and a terminal that is closed setting `stop`."""
    loop = asyncio.get_running_loop()
    hangup = getattr(signal, "SIGHUP", None)  # there is none on Windows; what nohup started goes on
    is_told = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    for number in (signal.SIGTERM, signal.SIGINT, *((hangup,) if is_told else ())):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no signal handlers in the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    await work


async def _demo(options: argparse.Namespace) -> int:
    t = _texts(None)  # nobody's settings are read
    _say(t.plain("Opening the demo: a local Telegram and the bot …"))
    from bot.demo.running import run_demo

    stop = asyncio.Event()
    demo = run_demo(
        keep=options.keep,
        port=options.port,
        stop=stop,
        say=lambda message: _say(t.plain(message)),
        announce=lambda address: _say(
            t.plain("The demo is ready, open in a browser: {address}", address=address)
        ),
    )
    await _stopping(demo, stop)
    return DONE


def _say(words: str) -> None:
    print(words, flush=True)


def _config_path(options: argparse.Namespace) -> Path:
    return getattr(options, "config", Path("config.toml"))


async def _run(options: argparse.Namespace) -> int:
    from bot import app
    from bot.clock import Clock
    from bot.config import load

    settings, stop = load(_config_path(options)), asyncio.Event()
    configure(form=settings.log.format, level=settings.log.level, secrets=settings.secrets)

    async def work() -> None:
        async with app.opened(settings, clock=Clock(), stop=stop) as desk:
            _spare_the_collector()
            _log.info("desk.running", username=desk.office.username, mode=settings.telegram.mode)
            await app.run(desk, stop=stop)
        _log.info("desk.stopped")

    await _stopping(work(), stop)
    return DONE


def _spare_the_collector() -> None:
    """What is loaded now stays: the garbage collector need not walk over it again and again, a tenth of all time under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def _check(options: argparse.Namespace) -> int:
    from bot.checking import check

    faults = 0
    async for line, is_fault in check(_config_path(options)):
        print(line, file=sys.stderr if is_fault else sys.stdout)
        faults += is_fault
    return FAILED if faults else DONE


async def _import_roster(options: argparse.Namespace) -> int:
    from bot import verbs

    for line in await verbs.import_roster(_config_path(options), file=options.file):
        print(line)
    return DONE


async def _post(options: argparse.Namespace) -> int:
    from bot import verbs

    lines = await verbs.post(
        _config_path(options), key=options.key, period=options.period, dry_run=options.dry_run
    )
    for line in lines:
        print(line)
    return DONE


async def _export(options: argparse.Namespace) -> int:
    from bot import verbs

    said = await verbs.export(_config_path(options), month=options.month, year=options.year, out=options.out)
    print(said)
    return DONE


async def _template(options: argparse.Namespace) -> int:
    from bot import verbs

    print(await verbs.write_template(_config_path(options), file=options.file))
    return DONE


async def _recount(options: argparse.Namespace) -> int:
    from bot import verbs

    for line in await verbs.recount(_config_path(options), since=options.since, apply=options.apply):
        print(line)
    return DONE


async def _move(options: argparse.Namespace) -> int:
    from bot import verbs

    for line in await verbs.move(_config_path(options), source=options.source, target=options.target):
        print(line)
    return DONE


async def _backup(options: argparse.Namespace) -> int:
    from bot import copying

    for line in await copying.back_up(_config_path(options), file=options.file):
        print(line)
    return DONE


async def _restore(options: argparse.Namespace) -> int:
    from bot import copying

    lines = await copying.put_back(
        _config_path(options), file=options.file, check_only=options.check, resume=options.resume
    )
    for line in lines:
        print(line)
    return DONE


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last resort: one line for the user; the whole traceback for whoever asks for it."""
    if os.environ.get("ZHIBAO_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
        return
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    said = Worded("unexpected fault, {fault} (ZHIBAO_TRACEBACK=1 shows more)", fault=describe(error))
    try:
        words = _texts(None).told(said)
    except Exception:  # what the words need is what is missing
        words = str(said)
    print(f"zhibao: {words}", file=sys.stderr)


if __name__ == "__main__":
    gc.set_threshold(
        20_000, 50, 100
    )  # else a fifteenth of a start goes into looking for rubbish among the imports
    os.umask(
        0o077
    )  # the database, its copies and the files of personal links are nobody else's on this machine
    sys.excepthook = _unexpected
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # in a locale without Chinese, or of a file's name that is no text
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main())
