"""squashfs: tables and inodes that lie, folders that contain themselves. Needs mksquashfs (squashfs-tools)."""
import os
import shutil
import struct
import subprocess

from run import ANY, OK, cuts, error, flips, refused


def tree(temp, name, files):
    root = os.path.join(temp, name)
    for path, data in files.items():
        path = os.path.join(root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(data, str):
            os.symlink(data, path)
        else:
            open(path, "wb").write(data)
    return root


def packed(root, *options):
    out = root + ".squashfs"
    subprocess.run(["mksquashfs", root, out, "-noappend", "-no-progress", "-quiet", "-nopad", "-all-root",
                    "-processors", "1", *options], check=True, capture_output=True)
    data = open(out, "rb").read()
    os.unlink(out)
    return data


def put(image, at, data):
    return image[:at] + data + image[at + len(data):]


def field(image, at, form, value):
    """One field of the superblock changed."""
    return put(image, at, struct.pack("<" + form, value))


def entry(image, name):
    """Where the entry with this name is, in a folder table that is not packed."""
    return image.index(name, struct.unpack_from("<Q", image, 72)[0]) - 8


def cases(temp):
    if not shutil.which("mksquashfs"):
        print("# squashfs: mksquashfs is not installed, nothing was made")
        return
    files = {"etc/passwd": b"root:x:0:0::/:/bin/sh\n" * 200, "etc/hostname": b"gw\n", "bin/sh": b"\x7fELF" + bytes(5000),
             "etc/link": "t" * 99, "etc/folder/inside": b"1", "etc/sla_h": b"", "etc/xx": b"", "etc/dup1": b"1",
             "etc/dup2": b"2"}
    root = tree(temp, "root", files)
    good = packed(root, "-comp", "xz")
    plain = packed(root, "-noI", "-noD", "-noF", "-noX", "-comp", "gzip")
    deep = packed(tree(temp, "deep", {"d/" * 300 + "end": b""}), "-comp", "gzip")
    images = {c: packed(root, "-comp", c) for c in ("lzo", "zstd", "lz4", "gzip")}
    shutil.rmtree(root)
    shutil.rmtree(os.path.join(temp, "deep"))

    yield "as it should be", good, OK.has("etc/passwd")
    yield "nothing packed", plain, OK.has("etc/passwd", "etc/folder/inside")
    yield "300 folders deep", deep, refused(1)
    yield "bytes behind the end", good + b"x" * 5000, OK.has("etc/passwd")
    for name, at, form, value, words in [
            ("a version of 3.1", 28, "I", 0x10003, "version 3.1"),
            ("an unknown packer", 20, "H", 9, "superblock"),
            ("an impossible block size", 12, "I", 7, "block size"),
            ("4 GiB more than there are", 40, "Q", 4 << 30, "cut off"),
            ("16 EiB", 40, "Q", 2**64 - 1, "cut off"),
            ("4 billion fragments", 16, "I", 2**32 - 1, "table of fragments"),
            ("2 million fragments", 16, "I", 2 << 20, "table of fragments"),
            ("65535 owners", 26, "H", 65535, "table of owners"),
            ("no owners", 26, "H", 0, "superblock"),
            ("owners past the end", 48, "Q", 1 << 40, "table of owners"),
            ("attributes past the end", 56, "Q", 1 << 40, "attributes"),
            ("inodes behind folders", 64, "Q", 1 << 40, "not in order"),
            ("folders past the end", 72, "Q", 1 << 40, "table"),
            ("a root far outside", 32, "Q", 1 << 47, "table of inodes"),
            ("a root in the middle of an inode", 32, "Q", 3, "")]:
        flags = struct.unpack_from("<H", good, 24)[0] & ~0x200 if at == 56 else None
        image = field(good, at, form, value)
        yield name, image if flags is None else field(image, 24, "H", flags), error(words)

    root_offset = struct.unpack_from("<Q", plain, 32)[0] & 0xFFFF
    loop = entry(plain, b"folder")
    yield "a folder that holds the root", put(plain, loop, struct.pack("<H", root_offset)), error("is also")
    yield "a file that is listed as a folder", put(plain, entry(plain, b"dup1") + 4, struct.pack("<H", 1)), error("is none")
    yield "a folder that is listed as a file", put(plain, loop + 4, struct.pack("<H", 2)), error("another type")
    yield "an entry of an unknown type", put(plain, loop + 4, struct.pack("<H", 77)), error("another type")
    yield "a slash in a name", plain.replace(b"sla_h", b"sla/h"), refused(1).lacks("sla/h")
    yield "a name that climbs", put(plain, entry(plain, b"xx") + 8, b".."), refused(1)
    yield "two entries of one name", plain.replace(b"dup2", b"dup1"), OK.has("etc/dup1")
    yield "a name longer than its folder", put(plain, entry(plain, b"dup1") + 6, struct.pack("<H", 60000)), error("")
    size = plain.index(struct.pack("<I", 4400), struct.unpack_from("<Q", plain, 64)[0])
    yield "a file of 4 GiB", field(plain, size, "I", 0xFFFFFFF0), OK.has("etc/passwd")
    yield "a file of 3 MiB that is not there", field(plain, size, "I", 3 << 20), OK.has("etc/passwd")
    link = plain.index(struct.pack("<I", 99) + b"t" * 99)
    yield "a link of 4 GiB", field(plain, link, "I", 0xFFFFFFF0), error("target")
    yield "a link longer than the table", field(plain, link, "I", 4000), error("")
    yield from cuts("squashfs", good, len(good) // 64)
    yield from flips("squashfs", good, 80)
    for packer, image in images.items():
        yield from flips(packer, image, 24)
    for at in range(0, 96, 3):
        bad = bytearray(plain)
        bad[at] ^= 0x81
        yield f"superblock, bit flipped at {at}", bytes(bad), ANY
