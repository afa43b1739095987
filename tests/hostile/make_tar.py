"""tar: paths that climb, links that lie, headers that contradict themselves."""
import bz2
import gzip
import io
import lzma
import tarfile

from run import ANY, OK, cuts, error, flips, refused

END = bytes(1024)


def header(name, size=0, kind=b"0", link=b"", mode=b"0000644", prefix=b"", magic=b"ustar\x0000", extra=b""):
    """One header block; size may be a number or the field's own bytes."""
    size = size if isinstance(size, bytes) else b"%011o\0" % size
    block = (name.ljust(100, b"\0") + mode + b"\0" + b"0000000\0" * 2 + size + b"00000000000\0" + b" " * 8 +
             kind + link.ljust(100, b"\0") + magic + bytes(80) + prefix.ljust(155, b"\0"))
    block = (block[:345] + extra + block[345 + len(extra):]).ljust(512, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def filled(data):
    return data + bytes(-len(data) % 512)


def file(name, data=b"x", **more):
    return header(name, len(data), **more) + filled(data)


def pax(records, kind=b"x"):
    data = b""
    for key, value in records:
        body = b" " + key + b"=" + value + b"\n"
        n = len(body)
        while len(b"%d" % n) + len(body) != n:
            n = len(b"%d" % n) + len(body)
        data += b"%d" % n + body
    return file(b"PaxHeaders/x", data, kind=kind)


def sample():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in (("etc/passwd", b"root:x:0:0::/root:/bin/sh\n"), ("etc/shadow", b"root:*:1::::::\n"),
                           ("etc/ssh/sshd_config", b"PermitRootLogin no\n" * 90), ("usr/bin/" + "long" * 60, b"elf")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


GOOD = file(b"etc/hostname", b"gw\n")


def paths():
    for name in (b"../evil", b"etc/../../evil", b"a/b/../../../evil", b".."):
        yield f"climbs: {name.decode()}", GOOD + file(name) + END, refused(1).lacks("evil")
    yield "absolute names are taken from the image's root", GOOD + file(b"/etc/evil") + END, OK.has("etc/evil")
    yield "a name below a link out of the tree", \
        GOOD + header(b"out", kind=b"2", link=b"/tmp") + file(b"out/evil") + END, refused(1).lacks("out/evil")
    yield "a name below a file", GOOD + file(b"etc/hostname/evil") + END, refused(1)
    yield "a link in the place of a full folder", GOOD + header(b"etc", kind=b"2", link=b"/") + END, refused(1)
    yield "a newline, an escape and a bell in a name", GOOD + file(b"etc/a\nb\x1b[31mc\x07") + END, OK.has("\\x1b")
    yield "a name that is not UTF-8", GOOD + file(b"etc/\xff\xfe") + END, OK.has("\\xff")
    yield "a name of nothing", GOOD + file(b"") + END, refused(1)
    yield "a pax name with a NUL", GOOD + pax([(b"path", b"etc/a\0b")]) + file(b"x") + END, refused(1)
    yield "a pax name of 5000 bytes", GOOD + pax([(b"path", b"a/" * 2500)]) + file(b"x") + END, refused(1)
    yield "300 folders deep", GOOD + pax([(b"path", b"d/" * 300 + b"x")]) + file(b"x") + END, refused(1)
    yield "a newline in a name, damaged after it", GOOD + header(b"a\nb\x1b[2J", 4096) + b"short", error("\\x0a")


def links():
    def link(name, to, kind=b"1"):
        return header(name, kind=kind, link=to)

    yield "a symbolic link to itself", GOOD + link(b"etc/shadow", b"shadow", b"2") + END, OK
    yield "two symbolic links in a ring", \
        GOOD + link(b"etc/passwd", b"shadow", b"2") + link(b"etc/shadow", b"passwd", b"2") + END, OK
    yield "a hard link to itself", GOOD + link(b"etc/passwd", b"etc/passwd") + END, OK
    yield "two hard links in a ring", GOOD + link(b"etc/a", b"etc/b") + link(b"etc/b", b"etc/a") + END, OK
    yield "a hard link back through another name", \
        GOOD + link(b"etc/b", b"etc/hostname") + link(b"etc/hostname", b"etc/b") + END, OK
    yield "a hard link out of the tree", GOOD + link(b"etc/shadow", b"../../../etc/shadow") + END, OK
    yield "a hard link to an absolute path", GOOD + link(b"etc/shadow", b"/etc/shadow") + END, OK
    yield "a hard link to a folder", GOOD + link(b"etc/d", b"etc") + END, OK
    yield "a hard link whose target is replaced", \
        GOOD + link(b"etc/b", b"etc/hostname") + file(b"etc/hostname", b"other") + END, OK
    yield "a hard link below itself", GOOD + link(b"etc/hostname/x", b"etc/hostname") + END, refused(1)


def lies():
    yield "a size past the end", GOOD + header(b"etc/big", 1 << 30) + b"little", error("etc/big")
    yield "a size of 2^63", GOOD + header(b"etc/big", b"\x80\0\0\0\x80\0\0\0\0\0\0\0") + END, error("byte 1024")
    yield "a size below zero", GOOD + header(b"etc/big", b"\xff" * 12) + END, error("byte 1024")
    yield "a size that is no number", GOOD + header(b"etc/big", b"eleventeen..") + END, error("byte 1024")
    yield "a pax size below zero", GOOD + pax([(b"size", b"-1")]) + file(b"x") + END, error("pax header")
    yield "a pax size of 2^64", GOOD + pax([(b"size", b"18446744073709551616")]) + file(b"x") + END, error("pax")
    yield "a pax record that is longer than its header", GOOD + file(b"x", b"99 path=a\n", kind=b"x") + END, error("pax")
    yield "a pax record of length zero", GOOD + file(b"x", b"0 path=a\n", kind=b"x") + END, error("pax")
    yield "a pax header of 2 MiB", GOOD + file(b"x", bytes(2 << 20), kind=b"x") + END, error("larger than 1024 KiB")
    yield "a GNU name of 2 MiB", GOOD + file(b"x", b"a" * (2 << 20), kind=b"L") + END, error("larger than 1024 KiB")
    yield "a wrong checksum", GOOD + b"etc" + file(b"etc/x")[3:] + b"z" * 512 + END, error("checksum")
    yield "a checksum of nothing", GOOD + header(b"etc/x")[:148] + b"        " + header(b"etc/x")[156:] + END, error("checksum")
    yield "a block of zeros in the place of an entry", GOOD + bytes(512) + file(b"etc/x") + END, error("zeros")
    yield "no zeros at the end", GOOD, error("cut off")
    yield "another tar behind the end", GOOD + END + file(b"etc/x") + END, OK.lacks("etc/x")
    yield "the rest of a file of another volume", GOOD + file(b"etc/x", kind=b"M") + END, OK
    yield "GNU's folder listing, a volume's name, an unknown type", \
        GOOD + file(b"d", b"Yetc\0\0", kind=b"D") + file(b"v", kind=b"V") + file(b"q", kind=b"q") + END, OK
    yield "nothing but an end", END * 10, error("zeros")
    yield "only entries that are refused", file(b"../evil") + END, refused(1)


def sparse():
    def gnu(pieces, real, data=b""):
        extra = bytes(41) + b"".join(b"%011o\0%011o\0" % p for p in pieces).ljust(96, b"\0") + b"\0" + b"%011o\0" % real
        return header(b"etc/ssh/sshd_config", len(data), kind=b"S", magic=b"ustar  \0", extra=extra) + filled(data)

    def new(map_text, real, size=None, path=b""):
        data = filled(map_text) + b"x" * 512
        return pax([(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"), (b"GNU.sparse.name", b"etc/ssh/sshd_config"),
                    (b"GNU.sparse.realsize", b"%d" % real)] + ([(b"path", path)] if path else [])) + file(b"x", data if size is None else data[:size])

    yield "sparse, one piece", GOOD + gnu([(512, 4)], 1024, b"data") + END, OK.has("etc/ssh/sshd_config")
    yield "sparse, a piece past the end", GOOD + gnu([(1020, 8)], 1024, b"datadata") + END, error("map")
    yield "sparse, more pieces than data", GOOD + gnu([(0, 4), (8, 99)], 1024, b"data") + END, error("map")
    yield "sparse, 7 GiB of holes", GOOD + gnu([(0, 4)], 7 << 30, b"data") + END, OK
    yield "sparse 1.0", GOOD + new(b"1\n0\n512\n", 1024) + END, OK.has("etc/ssh/sshd_config")
    yield "sparse 1.0, a long name: GNU tar writes a path for others behind it", GOOD + \
        new(b"1\n0\n512\n", 1024, path=b"etc/ssh/GNUSparseFile.1/sshd_config") + END, \
        OK.has("etc/ssh/sshd_config").lacks("GNUSparseFile")
    yield "sparse 1.0, a map without an end", GOOD + new(b"9" * 2000, 1024) + END, error("map")
    yield "sparse 1.0, a map that is cut", GOOD + new(b"100\n1\n", 1024, 5) + END, error("map")
    yield "sparse 1.0, a million pieces stated", GOOD + new(b"1000000\n" + b"0\n0\n" * 70000, 1024) + END, error("pieces")


def many():
    chunk = gzip.compress(file(b"etc/same", b"") * 20000, 1)
    yield "a million entries of one name, packed", chunk * 51, error("more than 1000000 entries")
    deep = b"".join(file(b"%05d" % i + b"/d" * 46, b"") for i in range(24000))
    yield "a million folders in few entries, packed", gzip.compress(deep, 1), error("more than 1000000 entries")


def bombs():
    zeros = bytes(64 << 20)
    start = header(b"etc/zeros", 7 << 30)
    yield "xz of zeros", lzma.compress(start) + lzma.compress(zeros, preset=0) * 8, error("bomb")
    yield "bzip2 of zeros", bz2.compress(start) + bz2.compress(zeros, 9) * 8, error("bomb")
    nest = GOOD + END
    for i in range(10):
        nest = gzip.compress(nest)
    yield "ten times gzip", nest, error("containers")


def cases(temp):
    good = sample()
    yield "as it should be", good, OK.has("etc/ssh/sshd_config")
    for some in (paths, links, lies, sparse, many, bombs):
        yield from some()
    last = len(good.rstrip(b"\0")) // 512 * 512
    yield from cuts("tar", good[:last])
    yield from flips("tar", good[:last])
