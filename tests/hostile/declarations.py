#!/usr/bin/env python3
"""Declarations that try to hang, fill, crash or mislead the reader. Prints TAP.

    declarations.py CRADLE

Each case makes a file and says what must come of it: the exit code (2 where it is at fault, 3 where the
machine is), the message with file, line and column where there is a line, nothing on standard output, all
within ten seconds and 400 MB.
"""
import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile

cradle = os.path.abspath(sys.argv[1])
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}
MEMORY = 400 << 20
sanitized = b"__asan_init" in open(cradle, "rb").read()


def bomb():
    """a billion laughs"""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{c}: &{c} [{', '.join(['*' + p] * 9)}]" for p, c in zip("abcdefgh", "bcdefghi")]
    return "\n".join(lines) + "\n"


def nested(depth, begin, end):
    return "product: " + begin * depth + end * depth + "\n"


def many(count, line):
    return "".join(line.format(i) for i in range(count))


DIGEST = hashlib.sha256(b"the report\n").hexdigest()
EVIDENCE = "evidence:\n  - id: E1\n    path: {}\n    sha256: {}\n"

# what it is, its text, the message after the file's name (a regular expression)
TEXTS = {
    "nothing": ("", r":1:1: the file is empty"),
    "zeroes": ("\0" * 4096, r":1:1: .*"),
    "a NUL in the middle": ("product:\n  name: a\0b\n", r":2:\d+: .*"),
    "a NUL, escaped": ('product:\n  name: "a\\0b"\n', r":2:9: a NUL character in a text"),
    "random bytes": (bytes((i * 197 + 13) % 256 for i in range(65536)), r":\d+:\d+: .*"),
    "UTF-16 cut short": ("product: {}".encode("utf-16")[:-1], r":\d+:\d+: .*"),
    "an alias bomb": (bomb(), r":2:8: aliases .*"),
    "an alias of itself": ("product: &a [*a]\n", r":1:14: aliases .*"),
    "lists in lists": (nested(100000, "[", "]"), r":1:\d+: .*"),
    "maps in maps": (nested(100000, "{a: ", "}"), r":1:\d+: .*"),
    "lists never closed": ("product: " + "[" * 100000, r":\d+:\d+: .*"),
    "blocks in blocks": ("".join(" " * i + "a:\n" for i in range(1500)), r":\d+:\d+: .*"),
    "dashes in dashes": ("risks: \n" + "- " * 100000 + "x\n", r":2:\d+: .*"),
    "a key of a megabyte": ("a" * (1 << 20) + ": x\n", r":1:\d+: .*"),
    "a million mistakes": (many(150000, "a{}: x\n"), r":1:1: no key 'a0'"),
    "near many keys": (many(20000, "updates.automatic.defaul{}: x\n"), r":1:1: no key 'updates.automatic.defaul0'; did you mean .*"),
    "a hundred thousand entries alike": ("risks:\n" + many(100000, "  - {{ id: R, limb: [I.2.d] }}\n"), r":50001:20: too many entries"),
    "values without end": ("purpose:\n  environment: [" + "home, " * 50000 + "home]\n", r":2:16: purpose.environment: more than 1000 values"),
    "parts without end": ("parts:\n" + many(10000, "  - {{ id: P{} }}\n"), r":2:3: parts: more than 256"),
    "parts in a circle": ("parts:\n  - { id: A, within: B }\n  - { id: B, within: C }\n  - { id: C, within: A }\n",
                          r":2:22: parts\[\]\.within: 'B' goes round in a circle: .*"),
    "a part in itself": ("parts:\n  - { id: A, within: A }\n", r":2:22: parts\[\]\.within: 'A' goes round in a circle: .*"),
    "a part of nobody": ("parts:\n  - { id: A, within: Z }\n", r":2:22: parts\[\]\.within: 'Z' is the id of no entry of 'parts'"),
    "a day that does not exist": ("time:\n  placed: 2027-02-29\n", r":2:11: time.placed: '2027-02-29' is a day that does not exist"),
    "a month that does not exist": ("support:\n  ends: 2032-00\n", r":2:9: support.ends: '2032-00' is a month that does not exist"),
    "a text for yes or no": ("updates:\n  signed: 1\n", r":2:11: updates.signed: '1' will not do: expected yes or no"),
    "a list for a value": ("updates:\n  signed: [yes]\n", r":2:11: updates.signed: expected yes or no, not a list"),
    "a map for a list": ("risks:\n  id: R1\n", r":2:3: risks: expected a list of entries, .*"),
    "what cannot both be": ("updates:\n  possible: no\n  signed: yes\n", r":\d:\d+: .*what cannot be updated checks no update.*"),
    "the end of the terminal": ("product:\n  \"\\e[2J\\e]0;x\\a\": x\n", r":2:3: no key 'product\.[^\x00-\x1f\x7f]*'"),
    "evidence that is missing": (EVIDENCE.format("nowhere.pdf", DIGEST), r":3:11: .*nowhere\.pdf.*"),
    "evidence that differs": (EVIDENCE.format("report.txt", "0" * 64), r":4:13: .*"),
    "evidence above": (EVIDENCE.format("../report.txt", DIGEST), r":3:11: .*"),
    "evidence from the root": (EVIDENCE.format("/etc/passwd", DIGEST), r":3:11: .*"),
    "evidence through a link": (EVIDENCE.format("link", DIGEST), r":3:11: .*"),
    "evidence that is a folder": (EVIDENCE.format(".", DIGEST), r":3:11: .*"),
    "evidence that never ends": (EVIDENCE.format("fifo", DIGEST), r":3:11: .*"),
}


