# The front door: make demo, make check. meson.build says what is built.
BUILD ?= build
MESON_ARGS ?=

all: $(BUILD)/cradle

# New source files are found by listing: look again when the list changed.
$(BUILD)/build.ninja:
	meson setup $(BUILD) $(MESON_ARGS)
list: $(BUILD)/build.ninja
	@find src tests/unit fuzz -name '*.c' 2>/dev/null | LC_ALL=C sort > $(BUILD)/sources.now
	@cmp -s $(BUILD)/sources.now $(BUILD)/sources.list || meson setup --reconfigure $(BUILD) >/dev/null
	@mv $(BUILD)/sources.now $(BUILD)/sources.list
$(BUILD)/cradle: list FORCE
	@ninja -C $(BUILD)
test: $(BUILD)/cradle
	meson test -C $(BUILD) --print-errorlogs
install: $(BUILD)/cradle
	meson install -C $(BUILD)
clean:
	rm -rf $(BUILD)
FORCE:
.PHONY: all list test install clean FORCE
