#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# haechi with a real llama.cpp server and a real model; without them every check is skipped and says so.
#
#   HAECHI_LLAMA_SERVER=PATH HAECHI_DEMO_GGUF=FILE tests/integration/run.sh [BINARY]
#
# `tools/demo.sh --fetch` prints both paths.
exec /usr/bin/python3 "$(dirname "$0")/integration.py" "$@"
