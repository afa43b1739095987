"""Disks: partition tables that lie, loop, and point at themselves."""
import os
import shutil
import struct
import subprocess
import zlib

from run import ANY, OK, error

SECTOR = 512


def entry(kind, first, count, status=0):
    return struct.pack("<B3sB3sII", status, b"", kind, b"", first, count)


def mbr(*entries):
    return bytes(446) + b"".join(entries).ljust(64, b"\0") + b"\x55\xaa"


def gpt(parts, body, count=128, size=128, signature=b"EFI PART", array=None, **wrong):
    """A GPT without a backup. 'wrong' replaces fields of the header before its sum is taken."""
    array = b"".join(b"t" * 16 + b"u" * 16 + struct.pack("<QQQ", a, b, 0).ljust(min(size, 4096) - 32, b"\0") for a, b in parts) \
        .ljust(min(count * size, 16384), b"\0") if array is None else array
    v = {"lba": 1, "entries": 2, "count": count, "size": size, "sum": zlib.crc32(array), "length": 92, **wrong}
    head = struct.pack("<8sIIIIQQQQ16sQIII", signature, 0x10000, v["length"], 0, 0, v["lba"], 99, 34, 9999, b"",
                       v["entries"], v["count"], v["size"], v["sum"])
    head = head[:16] + struct.pack("<I", zlib.crc32(head[:v["length"]])) + head[20:]
    return mbr(entry(0xee, 1, 9999)) + head.ljust(SECTOR, b"\0") + array.ljust(34 * SECTOR, b"\0")[:46 * SECTOR] + body


def small_root(temp):
    root, out = os.path.join(temp, "root"), os.path.join(temp, "root.squashfs")
    for folder in ("etc", "bin"):
        os.makedirs(os.path.join(root, folder))
    open(os.path.join(root, "etc/passwd"), "wb").write(b"root:x:0:0::/:/bin/sh\n")
    subprocess.run(["mksquashfs", root, out, "-noappend", "-quiet", "-no-progress", "-all-root", "-comp", "xz"],
                   check=True, capture_output=True)
    data = open(out, "rb").read()
    shutil.rmtree(root)
    os.unlink(out)
    return data


def cases(temp):
    if not shutil.which("mksquashfs"):
        print("# disk: mksquashfs is not installed, nothing was made")
        return
    root = small_root(temp)
    n = len(root) // SECTOR
    good = mbr(entry(0x83, 8, n)) + bytes(7 * SECTOR) + root
    yield "as it should be", good, OK.has("etc/passwd")
    yield "four times the same partition", mbr(*[entry(0x83, 8, n)] * 4) + good[SECTOR:], OK.has("etc/passwd")
    yield "a partition that is the disk", mbr(entry(0x83, 0, n + 8)) + good[SECTOR:], error("")
    yield "a partition past the end", mbr(entry(0x83, 1 << 30, n)) + good[SECTOR:], error("")
    yield "a partition of 2 TiB", mbr(entry(0x83, 8, 2**32 - 1)) + good[SECTOR:], OK.has("etc/passwd")
    yield "a partition that is half there", good[:8 * SECTOR + 200], error("cut off")
    yield "a status that is none", mbr(entry(0x83, 8, n, 0x33)) + good[SECTOR:], error("")
    yield "no partitions", mbr() + good[SECTOR:], error("")
    yield "only an empty chain", mbr(entry(5, 4, 10)) + bytes(3 * SECTOR) + mbr() + bytes(8 * SECTOR), error("no partitions")
    yield "a disk in a disk in a disk", mbr(entry(0x83, 1, 99)) + mbr(entry(0x83, 1, 99)) + good, error("no partition")

    yield "a chain that is a loop", \
        mbr(entry(5, 4, 99)) + bytes(3 * SECTOR) + mbr(entry(0x83, 8, 1), entry(5, 0, 9)) + bytes(9 * SECTOR), error("loop")
    two = mbr(entry(0x83, 8, 1), entry(5, 1, 9)) + mbr(entry(0x83, 8, 1), entry(5, 0, 9))
    yield "a chain of two that is a loop", mbr(entry(5, 4, 99)) + bytes(3 * SECTOR) + two + bytes(9 * SECTOR), error("loop")
    yield "a chain past the end", mbr(entry(5, 1 << 30, 99)) + good[SECTOR:], error("")
    many = b"".join(mbr(entry(0x83, 300, 1), entry(5, i + 1, 1)) for i in range(200))
    yield "200 logical partitions", mbr(entry(5, 1, 400)) + many + bytes(600 * SECTOR), error("partitions")
    yield "a chain without a signature", mbr(entry(5, 4, 9)) + bytes(20 * SECTOR), error("logical partition 5")

    first = 36
    part = (first, first + n - 1)
    yield "GPT as it should be", gpt([part], root), OK.has("etc/passwd")
    yield "128 times the same partition", gpt([part] * 128, root), OK.has("etc/passwd")
    for name, words, more in [
            ("4 billion entries", "damaged", {"count": 2**32 - 1}), ("entries of 4 GiB", "damaged", {"size": 2**32 - 8}),
            ("entries of 8 bytes", "damaged", {"size": 8}), ("no entries", "damaged", {"count": 0}),
            ("entries past the end", "damaged", {"entries": 2**63}), ("a wrong sum of entries", "damaged", {"sum": 1}),
            ("a header of 4 GiB", "damaged", {"length": 2**32 - 1}), ("a header of no bytes", "damaged", {"length": 0}),
            ("a header for another place", "damaged", {"lba": 7})]:
        yield "GPT: " + name, gpt([part], root, **more), error(words)
    for name, bad, words in [("ends before it begins", (90, 40), "ends before it begins"),
                             ("ends at 16 EiB", (first, 2**64 - 1), "ends before it begins"),
                             ("begins past the end", (2**40, 2**41), "past the end"),
                             ("is the disk", (0, first + n - 1), "no partition holds")]:
        yield "GPT: a partition that " + name, gpt([bad], root), error(words)
    wide = b"".join(b"t" * 16 + b"u" * 16 + struct.pack("<QQQ", *part, 0).ljust(96, b"\0") for _ in range(140))
    yield "GPT: 140 partitions", gpt([part], root, count=140, array=wide), error("partitions")
    head = gpt([part], root)
    for at in [*range(440, 512, 5), *range(512, 604, 3), *range(1024, 1152, 9)]:
        bad = bytearray(head)
        bad[at] ^= 0x21
        yield f"GPT, bit flipped at {at}", bytes(bad), ANY
