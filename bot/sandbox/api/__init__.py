"""The Bot API that the bot calls: its methods, its refusals, its webhook, and the faults that tests switch on."""
