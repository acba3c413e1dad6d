# SPDX-License-Identifier: Apache-2.0
# A thin face over meson and ninja. `make help` lists the targets.

PREFIX ?= /usr/local
BUILD_PACKAGES = gcc libc6-dev meson ninja-build pkg-config libuv1-dev libcurl4-openssl-dev libsqlite3-dev \
  libjansson-dev libyaml-dev libpcre2-dev libutf8proc-dev libssl-dev libzip-dev libzstd-dev zlib1g-dev libmicrohttpd-dev \
  ca-certificates
# For the pages of `haechi view`, unless there is a node of version 18 or later with npm. Without them it builds without pages.
has_node = $(shell command -v npm >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 18))' 2>/dev/null && echo yes)
PAGES_PACKAGES = $(if $(has_node),,nodejs npm)
DEMO_PACKAGES = $(BUILD_PACKAGES) $(PAGES_PACKAGES) python3 python3-venv
TEST_PACKAGES = $(DEMO_PACKAGES) libcmocka-dev clang clang-tidy libclang-rt-14-dev python3-zstandard util-linux \
  zsh man-db bubblewrap strace python3-yaml openssl gcovr chromium fonts-nanum poppler-utils
PACKAGES ?= $(TEST_PACKAGES)
EXTRA_PACKAGES =

SUDO = $(if $(filter 0,$(shell id -u)),,sudo)
# What of the list $(1) dpkg does not know as installed; nothing where there is no dpkg.
missing = $(shell command -v dpkg-query >/dev/null && for p in $(1); do \
  dpkg-query -W -f '$${Status}\n' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done)

MINUTES ?= 10

.PHONY: all pages help deps demo test test-long analyze tsan crash crash-full billing bench install clean need-build-packages soak fuzz coverage sim
all: need-build-packages pages build/build.ninja
	@ninja -C build src/cli/haechi
	@ln -f build/src/cli/haechi build/haechi

help:
	@echo 'make            release binary at build/haechi'
	@echo 'make deps       installs the Debian packages for building and testing'
	@echo 'make demo       evaluates a real small model on this machine; installs what it needs'
	@echo 'make test       everything that fits 40 minutes; installs what it needs'
	@echo 'make test-long  the same with longer fuzzing'
	@echo 'make analyze    gcc -fanalyzer and clang-tidy over src/ (part of make test)'
	@echo 'make tsan       the tests that have threads under ThreadSanitizer (part of make test)'
	@echo 'make sim        simulated runs with faults; SEEDS=10000 FROM=0 says which'
	@echo 'make crash      kills, power loss, failing disk and memory at drawn points; make crash-full: at every point'
	@echo 'make billing    N=100000 calls to a failing server, 20 kills, then the bill'
	@echo 'make bench      what haechi costs, beside a bare client; PEERS="inspect lm-eval promptfoo" beside these too'
	@echo 'make soak       MINUTES=10 of runs with faults, watched for growth'
	@echo 'make fuzz       TARGET=json MINUTES=60: one fuzz target on the corpus kept in the cache folder'
	@echo 'make coverage   lines and branches that the quick suites reach; fails under 90 % branches'
	@echo 'make install    to PREFIX (/usr/local), DESTDIR honoured'
	@echo 'make clean      removes the build folders'

need-build-packages:
	@missing='$(call missing,$(BUILD_PACKAGES))'; [ -z "$$missing" ] || { \
	  echo "missing packages: $$missing: run \`make deps\`" >&2; exit 1; }

deps:
	@missing='$(call missing,$(PACKAGES) $(EXTRA_PACKAGES))'; [ -z "$$missing" ] || { \
	  echo "installing: $$missing"; \
	  $(SUDO) apt-get -qq update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $$missing >/dev/null; }

# The packages that the pages are built with, as the lock file names them.
pages:
	@[ ! -f ui/package-lock.json ] || [ -z '$(has_node)' ] || { [ -f ui/node_modules/.package-lock.json ] && \
	  [ ! ui/package-lock.json -nt ui/node_modules/.package-lock.json ]; } || \
	  { (cd ui && npm ci --silent --no-audit --no-fund >/dev/null) && { [ ! -d build ] || meson setup --reconfigure build >/dev/null; }; } || \
	  echo 'note: the packages of the pages are not to be had; haechi view will have no pages' >&2

build/build.ninja:
	@meson setup build --buildtype=release --prefix='$(PREFIX)' \
	  $(if $(call missing,libcmocka-dev),-Dtests=false,-Dtests=true) >build.log 2>&1 || { cat build.log; exit 1; }
	@mv build.log build/setup.log

demo:
	@$(MAKE) -s deps PACKAGES='$(DEMO_PACKAGES)'
	@$(MAKE) -s all
	@tools/demo.sh

test test-long:
	@$(MAKE) -s deps
	@$(MAKE) -s all
	@meson configure build -Dtests=true
	@tests/run_all.sh $(if $(filter test-long,$@),--long)

analyze:
	@tools/analyze.sh

tsan:
	@tests/tsan.sh

SEEDS ?= 10000
FROM ?= 0
sim: all
	@meson configure build -Dtests=true
	@ninja -C build tests/sim/sim >/dev/null
	@build/tests/sim/sim --known tests/sim/seeds.txt --from $(FROM) --count $(SEEDS) --jobs 2

crash crash-full billing:
	@$(MAKE) -s deps
	@$(MAKE) -s all
	@meson configure build -Dtests=true && ninja -C build >/dev/null
	@$(if $(filter billing,$@),tests/crash/billing.py --calls=$(or $(N),100000),tests/crash/run.sh $(if $(filter crash-full,$@),--full))

bench soak: all
	@meson configure build -Dtests=true
	@ninja -C build tests/server/testserver bench_tools >/dev/null
	@$(BENCH_$@)
BENCH_bench = /usr/bin/python3 bench/bench.py --peers='$(PEERS)' --only='$(ONLY)' $(if $(N),-n $(N)) \
  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(FULL),--full) $(if $(CHECK),--check) $(if $(RESULTS),--results '$(RESULTS)')
BENCH_soak = /usr/bin/python3 bench/soak.py --minutes $(MINUTES)

fuzz:
	@tests/fuzz/long.sh '$(TARGET)' '$(MINUTES)'

# The server that asks nothing of the counters is the fast one: replies of 100 MB come in time.
coverage: all
	@meson configure build -Dtests=true
	@ninja -C build tests/server/testserver >/dev/null
	@tools/coverage.sh build-coverage build/tests/server/testserver

install: all
	meson configure build --prefix='$(PREFIX)'
	meson install -C build

clean:
	rm -rf build build-asan build-clang build-tsan build-fuzz build-coverage build-sim-gcc build-sim-clang
