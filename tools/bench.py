#!/usr/bin/env python3
"""What a check costs, as ratios against its peers in the same run on the same machine.

    bench.py CRADLE WORK-FOLDER [--runs 5] [--slow-runs 1] [--only NAME,...]

Builds a Debian root file system with some twenty network daemons (mmdebstrap, about 900 MB, once) and
prints a table: CPU seconds (user and system, of the process and its children), the median of the runs, and
the ratio of a peer's CPU to ours. Peers that take minutes run --slow-runs times. Nothing here is a test.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

DAEMONS = """openssh-server dropbear-bin nginx lighttpd mosquitto dnsmasq snmpd inetutils-telnetd inetutils-inetd
 busybox vsftpd redis-server memcached mariadb-server postgresql samba nfs-kernel-server avahi-daemon tftpd-hpa rsync
 rsyslog chrony hostapd cups postfix unattended-upgrades miniupnpd bind9 squid openvpn""".split()

p = argparse.ArgumentParser()
p.add_argument("cradle")
p.add_argument("work")
p.add_argument("--runs", type=int, default=5)
p.add_argument("--slow-runs", type=int, default=1)
p.add_argument("--only", default="")
o = p.parse_args()
cradle, work = os.path.abspath(o.cradle), os.path.abspath(o.work)
os.makedirs(work, exist_ok=True)
tar, root, sqfs = (os.path.join(work, n) for n in ("root.tar", "root", "root.squashfs"))
wanted = set(filter(None, o.only.split(",")))


def quiet(*words, **more):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def build():
    if not os.path.exists(tar):
        print("building the root file system (mmdebstrap)", file=sys.stderr)
        quiet("mmdebstrap", "--variant=apt", "--format=tar", "--include=" + ",".join(DAEMONS), "bookworm", tar + ".part")
        os.rename(tar + ".part", tar)
    if not os.path.isdir(root):
        shutil.rmtree(root + ".part", ignore_errors=True)
        os.mkdir(root + ".part")
        quiet("tar", "-xf", tar, "-C", root + ".part", "--numeric-owner", "--exclude=./dev/*")
        os.rename(root + ".part", root)
    if not os.path.exists(sqfs):
        quiet("mksquashfs", root, sqfs + ".part", "-comp", "zstd", "-noappend", "-no-progress")
        os.rename(sqfs + ".part", sqfs)


def memory_of(pid, peak, done):
    """sums the resident pages of a process and its children, every few milliseconds"""
    page = os.sysconf("SC_PAGE_SIZE")
    while not done.is_set():
        total = 0
        try:
            with open(f"/proc/{pid}/task/{pid}/children") as f:
                pids = [pid] + f.read().split()
            for q in pids:
                with open(f"/proc/{q}/statm") as f:
                    fields = f.read().split()
                    total += int(fields[1]) * page
        except (OSError, IndexError):
            pass
        peak[0] = max(peak[0], total)
        time.sleep(0.002)


def once(words):
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, shell=isinstance(words, str))
    peak, done = [0], threading.Event()
    watch = threading.Thread(target=memory_of, args=(child.pid, peak, done))
    watch.start()
    _, status, use = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    done.set()
    watch.join()
    child.returncode = status
    return use.ru_utime + use.ru_stime, wall, peak[0]


def measure(words, runs):
    once(words) if runs > 1 else None       # warm
    rows = [once(words) for _ in range(runs)]
    return [statistics.median(r[i] for r in rows) for i in range(3)]


def compare(name, bar, ours, peer_name, peer, slow=False):
    if wanted and name not in wanted:
        return
    a = measure(ours, o.runs)
    runs = o.slow_runs if slow else o.runs
    b = measure(peer, runs)
    print(f"{name:10} cradle {a[0]:6.2f} s CPU {a[1]:6.2f} s wall {a[2] / 1e6:6.1f} MB   "
          f"{peer_name:28} {b[0]:7.2f} s CPU ({runs} run{'s' if runs > 1 else ''})   "
          f"peer/cradle {b[0] / a[0]:8.1f}   bar: {bar}", flush=True)


def size_and_wall():
    if wanted and "squashfs" not in wanted:
        return
    a = measure([cradle, "check", sqfs, "-q"], o.runs)
    dossier = os.path.join(work, "out.cradle")
    quiet_code = subprocess.run([cradle, "check", root, "-q", "-o", os.devnull, "--dossier", dossier]).returncode
    print(f"squashfs   cradle {a[0]:6.2f} s CPU {a[1]:6.2f} s wall {a[2] / 1e6:6.1f} MB   "
          f"bar: 1.5 s wall, 100 MB for all processes together")
    print(f"dossier    {os.path.getsize(dossier) / 1e6:.1f} MB (exit {quiet_code})   bar: 30 MB", flush=True)


def growth():
    """1, 2, 4 and 8 copies of a part of the tree: real copies, so that nothing is a hard link"""
    if wanted and "growth" not in wanted:
        return
    rows = []
    for times in (1, 2, 4, 8):
        many = os.path.join(work, "many")
        shutil.rmtree(many, ignore_errors=True)
        os.mkdir(many)
        quiet("cp", "-a", os.path.join(root, "etc"), many)
        for i in range(times):
            copy = os.path.join(many, f"opt/copy{i}")
            os.makedirs(copy)
            for part in ("usr/bin", "usr/sbin", "usr/lib/python3", "usr/share/doc", "usr/lib/systemd"):
                if os.path.isdir(os.path.join(root, part)):
                    os.makedirs(os.path.join(copy, os.path.dirname(part)), exist_ok=True)
                    quiet("cp", "-a", os.path.join(root, part), os.path.join(copy, part))
        files = sum(len(f) for _, _, f in os.walk(many))
        rows.append((times, files, measure([cradle, "check", many, "-q"], o.runs)[0]))
        shutil.rmtree(many)
    for times, files, cpu in rows:
        print(f"growth     {times}x  {files:7d} files  {cpu:6.3f} s CPU  {1e6 * cpu / files:6.1f} us per file  "
              f"{cpu / rows[0][2]:5.2f} times the first", flush=True)


def decide():
    """many declarations in one run: copies of the example products, with their evidence beside them"""
    if wanted and "decide" not in wanted:
        return
    products = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples")
    folder = os.path.join(work, "declarations")
    for count in (1000, 10000):
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        texts = []
        for name in sorted(os.listdir(products)):
            shutil.copytree(os.path.join(products, name, "evidence"), os.path.join(folder, "evidence"), dirs_exist_ok=True)
            with open(os.path.join(products, name, "product.yaml")) as f:
                texts.append(f.read())
        for i in range(count):
            with open(os.path.join(folder, f"{i:05}.yaml"), "w") as f:
                f.write(texts[i % len(texts)])
        cpu, wall, memory = measure([cradle, "decide", "-p", folder, "--json", "-q"], o.runs)
        print(f"decide     {count:6} declarations  {cpu:6.2f} s CPU {wall:6.2f} s wall  {count / wall:7.0f} a second  "
              f"{memory / 1e6:6.1f} MB   bar: 10,000 in 30 s, as much memory as for 1,000", flush=True)
    shutil.rmtree(folder)


def search():
    """each question of the development set, next to FTS5 alone and Xapian on the same corpus"""
    if wanted and "search" not in wanted:
        return
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    there = os.path.join(top, "tests", "search")
    ours = os.path.join(os.path.dirname(cradle), "tests", "search-bench")
    peer, corpus = os.path.join(work, "xapian-peer"), os.path.join(work, "corpus.tsv")
    flags = subprocess.run(["xapian-config", "--cxxflags", "--libs"], capture_output=True, text=True)
    if flags.returncode == 0:
        quiet("g++", "-O2", os.path.join(there, "xapian.cc"), "-o", peer, *flags.stdout.split())
    print("search     bar: p99 under 1 ms for 1,000 items, under 5 ms for 10,000", flush=True)
    for items in (1000, 10000):
        subprocess.run([ours, os.path.join(there, "dev.tsv"), os.path.join(top, "data", "faq", "concepts.yaml"), str(items),
                        corpus], check=True)
        if flags.returncode == 0:
            subprocess.run([peer, os.path.join(there, "dev.tsv"), corpus], check=True)


def formats():
    """each format of the dossier of some 30,000 files, next to what another program makes of the same"""
    if wanted and "formats" not in wanted:
        return
    many = os.path.join(work, "thirty")
    if not os.path.isdir(many):
        shutil.rmtree(many + ".part", ignore_errors=True)
        quiet("cp", "-al", root, many + ".part")
        quiet("cp", "-a", os.path.join(root, "usr/share"), os.path.join(many + ".part", "opt/share"))
        quiet("cp", "-a", os.path.join(root, "usr/lib/python3"), os.path.join(many + ".part", "opt/python3"))
        os.rename(many + ".part", many)
    old, new = (os.path.join(work, n) for n in ("old.cradle", "new.cradle"))
    example = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples/consumer-router/product.yaml")
    for image, dossier in ((root, old), (many, new)):
        subprocess.run([cradle, "check", image, "-p", example, "-q", "-o", os.devnull, "--dossier", dossier])
    count = sum(len(f) for _, _, f in os.walk(many))
    print(f"formats    {count} files, dossier {os.path.getsize(new) / 1e6:.1f} MB   bar: 1 s each (PDF 5 s), 150 MB", flush=True)
    there = subprocess.run([cradle, "report", new, "--format", "?"], capture_output=True, text=True).stderr
    out = os.path.join(work, "report.out")
    names = there.split("there are ")[1].split()
    for name in names + ["techdoc-md", "techdoc-pdf"]:
        cpu, wall, memory = measure([cradle, "report", new, "--format", name, "-o", out], o.runs)
        size = os.path.getsize(out) / 1e3 if os.path.exists(out) else 0
        print(f"  {name:24} {cpu:6.2f} s CPU {wall:6.2f} s wall {memory / 1e6:6.1f} MB  {size:8.0f} kB", flush=True)
        if os.path.exists(out):
            os.remove(out)
    page = os.path.join(work, "techdoc.html")
    quiet(cradle, "report", new, "--format", "techdoc", "-o", page)
    against("techdoc-pdf", [cradle, "report", new, "--format", "techdoc-pdf", "-o", out], "chromium --print-to-pdf",
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=" + out, "file://" + page])
    against("json", [cradle, "report", new, "--json", "-o", out], "sqlite3 -json of findings and verdicts",
            f"sqlite3 -json {new} 'SELECT * FROM finding; SELECT * FROM verdict; SELECT * FROM verdict_fact;' >{out}")
    against("diff", [cradle, "diff", old, new, "--json"], "sqldiff", ["sqldiff", old, new])


def against(name, ours, peer_name, peer):
    if not shutil.which(peer.split()[0] if isinstance(peer, str) else peer[0]):
        print(f"  {name:24} {peer_name} is not installed", flush=True)
        return
    a, b = measure(ours, o.runs), measure(peer, o.slow_runs)
    print(f"  {name:24} cradle {a[0]:6.2f} s CPU {a[1]:6.2f} s wall   {peer_name} {b[0]:6.2f} s CPU {b[1]:6.2f} s wall   "
          f"peer/cradle {b[0] / a[0]:6.1f} CPU {b[1] / a[1]:6.1f} wall", flush=True)



decide()
search()
if wanted and wanted <= {"decide", "search"}:
    sys.exit(0)
build()
files = sum(len(f) for _, _, f in os.walk(root))
print(f"root file system: {os.path.getsize(tar) / 1e6:.0f} MB as a tar, {files} files; median of {o.runs} runs\n")
compare("folder", ">= 100", [cradle, "check", root, "-q"], "lynis audit system --rootdir",
        ["lynis", "audit", "system", "--rootdir", root + "/", "--quick", "--quiet"], slow=True)
compare("tar", ">= 0.33", [cradle, "check", tar, "-q"], "tar -xOf | cat", f"tar -xOf {tar} | cat")
size_and_wall()
formats()
growth()
compare("elf", ">= 100", [cradle, "inspect", os.path.join(root, "usr"), "--list", "elf"], "checksec --dir usr",
        ["checksec", "--dir=" + os.path.join(root, "usr"), "--format=csv"], slow=True)
