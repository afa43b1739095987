#!/usr/bin/env python3
"""Runs fuzz targets over their seeds, or fuzzes them.

    run.py replay REPLAY SOURCE-ROOT               every target over its seeds; prints TAP
    run.py fuzz BUILD SOURCE-ROOT SECONDS [WORD]   libFuzzer for so long each; crashes stay in BUILD/crashes

Seeds of a target are the files in fuzz/seeds/TARGET; for a format also what tests/hostile makes of it; for a
probe also the files of tests/cases that stand where it reads.
"""
import concurrent.futures
import glob
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

MAX_INPUT = 65536
MAKERS = {"tar": "tar", "cpio": "cpio", "zip": "zip", "deb": "package", "ipk": "package", "gzip": "compressed",
          "squashfs": "squashfs", "ext2": "ext", "disks": "disk"}


def hostile(root, family):
    """Small images of a family, as tests/hostile makes them."""
    sys.dont_write_bytecode = True
    folder = os.path.join(root, "tests", "hostile")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module = importlib.import_module("make_" + family)
    with tempfile.TemporaryDirectory() as temp:
        for name, image, _ in module.cases(temp):
            if isinstance(image, bytes) and len(image) <= MAX_INPUT and ", cut at" not in name and "flipped" not in name:
                yield image


def seeds(root, target, path, to):
    """Gathers the seeds of a target in the folder 'to'; returns their paths."""
    os.makedirs(to, exist_ok=True)
    kind, name = target.split("-", 1)
    found = [open(f, "rb").read() for f in sorted(glob.glob(os.path.join(root, "fuzz", "seeds", target, "*")))]
    if kind == "format" and name in MAKERS:
        found += hostile(root, MAKERS[name])
    if kind == "probe" and path:
        found += [open(f, "rb").read() for f in sorted(glob.glob(os.path.join(root, "tests/cases/*/rootfs", path)))
                  if os.path.isfile(f)]
    out = []
    for i, data in enumerate(found):
        out.append(os.path.join(to, f"seed-{i:03}"))
        with open(out[-1], "wb") as f:
            f.write(data)
    return out


def targets(replay):
    lines = subprocess.run([replay, "--list"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [(line.split("\t") + [""])[:2] for line in lines]


def run_replay(replay, root):
    stated = subprocess.run([sys.executable, os.path.join(root, "fuzz/targets.py"), os.path.join(root, "src")],
                            capture_output=True, text=True, check=True).stdout.split()
    all_targets = targets(replay)
    print(f"1..{len(all_targets) + 1}")
    same = stated == [name for name, _ in all_targets]
    print(f"{'ok' if same else 'not ok'} 1 - targets.py and the tables agree")
    failed = not same
    with tempfile.TemporaryDirectory() as temp:
        for i, (target, path) in enumerate(all_targets, 2):
            files = seeds(root, target, path, os.path.join(temp, target))
            p = subprocess.run([replay, target, *files], capture_output=True, timeout=300)
            failed |= p.returncode != 0
            print(f"{'not ok' if p.returncode else 'ok'} {i} - {target}, {len(files)} seeds")
            for line in p.stderr.decode(errors="replace").splitlines()[:20]:
                print("#  ", line)
    sys.exit(failed)


def fuzz_one(build, crashes, root, seconds, target, path):
    corpus = os.path.join(build, "corpus", target)
    seeds(root, target, path, corpus)
    os.makedirs(os.path.join(crashes, target))
    p = subprocess.run([target, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", f"-max_len={MAX_INPUT}",
                        "-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={crashes}/{target}/", corpus],
                       executable=os.path.join(build, "fuzz", "fuzzer"), capture_output=True)
    runs = [l.split()[-1] for l in p.stderr.decode(errors="replace").splitlines() if "executed_units" in l]
    print(f"{'ok    ' if p.returncode == 0 else 'FAILED'} {target}: {runs[0] if runs else '?'} runs", flush=True)
    if p.returncode:
        with open(os.path.join(crashes, target, "log"), "wb") as f:
            f.write(p.stderr)
    return p.returncode == 0, int(runs[0]) if runs else 0


def run_fuzz(build, root, seconds, word):
    crashes = os.path.join(build, "crashes")
    shutil.rmtree(crashes, ignore_errors=True)
    wanted = [(t, p) for t, p in targets(os.path.join(build, "fuzz", "replay")) if word in t]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = list(pool.map(lambda t: fuzz_one(build, crashes, root, seconds, *t), wanted))
    bad = sum(not ok for ok, _ in done)
    print(f"{len(done)} targets, {seconds} s each, {sum(n for _, n in done)} runs, {bad} failed"
          + (f": see {crashes}" if bad else ""))
    sys.exit(bad != 0)


if __name__ == "__main__":
    if sys.argv[1] == "replay":
        run_replay(*sys.argv[2:4])
    run_fuzz(*sys.argv[2:5], sys.argv[5] if len(sys.argv) > 5 else "")
