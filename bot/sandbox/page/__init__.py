"""What the web page in `../static` asks for: lists, messages, acting as a person, and what lies behind the page."""
