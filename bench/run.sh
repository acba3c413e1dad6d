#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make bench: what haechi costs, side by side with the least that could do the same. --check fails beyond the limits.
cd "$(dirname "$0")/.." && exec /usr/bin/python3 bench/bench.py "$@"
