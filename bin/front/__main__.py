"""The commands of bin/: each sets up what it needs first. Standard library only: nothing is installed yet."""

import sys
from collections.abc import Callable

import checking
import managing
import measuring
import serving
import testing
from saying import Stop, say

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": serving.run,
    "test": testing.run,
    "manage": managing.run,
    "check": checking.run,
    "bench": measuring.run,
}


def main() -> int:
    """Run the command named first with the rest as its arguments; return the exit code."""
    name, arguments = sys.argv[1], sys.argv[2:]
    try:
        return COMMANDS[name](arguments)
    except Stop as stop:
        say(f"bin/{name}: {stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


sys.exit(main())
