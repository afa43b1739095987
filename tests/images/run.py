#!/usr/bin/env python3
"""Makes file systems and disks from one folder, and asks what cradle sees in them. Prints TAP.

    run.py CRADLE CONTENTS [NAME...]

The folder is made here, with what is easily got wrong: tails and whole blocks, holes, hard links, long
link targets, devices of names, many entries in a folder, empty files. Each row of IMAGES turns it into an
image; the tree, the contents and the findings must be those of the folder. A tool that is not installed
skips its rows (Debian: squashfs-tools, e2fsprogs, fdisk, gdisk).
"""
import gzip
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import uuid
import zlib

cradle, contents, only = sys.argv[1], sys.argv[2], sys.argv[3:]
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8",
       "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
MIB = 1024 * 1024


class Skip(Exception):
    pass


def tool(*words, **more):
    if not shutil.which(words[0], path=env["PATH"]):
        raise Skip(f"{words[0]} is not installed")
    p = subprocess.run(words, capture_output=True, env=env, timeout=120, **more)
    if p.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {p.stderr.decode(errors='replace')}")


def run(*words, codes=(0, 1)):
    p = subprocess.run(words, capture_output=True, env=env, timeout=120)
    if p.returncode not in codes:
        raise RuntimeError(f"exit {p.returncode}: {p.stderr.decode(errors='replace')}")
    return p.stderr.decode() if 3 in codes else p.stdout.decode(errors="surrogateescape")


# --- the folder ---

def noise(n, seed):
    """n bytes that do not pack well, the same ones each time."""
    out, block = bytearray(), hashlib.sha256(seed.encode()).digest()
    while len(out) < n:
        block = hashlib.sha256(block).digest()
        out += block
    return bytes(out[:n])


def put(root, path, data=b"", mode=0o644):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)


