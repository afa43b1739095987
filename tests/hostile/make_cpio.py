"""cpio, and the several archives of an initramfs."""
import gzip
import lzma

from run import OK, cuts, error, flips, refused


def entry(name, data=b"", mode=0o100644, ino=1, links=1, magic=b"070701", size=None, namesize=None, check=0):
    fields = [ino, mode, 0, 0, links, 0, len(data) if size is None else size, 0, 0, 0, 0,
              len(name) + 1 if namesize is None else namesize, check]
    head = magic + b"".join(b"%08X" % f for f in fields) + name + b"\0"
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


def odc(name, data=b"", mode=0o100644, ino=1, links=1):
    head = b"070707" + b"".join(b"%06o" % f for f in (0, ino, mode, 0, 0, links, 0)) + b"%011o" % 0
    return head + b"%06o%011o" % (len(name) + 1, len(data)) + name + b"\0" + data


TRAILER = entry(b"TRAILER!!!", mode=0)
GOOD = entry(b"etc", mode=0o40755) + entry(b"etc/hostname", b"gw\n") + entry(b"etc/ssh/sshd_config", b"Port 22\n" * 99)
ONE, TWO = GOOD + TRAILER, entry(b"init", b"#!/bin/sh\n", 0o100755) + TRAILER


def paths():
    for name in (b"../evil", b"etc/../../evil", b".."):
        yield f"climbs: {name.decode()}", GOOD + entry(name, b"x") + TRAILER, refused(1).lacks("evil")
    yield "an absolute name", GOOD + entry(b"/etc/evil", b"x") + TRAILER, OK.has("etc/evil")
    yield "a name below a link out of the tree", \
        GOOD + entry(b"out", b"/tmp", 0o120777) + entry(b"out/evil", b"x") + TRAILER, refused(1).lacks("out/evil")
    yield "a newline and an escape in a name", GOOD + entry(b"etc/a\nb\x1b[31m", b"x") + TRAILER, OK.has("\\x1b")
    yield "a name of 100 KB", GOOD + entry(b"a" * 100000, b"x") + TRAILER, refused(1)
    yield "a name of 2^32 bytes", GOOD + entry(b"a", b"x", namesize=0xffffffff) + TRAILER, error("name")
    yield "a name of no bytes", GOOD + entry(b"a", b"x", namesize=0) + TRAILER, error("name")
    yield "a link to itself", GOOD + entry(b"etc/shadow", b"shadow", 0o120777) + TRAILER, OK
    yield "a link with a target of 100 KB", GOOD + entry(b"etc/shadow", b"s" * 100000, 0o120777) + TRAILER, OK


def lies():
    yield "a size past the end", GOOD + entry(b"etc/big", b"little", size=1 << 30) + TRAILER, error("etc/big")
    yield "a header that is no number", ONE[:20] + b"zz" + ONE[22:], error("number")
    yield "garbage between two entries", GOOD + b"garbage!" + entry(b"a", b"x") + TRAILER, error("no cpio header")
    yield "no trailer", GOOD, error("early")
    yield "nothing but a trailer", TRAILER, error("nothing in it")
    yield "a type that does not exist", GOOD + entry(b"odd", b"x", 0o150644) + TRAILER, OK
    yield "a wrong checksum", GOOD + entry(b"etc/ssh/sshd_config", b"Port 22\n", magic=b"070702", check=1) + TRAILER, \
        error("checksum")
    yield "a right checksum", \
        GOOD + entry(b"etc/ssh/sshd_config", b"Port 22\n", magic=b"070702", check=sum(b"Port 22\n")) + TRAILER, OK
    yield "the content stands with the last of three names", \
        entry(b"a", ino=7, links=3) + entry(b"b", ino=7, links=3) + entry(b"c", b"data", ino=7, links=3) + TRAILER, \
        OK.has("a", "b", "c")
    yield "odc, the content with every name", \
        odc(b"a", b"data", ino=7, links=2) + odc(b"b", b"data", ino=7, links=2) + odc(b"TRAILER!!!"), OK.has("a", "b")
    yield "200,000 files with a second name that never comes", \
        gzip.compress(b"".join(entry(b"f%06d" % i, ino=i, links=2) for i in range(200000)) + TRAILER, 1), OK


def several():
    yield "two plain ones", ONE + bytes(512) + TWO, OK.has("init", "etc/hostname")
    yield "a plain one and a gzip one", ONE + gzip.compress(TWO), OK.has("init", "etc/hostname")
    yield "gzip, zeros, xz", gzip.compress(ONE) + bytes(508) + lzma.compress(TWO), OK.has("init", "etc/hostname")
    yield "the second one is cut", ONE + gzip.compress(TWO)[:-9], error("early")
    yield "the second one is damaged", ONE + gzip.compress(TWO)[:-8] + bytes(8), error("gzip")
    yield "garbage behind it", ONE + b"garbage that is no archive", error("neither zeros nor another archive")
    yield "garbage behind a gzip one", gzip.compress(ONE) + b"garbage that is no archive", error("neither")
    yield "garbage inside the gzip one", gzip.compress(ONE + b"garbage"), error("neither")
    yield "gzip inside gzip behind it", ONE + gzip.compress(gzip.compress(TWO)), error("neither")
    yield "a second one with names that climb", ONE + entry(b"../evil", b"x") + TRAILER, refused(1).lacks("evil")
    yield "3,000 archives", ONE + (entry(b"same", b"x") + TRAILER) * 3000, OK.has("same")


def cases(temp):
    yield "as it should be", ONE, OK.has("etc/hostname")
    for some in (paths, lies, several):
        yield from some()
    yield from cuts("cpio", GOOD)
    yield from flips("cpio", ONE)
    yield from cuts("initramfs", ONE + gzip.compress(GOOD), 8)
