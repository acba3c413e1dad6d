#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Control of a running run with real processes: two terminals, hostile clients, other users, kill -9.
#
#   tests/control/run.sh [BINARY [SERVER]]
exec /usr/bin/python3 "$(dirname "$0")/control_test.py" "$@"