def make_root(root):
    put(root, "etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
    put(root, "etc/ssh/sshd_config", b"PermitRootLogin yes\n")
    put(root, "etc/shadow", b"root::19000:0:99999:7:::\n", 0o640)
    put(root, "etc/empty")
    put(root, "bin/busybox", b"\x7fELF" + noise(300 * 1024, "busybox"), 0o4755)
    put(root, "usr/sbin/sshd", b"\x7fELF" + b"sshd" * 100000, 0o755)
    put(root, "usr/lib/exactly-one-block", b"b" * 131072)
    put(root, "usr/lib/one-block-and-a-tail", noise(131073, "tail"))
    put(root, "usr/lib/text", b"".join(b"line %d of a text that packs well\n" % i for i in range(20000)))
    put(root, "tmp/writable", b"w", 0o666)
    for i in range(600):
        put(root, f"usr/share/many/a-name-that-takes-some-room-{i:04}", b"%d\n" % i)
    os.symlink("busybox", os.path.join(root, "bin/sh"))
    os.symlink("/" + "d/" * 200 + "end", os.path.join(root, "etc/long-link"))
    os.link(os.path.join(root, "bin/busybox"), os.path.join(root, "bin/ls"))
    with open(os.path.join(root, "usr/lib/hole"), "wb") as f:
        f.seek(5 * 131072)
        f.write(b"after the hole")
    os.chmod(os.path.join(root, "tmp"), 0o1777)
    os.makedirs(os.path.join(root, "var/" + "/".join(f"deep{i}" for i in range(30))))
    for folder, subs, names in os.walk(root):
        for n in names + subs + ["."]:
            os.utime(os.path.join(folder, n), (1700000000, 1700000000), follow_symlinks=False)


# --- images ---

def squashfs(*options):
    def make(root, out):
        tool("mksquashfs", root, out, "-noappend", "-no-progress", "-processors", "1", *options)
    return make


def ext(*options, size="24M"):
    def make(root, out):
        tool("mke2fs", "-q", "-F", "-d", root, *options, out, size)
        # mke2fs adds lost+found; the folder has none
        tool("debugfs", "-w", "-R", "rmdir /lost+found", out)
    return make


def htree(root, out):
    """e2fsck builds the index of the large folder, as a kernel would have."""
    ext("-t", "ext4", "-b", "1024", "-O", "dir_index")(root, out)
    subprocess.run(["e2fsck", "-fyD", out], capture_output=True, env=env, timeout=60)
    tool("debugfs", "-w", "-R", "rmdir /lost+found", out)


def part_of(temp, root, kind):
    path = os.path.join(temp, "part-" + kind)
    if not os.path.exists(path):
        (squashfs("-comp", "gzip") if kind == "squashfs" else ext("-t", "ext4"))(root, path)
    return open(path, "rb").read()


def padded(data):
    return data + bytes(-len(data) % MIB)


def mbr_entry(kind, first, count):
    return struct.pack("<B3sB3sII", 0, b"\0" * 3, kind, b"\0" * 3, first, count)


def mbr(*entries):
    return bytes(446) + b"".join(entries).ljust(64, b"\0") + b"\x55\xaa"


def mbr_disk(parts, logical=False):
    """parts: bytes of each partition, on whole MiB. Logical ones are chained behind one primary."""
    parts = [padded(p) for p in parts]
    if not logical:
        at, entries, body = MIB, [], b""
        for p in parts:
            entries.append(mbr_entry(0x83, at // 512, len(p) // 512))
            body += p
            at += len(p)
        return mbr(*entries).ljust(MIB, b"\0") + body
    first, out = 2 * MIB, b""
    for i, p in enumerate(parts):
        at = first + len(out)
        last = i == len(parts) - 1
        link = [] if last else [mbr_entry(5, (at + MIB + len(p) - first) // 512, (MIB + len(p)) // 512)]
        out += mbr(mbr_entry(0x83, MIB // 512, len(p) // 512), *link).ljust(MIB, b"\0") + p
    head = mbr(mbr_entry(0x83, MIB // 512, MIB // 512), mbr_entry(0x0f, first // 512, len(out) // 512))
    return head.ljust(MIB, b"\0") + bytes(MIB) + out


def gpt_disk(parts, sector=512, break_first=False):
    parts = [padded(p) for p in parts]
    at, entries, body = MIB, b"", b""
    for i, p in enumerate(parts):
        name = f"part {i + 1}".encode("utf-16-le").ljust(72, b"\0")
        guid = uuid.uuid5(uuid.NAMESPACE_DNS, str(i)).bytes
        kind = uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4").bytes_le
        entries += kind + guid + struct.pack("<QQQ", at // sector, (at + len(p)) // sector - 1, 0) + name
        body += p
        at += len(p)
    entries = entries.ljust(128 * 128, b"\0")
    last = (at + MIB) // sector - 1

    def header(lba, other, first_entry):
        head = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, lba, other, MIB // sector,
                           at // sector - 1, b"g" * 16, first_entry, 128, 128, zlib.crc32(entries))
        return (head[:16] + struct.pack("<I", zlib.crc32(head)) + head[20:]).ljust(sector, b"\0")

    first = header(1, last, 2)
    if break_first:
        first = first[:50] + b"!" + first[51:]
    front = mbr(mbr_entry(0xee, 1, last)).ljust(sector, b"\0") + first + entries
    back = entries + header(last, 1, last - len(entries) // sector)
    return front.ljust(MIB, b"\0") + body + bytes(MIB - len(back)) + back


def disk(build, kind="squashfs", **options):
    """A disk whose second partition is the root file system; the first holds noise."""
    def make(root, out):
        data = build([noise(4096, "a partition"), part_of(os.path.dirname(out), root, kind)], **options)
        with open(out, "wb") as f:
            f.write(data)
    return make


def with_tool(*words):
    """A disk that sfdisk or sgdisk made the table of, at 2 MiB."""
    def make(root, out):
        data = padded(part_of(os.path.dirname(out), root, "squashfs"))
        with open(out, "wb") as f:
            f.truncate(2 * MIB + len(data) + 2 * MIB)
        if words[0] == "sfdisk":
            tool(*words, out, input=f"start=4096 size={len(data) // 512}\n".encode())
        else:
            tool(*words, "-n", f"1:4096:{4096 + len(data) // 512 - 1}", out)
        with open(out, "r+b") as f:
            f.seek(2 * MIB)
            f.write(data)
    return make


def in_gzip(build):
    def make(root, out):
        build(root, out)
        data = gzip.compress(open(out, "rb").read(), 1)
        write(out, data)
    return make


IMAGES = {
    "squashfs gzip": squashfs("-comp", "gzip"),
    "squashfs xz": squashfs("-comp", "xz"),
    "squashfs xz with a filter": squashfs("-comp", "xz", "-Xbcj", "x86"),
    "squashfs lzma": squashfs("-comp", "lzma"),
    "squashfs lzo": squashfs("-comp", "lzo"),
    "squashfs lzo, blocks of 4 KiB": squashfs("-comp", "lzo", "-b", "4096"),
    "squashfs lzo1x_1": squashfs("-comp", "lzo", "-Xalgorithm", "lzo1x_1"),
    "squashfs lz4": squashfs("-comp", "lz4"),
    "squashfs zstd": squashfs("-comp", "zstd"),
    "squashfs zstd, blocks of 1 MiB": squashfs("-comp", "zstd", "-b", "1M"),
    "squashfs without fragments": squashfs("-no-fragments"),
    "squashfs, all tails in fragments": squashfs("-always-use-fragments"),
    "squashfs, nothing packed": squashfs("-noI", "-noD", "-noF", "-noX"),
    "squashfs without export table": squashfs("-no-exports", "-no-xattrs"),
    "ext2": ext("-t", "ext2"),
    "ext2, blocks of 1 KiB": ext("-t", "ext2", "-b", "1024"),
    "ext2, old inodes": ext("-t", "ext2", "-I", "128"),
    "ext3": ext("-t", "ext3"),
    "ext4": ext("-t", "ext4"),
    "ext4, blocks of 1 KiB": ext("-t", "ext4", "-b", "1024"),
    "ext4, blocks of 64 KiB": ext("-t", "ext4", "-b", "65536", size="96M"),
    "ext4 with checksums and inline data": ext("-t", "ext4", "-O", "metadata_csum,inline_data,64bit"),
    "ext4 without checksums and extents": ext("-t", "ext4", "-O", "^metadata_csum,^extents,^64bit"),
    "ext4 with one folder index": htree,
    "MBR": disk(mbr_disk),
    "MBR, ext4": disk(mbr_disk, kind="ext4"),
    "MBR, logical partitions": disk(mbr_disk, logical=True),
    "GPT": disk(gpt_disk),
    "GPT, sectors of 4096 bytes": disk(gpt_disk, sector=4096),
    "GPT, only the backup is good": disk(gpt_disk, break_first=True),
    "MBR made by sfdisk": with_tool("sfdisk", "-q", "--label", "dos"),
    "GPT made by sfdisk": with_tool("sfdisk", "-q", "--label", "gpt"),
    "GPT made by sgdisk": with_tool("sgdisk"),
    "squashfs in gzip": in_gzip(squashfs("-comp", "xz")),
    "a disk in gzip": in_gzip(disk(gpt_disk, kind="ext4")),
}


# --- what cradle sees ---

def tree(image):
    rows = json.loads(run(cradle, "inspect", image, "--list", "tree", "--json"))
    return {r["path"]: tuple(r[k] for k in ("type", "mode", "uid", "gid", "size", "link")) for r in rows}


def findings(image):
    rows = json.loads(run(cradle, "check", image, "--json"))["findings"]
    return sorted((f["rule"], f["state"], f["path"] or "", f["line"] or 0, f["detail"] or "") for f in rows)


def digests(image):
    return sorted(set(run(contents, image).splitlines()))


def digests_of_folder(root):
    """Of each file once: where a file has two names, the image may offer either."""
    out = set()
    for folder, _, names in os.walk(root):
        for n in names:
            path = os.path.join(folder, n)
            if not os.path.islink(path):
                out.add(hashlib.sha256(open(path, "rb").read()).hexdigest() + " " + os.path.relpath(path, root))
    return out


def differences(what, want, got):
    lines = [f"{what}: missing {x}" for x in sorted(set(want) - set(got))]
    return lines + [f"{what}: unexpected {x}" for x in sorted(set(got) - set(want))]


def compare(image, root, seen):
    wrong = differences("tree", seen["tree"].items(), tree(image).items())
    wrong += differences("findings", seen["findings"], findings(image))
    got = set(digests(image))
    wrong += differences("contents", seen["contents"] - seen["second names"], got - seen["second names"])
    return wrong


# --- what cradle says ---

def image_row(image):
    return json.loads(run(cradle, "inspect", image, "--list", "image", "--json"))[0]


def write(path, *pieces):
    with open(path, "wb") as f:
        for piece in pieces:
            f.write(piece)
    return path


def want_text(got, *texts):
    return [f"no '{t}' in: {got.strip()}" for t in texts if t not in got]


def refusal(image):
    return run(cradle, "inspect", image, "--list", "tree", codes=(3,))


def small(temp, name, kind, **files):
    """A small file system of the kind; '__' in a name is a slash."""
    root, out = os.path.join(temp, name), os.path.join(temp, name + "." + kind)
    for path, text in files.items():
        put(root, path.replace("__", "/"), text)
    (squashfs("-comp", "gzip") if kind == "squashfs" else ext("-t", kind, size="2M"))(root, out)
    return open(out, "rb").read()


def check_slots(temp):
    slot = [small(temp, f"slot{i}", "squashfs", etc__slot=b"%d" % i, bin__sh=b"") for i in (1, 2)]
    image = write(os.path.join(temp, "slots"), gpt_disk([b"\0", *slot]))
    wrong = want_text(image_row(image)["note"], "partition 1 (blank) was not read",
                      "partition 2 (squashfs (gzip)) is the tree",
                      "partition 3 (squashfs (gzip)) holds another root file system")
    one = hashlib.sha256(b"1").hexdigest()
    return wrong + want_text(run(contents, image), one + " etc/slot")


def check_boot(temp):
    boot = small(temp, "kernel", "ext2", vmlinuz=b"kernel", extlinux__conf=b"APPEND quiet\n")
    root = small(temp, "system", "squashfs", etc__passwd=b"", bin__sh=b"")
    image = write(os.path.join(temp, "with-boot"), mbr_disk([boot, root]))
    wrong = want_text(image_row(image)["note"], "partition 1 (ext2) was put at boot/")
    text = run(contents, image)
    wrong += want_text(text, hashlib.sha256(b"kernel").hexdigest() + " boot/vmlinuz", " etc/passwd")
    return wrong + want_text(image_row(image)["format"], "disk (MBR) > squashfs (gzip)")


def check_own_boot(temp):
    boot = small(temp, "kernel2", "ext2", vmlinuz=b"other")
    root = small(temp, "system2", "squashfs", etc__passwd=b"", bin__sh=b"", boot__vmlinuz=b"own")
    image = write(os.path.join(temp, "own-boot"), mbr_disk([boot, root]))
    wrong = want_text(image_row(image)["note"], "partition 1 (ext2) was not read")
    return wrong + want_text(run(contents, image), hashlib.sha256(b"own").hexdigest() + " boot/vmlinuz")


def check_fat(temp):
    fat = b"\xeb\x3c\x90mkfs.fat".ljust(54, b"\0") + b"FAT16   ".ljust(456, b"\0") + b"\x55\xaa"
    root = small(temp, "system3", "squashfs", etc__passwd=b"", bin__sh=b"")
    image = write(os.path.join(temp, "fat"), mbr_disk([fat, root]))
    wrong = want_text(image_row(image)["note"], "partition 1 (vfat) was not read")
    return wrong + want_text(refusal(write(os.path.join(temp, "fat2"), fat)), "is a FAT file system")


def check_no_root(temp):
    data = small(temp, "data", "squashfs", files__one=b"1")
    image = write(os.path.join(temp, "no-root"), mbr_disk([b"UBI#\1\0\0\0", data, noise(4096, "x")]))
    return want_text(refusal(image), "no partition holds a root file system", "1 is UBI",
                     "2 is squashfs (gzip) without a root file system", "3 is of unknown kind")


def check_loop(temp):
    first = 2 * MIB // 512
    link = mbr(mbr_entry(0x83, 64, 64), mbr_entry(5, 0, 64))
    head = mbr(mbr_entry(0x05, first, 4096)).ljust(2 * MIB, b"\0")
    return want_text(refusal(write(os.path.join(temp, "loop"), head, link.ljust(MIB, b"\0"))),
                     "the chain of logical partitions is a loop")


def check_gpt_damaged(temp):
    disk = bytearray(gpt_disk([b"x"]))
    disk[512 + 20] ^= 1
    disk[-512 + 20] ^= 1
    wrong = want_text(refusal(write(os.path.join(temp, "gpt"), disk)), "the GPT is damaged, and so is its backup")
    disk = gpt_disk([small(temp, "gpt-root", "squashfs", etc__a=b"", bin__sh=b"")], break_first=True)
    return wrong + want_text(image_row(write(os.path.join(temp, "gpt2"), disk))["note"], "its backup at the end was used")


def check_foreign(temp):
    wrong = []
    for magic, at, text in [
            (b"UBI#", 0, "is a UBI image; cradle does not read UBI yet"),
            (b"\x31\x18\x10\x06", 0, "UBIFS"), (b"\x85\x19\x03\x20", 0, "JFFS2"),
            (b"\x45\x3d\xcd\x28", 0, "cramfs"), (b"\xe2\xe1\xf5\xe0", 1024, "EROFS"),
            (b"\xd0\x0d\xfe\xed", 0, "FIT"), (b"\x27\x05\x19\x56", 0, "uImage"), (b"-rom1fs-", 0, "romfs"),
            (b"CD001", 32769, "ISO 9660"), (b"sqsh", 0, "squashfs in big-endian order"),
            (b"hsqs" + bytes(24) + b"\3\0\1\0" + bytes(64), 0, "squashfs of version 3.1; cradle reads 4.0")]:
        image = write(os.path.join(temp, "foreign"), bytes(at), magic, bytes(70000))
        wrong += want_text(refusal(image), text)
    return wrong


def check_journal(temp):
    """needs_recovery set by hand, as a crash leaves it."""
    small(temp, "crashed", "ext3", etc__passwd=b"")
    image = os.path.join(temp, "crashed.ext3")
    tool("debugfs", "-w", "-R", "feature needs_recovery", image)
    return want_text(image_row(image)["note"] or "", "without replaying its journal")


def check_caps(temp):
    value = struct.pack("<IIIII", 0x02000001, 1 << 10, 0, 0, 0)
    root = os.path.join(temp, "capable")
    put(root, "bin/ping", b"\x7fELF", 0o755)
    put(root, "bin/cat", b"\x7fELF", 0o755)
    try:
        os.setxattr(os.path.join(root, "bin/ping"), "security.capability", value)
    except OSError:
        raise Skip("only root may set capabilities")
    wrong = []
    for name, build in (("squashfs", squashfs("-comp", "xz")), ("ext4", ext("-t", "ext4", size="2M"))):
        image = os.path.join(temp, "capable." + name)
        build(root, image)
        rows = json.loads(run(cradle, "inspect", image, "--list", "file", "--json"))
        marks = {r["path"]: r["mark"] for r in rows if r["mark"]}
        wrong += [] if marks == {"bin/ping": "caps"} else [f"{name}: {marks}"]
    return wrong


def check_checksums(temp):
    """A changed byte in a folder's block and in an inode must not pass unseen."""
    data = bytearray(small(temp, "sums", "ext4", etc__passwd=b"root:x:0:0::/:/bin/sh\n", usr__lib__marker=b""))
    at = data.index(b"marker")
    broken = write(os.path.join(temp, "sums1"), data[:at], b"m0rker", data[at + 6:])
    return want_text(refusal(broken), "usr/lib", "checksum")


CHECKS = {
    "two slots: the first is the tree": check_slots,
    "a boot partition is put at boot/": check_boot,
    "boot/ of the root file system stays": check_own_boot,
    "FAT is named": check_fat,
    "no root file system: all partitions are named": check_no_root,
    "a loop of logical partitions": check_loop,
    "both GPT headers damaged, or one": check_gpt_damaged,
    "what cradle does not read yet is named": check_foreign,
    "a journal that was not replayed is noted": check_journal,
    "capabilities of programs": check_caps,
    "a damaged folder is an error": check_checksums,
}


def main():
    temp = tempfile.mkdtemp()
    names = only or [*IMAGES, *CHECKS]
    print(f"1..{len(names)}")
    failed = 0
    try:
        root = os.path.join(temp, "root")
        make_root(root)
        seen = {"tree": tree(root), "findings": findings(root), "contents": digests_of_folder(root)}
        seen["second names"] = {d for d in seen["contents"] if d.split(" ", 1)[1] in ("bin/ls", "bin/busybox")}
        for i, name in enumerate(names, 1):
            image = os.path.join(temp, "image")
            try:
                if name in CHECKS:
                    wrong = CHECKS[name](temp)
                else:
                    IMAGES[name](root, image)
                    wrong = compare(image, root, seen)
            except Skip as e:
                print(f"ok {i} - {name} # SKIP {e}")
                continue
            except Exception as e:
                wrong = [str(e)]
            finally:
                if os.path.exists(image):
                    os.unlink(image)
            print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
            for w in wrong[:20]:
                print("#  ", w)
            failed += bool(wrong)
    finally:
        shutil.rmtree(temp)
    return failed != 0


sys.exit(main())
