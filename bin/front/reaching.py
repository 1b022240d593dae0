"""Whether the PostgreSQL and the Redis that were named can be reached: asked before anything is started."""

import subprocess
from pathlib import Path

from saying import Stop

REACH = """
import os, sys
for name in ("DATABASE_URL", "REDIS_URL"):
    url = os.environ.get(name, "").strip()
    if not url:
        continue
    try:
        if name == "REDIS_URL":
            import redis
            redis.from_url(url, socket_connect_timeout=3).ping()
        else:
            import psycopg
            psycopg.connect(url, connect_timeout=5).close()
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        print(f"{name} cannot be reached ({reason[0]}): start it, or unset {name} to do without.")
        sys.exit(1)
"""


def require(python: Path) -> None:
    """Do nothing when what DATABASE_URL and REDIS_URL name can be reached, or they are not set.

    :raises Stop: naming the first that cannot.
    """
    reached = subprocess.run(
        [str(python), "-c", REACH], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if reached.returncode:
        raise Stop((reached.stdout.strip().splitlines() or ["DATABASE_URL or REDIS_URL cannot be reached."])[-1])
