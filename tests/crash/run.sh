#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Crash points of the whole program: tests/crash/run.sh [--full] [OPTIONS of crash.py]
export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 "$(dirname "$0")/crash.py" "$@"
