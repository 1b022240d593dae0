"""Another name for `bin/bench catalogue`."""

import runpy
from pathlib import Path

NEEDS_PEERS = True

if __name__ == "__main__":
    runpy.run_path(str(Path(__file__).with_name("catalogue.py")), run_name="__main__")
