"""What Python and the machine say in English only, as far as it is met at the command line: for the catalogue, used by nobody."""

from __future__ import annotations

from bot.locale.texts import N_

# argparse, which asks `argparse._` for each of them.
USAGE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("%(prog)s: error: %(message)s\n"),
)

# The system, of a file or an address (`errors.reason_of`).
SYSTEM = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("Input/output error"),
    N_("Too many open files"),
    N_("Address already in use"),
    N_("Cannot assign requested address"),
)

# SQLite.
SQLITE = (
    N_("file is not a database"),
    N_("database disk image is malformed"),
    N_("database is locked"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("attempt to write a readonly database"),
    N_("unable to open database file"),
)

# tomllib, of the settings file; what it quotes is {found} (`config.misspelt`).
TOML = (
    N_("Invalid statement"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected {found}"),
    N_("Expected {found} after a key in a key/value pair"),
    N_("Expected {found} at the end of a table declaration"),
    N_("Expected {found} at the end of an array declaration"),
    N_("Found invalid character {found}"),
    N_("Cannot declare {found} twice"),
    N_("Cannot overwrite a value"),
    N_("Cannot mutate immutable namespace {found}"),
    N_("Cannot redefine namespace {found}"),
    N_("Invalid initial character for a key part"),
    N_("Unclosed array"),
    N_("Duplicate inline table key {found}"),
    N_("Unclosed inline table"),
    N_("Unescaped {found} in a string"),
    N_("Invalid hex value"),
    N_("Escaped character is not a Unicode scalar value"),
    N_("Unterminated string"),
    N_("Illegal character {found}"),
    N_("Invalid date or datetime"),
    N_("Invalid value"),
)
