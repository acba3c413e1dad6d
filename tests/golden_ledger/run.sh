#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A ledger of each release must replay, verify and resume under this program: run.sh BINARY SERVER. Last: "N passed, N failed".
exec /usr/bin/python3 "$(dirname "$0")/check.py" "$@"
