#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The server of `haechi view` as a browser, a hostile site and a slow client see it.
#
#   tests/web/run.sh [BINARY]
exec /usr/bin/python3 "$(dirname "$0")/web_test.py" "$@"
