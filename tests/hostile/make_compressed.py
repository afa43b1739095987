"""Every compression around a tar: cut, flipped, with something behind it."""
import bz2
import gzip
import lzma
import shutil
import subprocess

import make_tar
from run import OK, cuts, error, flips


def by_tool(*words):
    def pack(data):
        return subprocess.run(words, input=data, capture_output=True, check=True).stdout
    return pack


PACKERS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zstd": by_tool("zstd", "-qc", "--check"),
    "lz4": by_tool("lz4", "-qc"),
    "lz4 -l": by_tool("lz4", "-qlc"),
}


def cases(temp):
    good = make_tar.sample()
    for name, pack in PACKERS.items():
        if name.split()[0] in ("zstd", "lz4") and not shutil.which(name.split()[0]):
            continue
        packed = pack(good)
        yield f"{name}, as it should be", packed, OK.has("etc/ssh/sshd_config")
        yield f"{name}, in two pieces", pack(good[:1000]) + pack(good[1000:]), OK.has("etc/ssh/sshd_config")
        yield f"{name}, zeros behind it", packed + bytes(4096), OK
        if name != "lz4 -l":
            yield f"{name}, something behind it", packed + b"a signature", OK
        yield f"{name}, of nothing", pack(b""), error("")
        yield f"{name}, of a text", pack(b"just a text\n" * 20), error("text")
        yield f"{name}, only its beginning", packed[:20], error("")
        yield from cuts(name, packed, 12)
        yield from flips(name, packed, 16)
