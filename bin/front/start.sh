#!/bin/sh
# Finds a Python that is new enough and hands over to it. All else is Python, so that it can be read and tested.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14; do
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" -B "$here" "$@"
    fi
done
found=$(python3 -V 2>/dev/null) || found="none"
echo "bin/$1: Python 3.11 or newer is needed (found: $found): install it, or name one as PYTHON=/usr/bin/python3.12 bin/$1." >&2
exit 1
