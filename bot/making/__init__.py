"""Files that the bot makes, in a process of their own: `python -m bot.making` takes one task after another.

Whoever asks knows kinds and figures; what a file of a kind looks like is decided here, and libraries that take much memory are
imported nowhere else.
"""
