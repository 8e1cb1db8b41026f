"""Which items are alike: the same text, also reworked, and the same event told by another (manual, section 2); pure."""
