#!/usr/bin/env python3
"""Makes file systems and disks from one folder, and asks what cradle sees in them. Prints TAP.

    run.py CRADLE CONTENTS [NAME...]

The folder is made here, with what is easily got wrong: tails and whole blocks, holes, hard links, long
link targets, devices of names, many entries in a folder, empty files. Each row of IMAGES turns it into an
image; the tree, the contents and the findings must be those of the folder. A tool that is not installed
skips its rows (Debian: squashfs-tools, e2fsprogs, fdisk, gdisk).
"""
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
    return p.stdout.decode(errors="surrogateescape") if 3 not in codes else p.stderr.decode()


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


def main():
    temp = tempfile.mkdtemp()
    names = only or list(IMAGES)
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
