"""The embedded runtime with its sample people, as `bin/run` starts it, and a sample provider as slow as is wanted."""

import os

from superapp.settings.development import *  # noqa: F403

SANDBOX_DELAY_S = float(os.environ.get("DRILL_DELAY_S", "0"))
