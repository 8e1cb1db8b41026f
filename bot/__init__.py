"""zhibao (直报): a county's information desk as a chat-group bot."""

__version__ = "0.1.0"
