#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Records of other tools come in and go out: our own fixtures, and Inspect's own package where it is to be had.
#
#   tests/interop/run.sh [BINARY]
exec /usr/bin/python3 "$(dirname "$0")/interop.py" "$@"
