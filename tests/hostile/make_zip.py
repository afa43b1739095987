"""zip: two directories that can disagree, and sizes stated three times."""
import io
import struct
import zipfile

from run import ANY, OK, cuts, error, flips, refused


def packed(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data, mode in files:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.create_system = 3
            info.compress_type = method
            z.writestr(info, data)
    return out.getvalue()


FILE = 0o100644
SAMPLE = [("etc/hostname", b"gw\n", FILE), ("etc/ssh/sshd_config", b"Port 22\n" * 200, FILE), ("usr/bin/su", b"x", 0o104755)]


def patched(image, magic, offset, data):
    """The image with bytes overwritten in the last record that begins with this magic."""
    at = image.rindex(magic) + offset
    return image[:at] + data + image[at + len(data):]


def cases(temp):
    good = packed(SAMPLE)
    one = packed([("etc/ssh/sshd_config", b"Port 22\n" * 200, FILE)])
    yield "as it should be", good, OK.has("etc/ssh/sshd_config")
    yield "stored, not packed", packed(SAMPLE, zipfile.ZIP_STORED), OK.has("etc/ssh/sshd_config")
    yield "bzip2 inside", packed(SAMPLE, zipfile.ZIP_BZIP2), OK.has("etc/ssh/sshd_config")
    yield "lzma inside is unreadable, not wrong", packed(SAMPLE, zipfile.ZIP_LZMA), OK.has("etc/ssh/sshd_config")
    for name in ("../evil", "etc/../../evil", ".."):
        yield f"climbs: {name}", packed(SAMPLE + [(name, b"x", FILE)]), refused(1).lacks("evil")
    yield "an absolute name", packed(SAMPLE + [("/etc/evil", b"x", FILE)]), OK.has("etc/evil")
    yield "a name below a link out of the tree", \
        packed(SAMPLE + [("out", b"/tmp", 0o120777), ("out/evil", b"x", FILE)]), refused(1).lacks("out/evil")
    yield "a newline and an escape in a name", packed(SAMPLE + [("etc/a\nb\x1b[31m", b"x", FILE)]), OK.has("\\x1b")
    yield "a link with a target of 100 KB", packed(SAMPLE + [("l", b"x" * 100000, 0o120777)]), error("target")
    yield "nothing in it", packed([]), error("nothing in it")
    yield "encrypted", patched(one, b"PK\1\2", 8, b"\1\0"), OK.has("etc/ssh/sshd_config")
    yield "a content of another size", patched(one, b"PK\1\2", 24, struct.pack("<I", 1601)), error("size")
    yield "a content that is larger than stated", patched(one, b"PK\1\2", 24, struct.pack("<I", 7)), error("size")
    yield "a wrong checksum", patched(one, b"PK\1\2", 16, b"zzzz"), error("checksum")
    yield "a content past the end", patched(one, b"PK\1\2", 20, struct.pack("<I", 1 << 30)), error("past the end")
    yield "4 GiB stated for a few bytes", patched(one, b"PK\1\2", 24, struct.pack("<I", 0xfffffff0)), OK
    yield "200 MB stated for a few bytes", patched(one, b"PK\1\2", 24, struct.pack("<I", 90 << 20)), error("size")
    yield "a local header that is elsewhere", patched(one, b"PK\1\2", 42, struct.pack("<I", 5)), error("local header")
    yield "zip64 without its field", patched(one, b"PK\1\2", 24, b"\xff" * 4), error("zip64")
    yield "a directory that is elsewhere", patched(one, b"PK\5\6", 16, struct.pack("<I", 5)), error("directory")
    yield "a directory past the end", patched(one, b"PK\5\6", 16, struct.pack("<I", 1 << 31)), error("zip")
    yield "more entries stated than there are", patched(good, b"PK\5\6", 10, b"\xff\xff"), error("zip")
    yield "fewer entries stated than there are", patched(good, b"PK\5\6", 10, b"\1\0"), error("larger than its 1 entries")
    bomb = packed([("usr/bin/a%d" % i, bytes(1 << 20), 0o100755) for i in range(20)])
    yield "20 MiB of zeros", bomb, OK
    yield from cuts("zip", good)
    yield from flips("zip", good)
