"""Secrecy and privacy: what of a text may not be kept, what an officer must see first, and what only its reporter may see."""
