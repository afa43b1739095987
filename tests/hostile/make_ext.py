"""ext2 and ext4: sizes, pointers and folders that lie. Needs mke2fs and debugfs (e2fsprogs)."""
import os
import shutil
import struct
import subprocess

from run import ANY, OK, cuts, error, flips, refused

ENV = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}


def tool(*words):
    subprocess.run(words, check=True, capture_output=True, env=ENV)


class Maker:
    def __init__(self, temp):
        self.root, self.out = os.path.join(temp, "root"), os.path.join(temp, "ext.img")

    def made(self, kind, *commands, options=("-I", "128"), kib=60):
        """An image of the folder, then changed by debugfs. As small as mke2fs makes one: they are seeds for fuzzing, too."""
        with open(self.out, "wb") as f:
            f.truncate(kib * 1024)          # for ext4 mke2fs reads what it has not written yet
        tool("mke2fs", "-q", "-F", "-t", kind, "-b", "1024", "-N", "32", *options, "-d", self.root, self.out)
        for command in commands:
            tool("debugfs", "-w", "-R", command, self.out)
        data = open(self.out, "rb").read()
        os.unlink(self.out)
        return data


def endless(image):
    """A folder whose triply indirect blocks all lead to one empty block: 16 million of them."""
    bad = bytearray(image)
    top = len(bad) // 1024 - 5
    empty = struct.pack("<IHBB", 0, 1024, 0, 0).ljust(1024, b"\0")
    for i, data in enumerate([struct.pack("<I", top + 1) * 256, struct.pack("<I", top + 2) * 256,
                              struct.pack("<I", top + 3) * 256, empty]):
        bad[(top + i) * 1024:(top + i + 1) * 1024] = data
    return bytes(bad)


def cases(temp):
    if not shutil.which("mke2fs", path=ENV["PATH"]) or not shutil.which("debugfs", path=ENV["PATH"]):
        print("# ext: mke2fs or debugfs is not installed, nothing was made")
        return
    make = Maker(temp)
    os.makedirs(os.path.join(make.root, "etc/folder"))
    os.makedirs(os.path.join(make.root, "bin"))
    for path, data in {"etc/passwd": b"root:x:0:0::/:/bin/sh\n" * 200, "bin/sh": b"\x7fELF" + bytes(5000),
                       "etc/folder/inside": b"1", "etc/sla_h": b""}.items():
        open(os.path.join(make.root, path), "wb").write(data)
    os.symlink("t" * 99, os.path.join(make.root, "etc/link"))
    good, sums = make.made("ext2"), make.made("ext4", options=("-O", "^has_journal"), kib=512)
    small = make.made("ext4", options=("-I", "128", "-O", "^has_journal"))

    yield "as it should be", good, OK.has("etc/passwd", "etc/folder/inside")
    yield "ext4", sums, OK.has("etc/passwd", "etc/folder/inside")
    yield "a small ext4", small, OK.has("etc/passwd", "etc/folder/inside")
    yield "a folder that holds its parent", make.made("ext2", "link /etc /etc/folder/loop"), error("is also")
    yield "a folder that holds the root", make.made("ext2", "link / /etc/loop"), error("is also")
    yield "a file of 4 GiB", make.made("ext2", "sif /etc/passwd size 0xfffffff0"), OK.has("etc/passwd")
    yield "a file of 3 MiB that is not there", make.made("ext2", "sif /etc/passwd size 3145728"), OK.has("etc/passwd")
    yield "a file beyond the end", make.made("ext2", "sif /etc/passwd block[0] 99999999"), OK.has("etc/passwd")
    yield "a folder beyond the end", make.made("ext2", "sif /etc block[0] 99999999"), error("etc")
    yield "a folder of 4 GiB", make.made("ext2", "sif /etc size 0xfffffc00"), ANY
    yield "a link of 4 GiB", make.made("ext2", "sif /etc/link size 0xfffffff0"), error("target")
    yield "a link of 4000 bytes, of which 99 are there", make.made("ext2", "sif /etc/link size 4000"), OK.has("etc/passwd")
    yield "an inode of no type", make.made("ext2", "sif /etc/passwd mode 0"), error("etc/passwd")
    yield "a root that is a file", make.made("ext2", "sif / mode 0100644"), error("root folder")
    yield "an extended attribute beyond the end", make.made("ext2", "sif /bin/sh mode 0100755", "sif /bin/sh file_acl 99999999"), error("bin/sh")
    yield "a slash in a name", good.replace(b"sla_h", b"sla/h"), refused(1).lacks("sla/h")
    yield "a feature of the future", make.made("ext2", "ssv feature_incompat 0x80000002"), error("feature")
    yield "an endless folder", \
        endless(make.made("ext2", "sif /etc block[TIND] 55", "sif /etc size 0x40000000")), error("no room")
    for name, at, form, value, words in [
            ("4 billion blocks", 4, "I", 2**32 - 1, "cut off"), ("no inodes in a group", 40, "I", 0, ""),
            ("4 billion inodes in a group", 40, "I", 2**32 - 1, ""), ("no blocks in a group", 32, "I", 0, ""),
            ("one block in a group", 32, "I", 1, ""), ("an inode size of 3", 88, "H", 3, ""),
            ("an inode size of 65535", 88, "H", 65535, ""), ("descriptors of 65535 bytes", 254, "H", 65535, None)]:
        image = bytearray(good)
        struct.pack_into("<" + form, image, 1024 + at, value)
        yield name, bytes(image), ANY if words is None else error(words)
    yield from cuts("ext", good, 64)
    yield from flips("ext2", good, 64)
    yield from flips("ext4", sums, 64)
    for at in range(1024, 1024 + 264, 4):
        bad = bytearray(good)
        bad[at] ^= 0x11
        yield f"superblock, bit flipped at {at}", bytes(bad), ANY
    shutil.rmtree(make.root)
