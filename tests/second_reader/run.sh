#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The second reader of the run format against runs of every kind and against planted corruptions.
#
#   tests/second_reader/run.sh [BINARY [SERVER]]
exec /usr/bin/python3 "$(dirname "$0")/second_reader_test.py" "$@"
