# The front door. Two commands: make demo, make check. meson.build says what is built.
BUILD ?= build
SECONDS ?= 30

all: $(BUILD)/cradle

# Runs the main job on a small home gateway made of Debian packages.
demo:
	@sh tools/setup.sh demo
	@$(MAKE) --no-print-directory -s $(BUILD)/cradle
	@sh tools/demo.sh "$(CURDIR)/$(BUILD)/cradle" "$(CURDIR)/$(BUILD)/demo"

# All tests as it is shipped (gcc), and all of them by clang with the address and undefined-behaviour sanitizers.
check:
	@sh tools/setup.sh test
	@rm -f $(BUILD)/meson-logs/testlog.json $(BUILD)-clang/meson-logs/testlog.json
	@$(MAKE) --no-print-directory -s test || true
	@CC=clang $(MAKE) --no-print-directory -s test BUILD=$(BUILD)-clang \
		MESON_ARGS="-Db_sanitize=address,undefined -Db_lundef=false" || true
	@python3 tools/summary.py $(BUILD) $(BUILD)-clang

test: $(BUILD)/cradle
	@meson test -C $(BUILD) --print-errorlogs -t 4

# Ratios against the peers in the same run; takes some minutes and 5 GB of disk.
bench:
	@sh tools/setup.sh bench
	@$(MAKE) --no-print-directory -s $(BUILD)/cradle
	@ninja -C $(BUILD) --quiet tests/search-bench
	@python3 tools/bench.py "$(CURDIR)/$(BUILD)/cradle" "$(CURDIR)/$(BUILD)/bench"
	@python3 tools/load.py "$(CURDIR)/$(BUILD)/cradle" "$(CURDIR)/$(BUILD)/bench"
	@python3 tools/bench_portfolio.py "$(CURDIR)/$(BUILD)/cradle" "$(CURDIR)/$(BUILD)/bench"

# How well the search answers questions in other people's words: MRR@10, nDCG@10, success@1/3 with intervals.
search-eval: list
	@ninja -C $(BUILD) --quiet tests/search-eval
	@for set in dev head; do echo "tests/search/$$set.tsv"; $(BUILD)/tests/search-eval tests/search/$$set.tsv; done

# Each parser for some seconds on whatever libFuzzer makes up; TARGET= is a part of a target's name.
fuzz:
	@sh tools/setup.sh fuzz
	@CC=clang meson setup $$(test ! -f $(BUILD)-fuzz/build.ninja || echo --reconfigure) $(BUILD)-fuzz \
		-Dfuzz=true -Db_lundef=false -Db_sanitize=address,undefined >/dev/null
	@ninja -C $(BUILD)-fuzz --quiet fuzz/fuzzer fuzz/replay
	@python3 fuzz/run.py fuzz "$(CURDIR)/$(BUILD)-fuzz" "$(CURDIR)" $(SECONDS) $(TARGET)

# Puts new and changed items of the knowledge base on record (docs/faq.md).
faq-stamp: list
	@ninja -C $(BUILD) --quiet faqc
	@$(BUILD)/faqc --stamp data/faq

install: $(BUILD)/cradle
	meson install -C $(BUILD)

clean:
	rm -rf $(BUILD) $(BUILD)-clang $(BUILD)-fuzz

# Sources are found by listing: configure again when the list changed.
$(BUILD)/build.ninja:
	@sh tools/setup.sh build
	@meson setup $(BUILD) $(MESON_ARGS) >/dev/null
list: $(BUILD)/build.ninja
	@find src tests/unit fuzz -name '*.c' 2>/dev/null | LC_ALL=C sort >$(BUILD)/sources.now
	@cmp -s $(BUILD)/sources.now $(BUILD)/sources.list || meson setup --reconfigure $(BUILD) >/dev/null
	@mv $(BUILD)/sources.now $(BUILD)/sources.list
$(BUILD)/cradle: list FORCE
	@ninja -C $(BUILD) --quiet
FORCE:
.PHONY: all demo check test bench fuzz search-eval faq-stamp install clean list FORCE
