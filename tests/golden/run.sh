#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Golden help, messages and tables in both languages; completion and man page in the programs that read them.
#
#   tests/golden/run.sh [BINARY [SERVER]] [--update]     --update rewrites expected/*.txt
exec /usr/bin/python3 "$(dirname "$0")/golden.py" "$@"