def limits():
    if not sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def decide(path, *more, code, says, stdin=subprocess.DEVNULL):
    """One message that fits, and nothing else on standard output."""
    try:
        p = subprocess.run([cradle, "decide", "-p", path, *more], stdin=stdin, capture_output=True, timeout=10, env=env,
                           preexec_fn=limits)
    except subprocess.TimeoutExpired:
        return "more than ten seconds"
    first = p.stderr.decode("utf-8", "backslashreplace").splitlines()[:1]
    if p.returncode != code:
        return f"exit {p.returncode}: {first}"
    if p.stdout:
        return f"on standard output: {p.stdout[:100]}"
    if re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", p.stderr):
        return "control characters in the message"
    if len(p.stderr) > 1 << 20:
        return f"{len(p.stderr)} bytes of messages"
    if not first or not re.fullmatch(says, re.sub(r"^cradle: ", "", first[0])):
        return f"says {first}"
    return None


def text_case(folder, text, says):
    path = os.path.join(folder, "product.yaml")
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return decide(path, code=2, says=re.escape(path) + says)


def large(folder):
    path = os.path.join(folder, "large.yaml")
    with open(path, "wb") as f:
        f.truncate(100 << 20)
    return decide(path, code=2, says=re.escape(path) + r": larger than a declaration may be \(4 MiB\)")


def large_pipe(folder):
    with open("/dev/zero", "rb") as f:
        return decide("-", code=2, says=r"-: larger than a declaration may be \(4 MiB\)|-:1:1: .*", stdin=f)


def fifo(folder):
    path = os.path.join(folder, "fifo.yaml")
    os.mkfifo(path)
    return decide(path, code=2, says=re.escape(path) + r":1:1: the file is empty")


def device(folder):
    return decide("/dev/zero", code=2, says=r".*/dev/zero.*")


def nothing_there(folder):
    path = os.path.join(folder, "nowhere.yaml")
    return decide(path, code=2, says=rf"cannot read '{re.escape(path)}': No such file or directory")


def unreadable(folder):
    path = os.path.join(folder, "secret.yaml")
    with open(path, "w") as f:
        f.write("product: {}\n")
    os.chmod(path, 0)
    if os.access(path, os.R_OK):
        return None         # root reads everything
    return decide(path, code=2, says=rf"cannot read '{re.escape(path)}': Permission denied")


def empty_folder(folder):
    path = os.path.join(folder, "empty")
    os.mkdir(path)
    return decide(path, code=2, says=r"the folder .* holds no declaration: .*")


