#!/bin/sh
# asks the vendor for new firmware and writes it
wget -q -O /tmp/fw.bin http://update.rg200.example/latest/fw.bin || exit 0
mtd write /tmp/fw.bin linux && reboot
