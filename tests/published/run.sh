#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Published results, recomputed from their raw records by import and show; without HAECHI_DATA only our own small fixtures.
#
#   tests/published/run.sh [BINARY]
exec /usr/bin/python3 "$(dirname "$0")/published.py" "$@"
