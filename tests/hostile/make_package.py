"""deb and ipk: an image inside an archive."""
import gzip

import make_tar
from run import OK, cuts, error, flips, refused


def member(name, data, size=None):
    head = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, b"100644", len(data) if size is None else size)
    return head + data + b"\n" * (len(data) % 2)


def deb(data, **more):
    return b"!<arch>\n" + member(b"debian-binary", b"2.0\n") + member(b"control.tar.gz", b"xyz") + \
        member(b"data.tar.gz", data, **more)


def ipk(data, name=b"./data.tar.gz"):
    return gzip.compress(make_tar.file(b"./debian-binary", b"2.0\n") + make_tar.file(name, data) +
                         make_tar.file(b"./control.tar.gz", b"xyz") + make_tar.END)


def cases(temp):
    data = gzip.compress(make_tar.sample(), mtime=0)
    yield "deb, as it should be", deb(data), OK.has("etc/ssh/sshd_config").lacks("control", "debian-binary")
    yield "deb, a plain data.tar", deb(make_tar.sample()), OK.has("etc/ssh/sshd_config")
    yield "deb without data", b"!<arch>\n" + member(b"debian-binary", b"2.0\n"), error("no data.tar")
    yield "deb, a size that lies", deb(data, size=len(data) + 9999), error("early")
    yield "deb, a size that is too small", deb(data, size=len(data) - 20), error("early")
    yield "deb, data twice", deb(data) + member(b"data.tar.gz", data), error("two data.tar")
    yield "deb, garbage behind it", deb(data) + b"garbage" * 20, error("header")
    yield "deb, its data is a text", deb(b"text\n" * 99), error("text")
    yield "deb, its data climbs", deb(gzip.compress(make_tar.GOOD + make_tar.file(b"../evil") + make_tar.END)), \
        refused(1).lacks("evil")
    nest = data
    for _ in range(5):
        nest = deb(nest)
    yield "deb in deb in deb in deb in deb", nest, error("containers")
    yield "a static library", b"!<arch>\n" + member(b"a.o/", b"\x7fELF"), error("static library")
    yield "ipk, as it should be", ipk(data), OK.has("etc/ssh/sshd_config").lacks("control", "debian-binary")
    yield "ipk without data", ipk(data, b"./other.tar.gz"), error("no data.tar")
    yield from cuts("deb", deb(data), 16)
    yield from cuts("ipk", ipk(data), 8)
    yield from flips("deb", deb(data), 16)
    yield from flips("ipk", ipk(data), 8)
