"""Whole durable submissions against echoes of bare bots: `python -m benchmarks.throughput` prints a table of ratios.

Each bot is a process of its own before the same server, which answers at once; the rounds are interleaved, because the
machine is shared. A rate is taken between the fifth and the last of the answers, so that no start-up is in it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.support.far_end import TOKEN, FarEnd, open_far_end
from tests.support.office import found, submissions, write_settings

WARM = 0.2  # the share of answers before the clock starts
DESK, PTB, AIOGRAM = "zhibao: item, receipt, card", "python-telegram-bot: echo", "aiogram: echo"
SENDS = {DESK: 2, PTB: 1, AIOGRAM: 1}


async def measure(name: str, *, updates: int) -> float:
    """Updates a second that the named bot finishes."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_far_end(FarEnd(keeps_calls=False)) as end:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *await _command(name, end, Path(folder)), stderr=asyncio.subprocess.DEVNULL
            )
            try:
                await asyncio.wait_for(end.asked.wait(), 60)
                before = len(end.sent)  # a desk greets nobody, but it may
                end.give(list(submissions(updates)))
                return await _rate(end, before=before, updates=updates, sends=SENDS[name])
            finally:
                process.terminate()
                await process.wait()


async def _command(name: str, end: FarEnd, folder: Path) -> Sequence[str]:
    if name == PTB:
        return "-m", "benchmarks.rivals.ptb_echo", end.url, TOKEN
    if name == AIOGRAM:
        return "-m", "benchmarks.rivals.aiogram_echo", end.url, TOKEN
    config = write_settings(folder, end.url)
    await found(config)
    return "-m", "bot", "run", "--config", str(config)


async def _rate(end: FarEnd, *, before: int, updates: int, sends: int) -> float:
    wanted = updates * sends
    async with asyncio.timeout(300):
        while len(end.sent) - before < wanted:
            await asyncio.sleep(0.02)
    moments = end.sent[before:]
    first = int(wanted * WARM)
    return (wanted - first) / sends / (moments[wanted - 1] - moments[first])


async def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--only", action="store_true", help="measure zhibao alone")
    options = parser.parse_args()
    names = [DESK] if options.only else [DESK, PTB, AIOGRAM]
    rates: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            rates[name].append(await measure(name, updates=options.updates))
    print(f"{'bot':<32}{'updates/s':>10}{'messages/s':>12}{'lowest':>9}{'highest':>9}")
    for name, found_rates in rates.items():
        middle = median(found_rates)
        moved = middle * (1 + SENDS[name])
        print(f"{name:<32}{middle:>10.0f}{moved:>12.0f}{min(found_rates):>9.0f}{max(found_rates):>9.0f}")
    if options.only:
        return
    echo, moved = _ratios(rates)
    print(f"submissions a second / echoes of stock python-telegram-bot a second: {echo:.2f} (goal 1.0)")
    print(f"messages moved a second / those of bare aiogram a second: {moved:.2f} (goal 0.7)")


def _ratios(rates: dict[str, list[float]]) -> tuple[float, float]:
    """The medians of the rounds' own ratios, so that a slow minute of the machine weighs on both sides."""
    echo = [ours / theirs for ours, theirs in zip(rates[DESK], rates[PTB], strict=True)]
    moved = [ours * 3 / (theirs * 2) for ours, theirs in zip(rates[DESK], rates[AIOGRAM], strict=True)]
    return median(echo), median(moved)


if __name__ == "__main__":
    asyncio.run(main())
