"""The people, chats and messages there are, and what persons do in them; neither HTTP nor the Bot API's methods."""
