#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes docs/internals/coverage.md from the coverage simulations. usage: tools/coverage_sim.sh [BUILD_FOLDER]
cd "$(dirname "$0")/.." || exit
build=${1:-build}
ninja -C "$build" tests/unit/stats/coverage_sim >/dev/null || exit
"$build/tests/unit/stats/coverage_sim" >docs/internals/coverage.md.new && mv docs/internals/coverage.md.new docs/internals/coverage.md
