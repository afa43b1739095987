#!/usr/bin/env python3
"""Makes bad images and asks cradle about each. Prints TAP.

    run.py CRADLE [WORD...]        only the cases whose name has all the words

Each make_<family>.py beside this file has a function cases(temp) that yields (name, image, expect):
    image    bytes, or the path of a file below the folder 'temp'
    expect   OK               read as a whole, nothing refused
             refused(n)       read, n entries left out and counted
             error("words")   exit 3, and a message that holds the words
             ANY              one or the other; for damage that may hit what nobody reads
    An expectation may name what must be seen: OK.has("etc/passwd") and OK.lacks("evil"), or parts of it.

Whatever happens: no crash of the contained reader, no limb MET, no second line of complaint, nothing
written anywhere, and no case takes a minute of processor time.
"""
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Expect:
    def __init__(self, codes, words="", refused=None, has=(), lacks=()):
        self.codes, self.words, self.refused, self.paths, self.absent = codes, words, refused, has, lacks

    def has(self, *paths):
        return Expect(self.codes, self.words, self.refused, self.paths + paths, self.absent)

    def lacks(self, *paths):
        return Expect(self.codes, self.words, self.refused, self.paths, self.absent + paths)


OK = Expect((0, 1), refused=0)
ANY = Expect((0, 1, 3))


def refused(n):
    return Expect((0, 1), refused=n)


def error(words):
    return Expect((3,), words)


def cuts(name, image, count=24):
    """The image cut off at 'count' places: none of them may pass for a whole one."""
    step = max(64, len(image) // count // 64 * 64)
    for at in range(0, len(image), step):
        yield f"{name}, cut at {at}", image[:at], error("")


def flips(name, image, count=24):
    """One bit turned over at 'count' places."""
    for at in range(0, len(image), max(1, len(image) // count)):
        bad = bytearray(image)
        bad[at] ^= 1 << at % 8
        yield f"{name}, bit flipped at {at}", bytes(bad), ANY


def run(cradle, *words):
    p = subprocess.run([cradle, *words], capture_output=True, timeout=130,
                       env={**os.environ, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795305600"})
    return p.returncode, p.stdout.decode(errors="surrogateescape"), p.stderr.decode(errors="surrogateescape")


def check_image(cradle, path, expect, bulk):
    words = ("inspect", path, "--list", "image", "--json") if bulk else ("check", path, "--json")
    code, out, err = run(cradle, *words)
    lines = [l for l in err.splitlines() if "warning:" not in l]
    wrong = []
    if code not in expect.codes:
        wrong.append(f"exit {code}, expected one of {expect.codes}: {err.strip()}")
    if "crashed" in err or "without a result" in err:
        wrong.append(err.strip())
    if code == 3 and (len(lines) != 1 or not lines[0].startswith("cradle: ") or out):
        wrong.append(f"not one clear sentence: {err!r}")
    if expect.words not in err:
        wrong.append(f"the message lacks '{expect.words}': {err.strip()}")
    if any(ord(c) < 32 and c != "\n" for c in out + err):
        wrong.append("control characters in the output")
    if code != 3 and not bulk:
        result = json.loads(out)
        met = [v["key"] for v in result["verdicts"] if v["verdict"] == "MET"]
        if met:
            wrong.append(f"MET: {met}")
        if expect.refused not in (None, result["image"]["refused"]):
            wrong.append(f"refused {result['image']['refused']}, expected {expect.refused}")
    if expect.paths or expect.absent:
        _, out, _ = run(cradle, "inspect", path, "--list", "tree", "--json")
        there = [row["path"] for row in json.loads(out) if row["type"]]
        wrong += [f"{p} is not there" for p in expect.paths if not any(p in t for t in there)]
        wrong += [f"{p} is there" for p in expect.absent if any(p in t for t in there)]
    return wrong


def cpu():
    """Seconds of processor time of what ran so far, however busy the machine is."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def families():
    for name in sorted(os.listdir(HERE)):
        if name.startswith("make_") and name.endswith(".py"):
            spec = importlib.util.spec_from_file_location(name[:-3], os.path.join(HERE, name))
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield name[len("make_"):-3], module


def main():
    cradle, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    number = failed = 0
    slow = []
    with tempfile.TemporaryDirectory() as temp:
        os.chdir(temp)
        for family, module in families():
            for name, image, expect in module.cases(temp):
                name = f"{family}: {name}"
                if not all(w in name for w in only):
                    continue
                path = image if isinstance(image, str) else os.path.join(temp, "image")
                if path is not image:
                    with open(path, "wb") as f:
                        f.write(image)
                before, started = set(os.listdir(temp)), cpu()
                try:
                    wrong = check_image(cradle, path, expect, ", cut at" in name or ", bit flipped" in name)
                except Exception as e:
                    wrong = [f"{type(e).__name__}: {e}"]
                if set(os.listdir(temp)) != before:
                    wrong.append(f"it wrote {set(os.listdir(temp)) - before}")
                slow.append((cpu() - started, name))
                if slow[-1][0] > 60:
                    wrong.append(f"it took {slow[-1][0]:.0f} s")
                number += 1
                failed += bool(wrong)
                print(f"{'not ok' if wrong else 'ok'} {number} - {name.replace('#', '')}")
                for w in wrong:
                    print("#  ", w.replace("\n", " ")[:500])
                os.unlink(path)
    slow.sort(reverse=True)
    print("# slowest:", *(f"{name} {t:.1f} s," for t, name in slow[:5]))
    print(f"1..{number}")
    sys.exit(failed != 0)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.modules["run"] = sys.modules["__main__"]  # what the makers import
    sys.path.insert(0, HERE)
    main()