def full_disk(folder):
    path = os.path.join(folder, "product.yaml")
    with open(path, "w") as f:
        f.write("product: { name: x }\n")
    with open("/dev/full", "wb") as full:
        p = subprocess.run([cradle, "decide", "-p", path], stdout=full, stderr=subprocess.PIPE, timeout=10, env=env)
    return None if p.returncode == 3 and b"No space left" in p.stderr else f"exit {p.returncode}: {p.stderr[:200]}"


def full_disk_folder(folder):
    with open(os.path.join(folder, "product.yaml"), "w") as f:
        f.write("product: { name: x }\n")
    with open("/dev/full", "wb") as full:
        p = subprocess.run([cradle, "decide", "-p", folder, "--json"], stdout=full, stderr=subprocess.PIPE, timeout=10, env=env)
    return None if p.returncode == 3 and b"No space left" in p.stderr else f"exit {p.returncode}: {p.stderr[:200]}"


def batch_goes_on(folder):
    """good, bad, a FIFO, a folder, a link into nothing, good: the bad ones are told of, the good ones decided"""
    for name, text in (("a", "product: { name: x }\n"), ("b", "updates:\n  sigend: yes\n"), ("f", "product: { name: y }\n")):
        with open(os.path.join(folder, f"{name}.yaml"), "w") as f:
            f.write(text)
    os.mkfifo(os.path.join(folder, "c.yaml"))
    os.mkdir(os.path.join(folder, "d.yaml"))
    os.symlink("nowhere", os.path.join(folder, "e.yaml"))
    p = subprocess.run([cradle, "decide", "-p", folder, "--json"], capture_output=True, text=True, timeout=10, env=env)
    if p.returncode != 2:
        return f"exit {p.returncode}: {p.stderr}"
    if [re.search(r'/(\w)\.yaml"', line).group(1) for line in p.stdout.splitlines()] != ["a", "f"]:
        return f"decided: {p.stdout[:200]}"
    told = [line for line in p.stderr.splitlines() if ".yaml" in line]
    if len(told) != 4 or not any(re.search(r"b\.yaml:2:3: no key 'updates\.sigend'", line) for line in told):
        return f"told: {told}"
    return None


def batch_streams(folder):
    """a line is there long before the last file is read"""
    with open(os.path.join(folder, "a.yaml"), "w") as f:
        f.write("product: { name: x }\n")
    big = "risks:\n" + many(20000, "  - {{ id: R{}, limb: [I.2.d], treatment: mitigated }}\n")
    for i in range(20):
        with open(os.path.join(folder, f"c{i}.yaml"), "w") as f:
            f.write(big)
    p = subprocess.Popen([cradle, "decide", "-p", folder, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
    line = p.stdout.readline()
    running = p.poll() is None
    p.stdout.close()
    p.kill()
    p.wait()
    return None if line.endswith(b"}\n") and running else "the first line came with the last"


SITUATIONS = {
    "100 MB": large, "no end of standard input": large_pipe, "a FIFO nobody writes to": fifo, "a device": device,
    "nothing there": nothing_there, "nobody may read it": unreadable, "a folder of none": empty_folder,
    "no room for the report": full_disk, "no room for a folder's": full_disk_folder,
    "a folder with bad ones": batch_goes_on, "a folder is told as it goes": batch_streams,
}


def main():
    failed = 0
    print(f"1..{len(TEXTS) + len(SITUATIONS)}")
    for number, name in enumerate([*TEXTS, *SITUATIONS], 1):
        with tempfile.TemporaryDirectory() as folder:
            if name in TEXTS:
                with open(os.path.join(folder, "report.txt"), "w") as f:
                    f.write("the report\n")
                os.symlink("/etc/passwd", os.path.join(folder, "link"))
                os.mkfifo(os.path.join(folder, "fifo"))
                wrong = text_case(folder, *TEXTS[name])
            else:
                wrong = SITUATIONS[name](folder)
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}", flush=True)
        if wrong:
            print(f"#   {str(wrong)[:400]}", flush=True)
            failed = 1
    return failed


sys.exit(main())
