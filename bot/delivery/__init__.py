"""The two durable ends: Telegram to inbox to handlers, outbox to Telegram; what the messages say is decided elsewhere."""
