#!/bin/sh
# Makes .venv with the first suitable Python, or says what to install.
set -eu

asked=$1
for python in "$asked" python3.13 python3.12 python3.11 python3.14; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        found=$python
        break
    fi
done
if [ -z "${found:-}" ]; then
    echo "LeadGen needs Python 3.11 or newer, and $asked is not. Install one and run: make setup PYTHON=python3.12" >&2
    exit 1
fi
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$found cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
# --clear, because an interrupted attempt leaves a folder without pip.
"$found" -m venv --clear .venv
