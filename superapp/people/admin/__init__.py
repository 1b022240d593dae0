"""The pages of the desk about people; importing this package registers them."""

from . import account, records, strangers  # noqa: F401
