"""A county that is made up, for trying the desk without an account; only the command line imports this room."""
