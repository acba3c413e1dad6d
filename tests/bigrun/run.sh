#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The promises about interruption, replay, encodings and full disks, kept on runs of 2,000 samples.
#
#   tests/bigrun/run.sh [BINARY [SERVER]] [--seed=N]
exec /usr/bin/python3 "$(dirname "$0")/bigrun.py" "$@"
