"""`python -m bot.exports table|roster < FILE`: its rows in one line of JSON; the process has the limits of `bot/reading`.

`roster` takes the sheet, or the delimiter, by which the rows are a roster.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bot.reading.__main__ import limit


def main() -> int:
    """Reads standard input, which is the file itself."""
    limit()
    from bot.errors import BadInput
    from bot.exports.tables import FILE_MOST, read_table

    options: dict[str, Any] = {}
    if sys.argv[1:] == ["roster"]:
        from bot.rules.roster_header import has_header

        options = {"wanted": has_header}
    answer: dict[str, object]
    try:
        answer = {"rows": read_table(sys.stdin.buffer.read(FILE_MOST + 1), **options)}
    except BadInput as refusal:
        answer = {"refusal": refusal.key}
    except (MemoryError, RecursionError):
        return 1
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode(errors="surrogatepass") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
