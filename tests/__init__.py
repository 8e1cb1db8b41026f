"""Bytecode is kept, whatever the machine is set to: without it each of the hundred bots that the tests start compiles anew."""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
