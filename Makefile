# The usual commands.  Meson builds (meson.build), the scripts of scripts/ check; this file only names them.
#
#   PREFIX, DESTDIR   where `make install` puts cupel; /usr/local where not given
#   BENCH             options for the benchmark, such as '--job load --rounds 9' (build/bench/bench/bench --help)
#   CUPEL_JOBS        how many things the scripts do at once; the number of processors where not given

PREFIX ?= /usr/local
DESTDIR ?=
BENCH ?=

.PHONY: help tutorial install check check-oom check-sanitize check-valgrind coverage bench docs format lint clean

help:
	@echo 'make tutorial         build cupel, run the tutorial (docs/tutorial.md)'
	@echo 'make install          build and install below $$(DESTDIR)$$(PREFIX)'
	@echo 'make check            build and test everything; the last line counts the results'
	@echo 'make check-oom        run the tests with every allocation failing once'
	@echo 'make check-sanitize   run the tests with every sanitizer'
	@echo 'make check-valgrind   run the tests under valgrind'
	@echo 'make coverage         which lines of src/ the tests reach'
	@echo 'make bench            measure beside hand-written C; the results are in build/bench/results.tsv'
	@echo 'make docs             check and run the documents'
	@echo 'make format           have clang-format lay out all code'
	@echo 'make lint             only the steps of check that read code'
	@echo 'make clean            remove everything that was built'

tutorial:
	@scripts/install-dependencies --for tutorial
	@scripts/stage
	@scripts/run-document --show docs/tutorial.md

install:
	@scripts/install-dependencies --for build
	@scripts/configure build/install -Dtests=false -Dexamples=false --prefix="$(PREFIX)" --libdir=lib
	ninja -C build/install
	DESTDIR="$(DESTDIR)" meson install -C build/install --no-rebuild
	@# So that programs find it at once.
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ldconfig

check:
	@scripts/install-dependencies --for check
	@scripts/check

check-oom:
	@scripts/install-dependencies --for check
	@scripts/check sanitize
	@scripts/check-oom

check-sanitize:
	@scripts/install-dependencies --for check
	@scripts/check-sanitize

check-valgrind:
	@scripts/install-dependencies --for check
	@scripts/check-valgrind

coverage:
	@scripts/install-dependencies --for check
	@scripts/coverage

bench:
	@scripts/install-dependencies --for check
	@scripts/configure build/bench -Dbuildtype=release -Dtests=false -Dexamples=false -Dbench=true
	ninja -C build/bench
	@scripts/bench build/bench $(BENCH)

docs:
	@scripts/install-dependencies --for build
	@scripts/check-docs

format:
	@scripts/install-dependencies --for check
	@scripts/format

lint:
	@scripts/install-dependencies --for check
	@scripts/check layers style headers clang tidy

clean:
	rm -rf build
