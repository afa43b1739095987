#!/usr/bin/env python3
"""What a thousand dossiers cost: shown, and loaded into PostgreSQL against psql's own \\copy of the same rows.

    bench_portfolio.py CRADLE WORK-FOLDER [--dossiers 1000] [--dossier FILE]

Copies a dossier (the demo's, else one of a test case) a thousand times under other digests and names. The peer
reads the rows as cradle sent them, from files, table by table, into tables of the same shape in the same server.
Nothing here is a test.
"""
import argparse
import os
import shutil
import subprocess
import sys
import threading
import time

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(top, "tests", "portfolio"))
import dossiers  # noqa: E402
from server import Server, binaries  # noqa: E402

p = argparse.ArgumentParser()
p.add_argument("cradle")
p.add_argument("work")
p.add_argument("--dossiers", type=int, default=1000)
p.add_argument("--dossier")
o = p.parse_args()
cradle, work = os.path.abspath(o.cradle), os.path.abspath(o.work)
folder = os.path.join(work, "portfolio")


def original():
    demo = os.path.join(os.path.dirname(cradle), "demo", "gateway.cradle")
    for path in filter(None, (o.dossier, demo)):
        if os.path.exists(path):
            return path
    path = os.path.join(work, "one.cradle")
    subprocess.run([cradle, "check", os.path.join(top, "tests/cases/debian-systemd/rootfs"), "--dossier", path, "-q", "-o",
                    os.devnull])
    return path


def make():
    first = original()
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for i in range(o.dossiers):
        path = os.path.join(folder, f"gateway-{i:04}.cradle")
        shutil.copyfile(first, path)
        dossiers.change(path, ("REPLACE INTO meta VALUES ('image_sha256', ?), ('product', ?), ('product_version', ?)",
                               (f"{i:064x}", f"Gateway {i // 4:03}", f"{1 + i % 4}.0")))
    return os.path.getsize(first)


def run(*words):
    start = time.monotonic()
    child = subprocess.Popen([cradle, "portfolio", folder, *words], stdout=subprocess.PIPE, stderr=sys.stderr)
    out = []
    reader = threading.Thread(target=lambda: out.append(child.stdout.read()))
    reader.start()
    _, _, use = os.wait4(child.pid, 0)
    child.returncode = 0
    reader.join()
    return time.monotonic() - start, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024, out[0].decode()


def peer(s):
    """the same rows into tables without rows, by psql's \\copy in one transaction"""
    names = [r[0] for r in s.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'cradle'"
                                 " AND table_type = 'BASE TABLE' AND table_name <> 'schema_version' ORDER BY 1")]
    files = os.path.join(work, "rows")
    shutil.rmtree(files, ignore_errors=True)
    os.makedirs(files)
    s.psql(text="".join(f"\\copy cradle.\"{n}\" TO '{files}/{n}'\n" for n in names))
    s.sql("CREATE SCHEMA peer; " + ";".join(f'CREATE TABLE peer."{n}" (LIKE cradle."{n}" INCLUDING ALL)' for n in names))
    start = time.monotonic()
    s.psql(text="BEGIN;\n" + "".join(f"\\copy peer.\"{n}\" FROM '{files}/{n}'\n" for n in names) + "COMMIT;\n")
    took = time.monotonic() - start
    shutil.rmtree(files)
    return took


size = make()
print(f"portfolio  {o.dossiers} dossiers of {size / 1e6:.2f} MB", flush=True)
for form in ("text", "html", "csv", "json"):
    wall, cpu, rss, _ = run("--format", form, "-o", os.devnull)
    print(f"portfolio  {form:5} {wall:6.2f} s wall {cpu:6.2f} s CPU {rss:6.1f} MB", flush=True)
if binaries():
    with Server() as s:
        first = run("--to", s.socket_url())
        rows = sum(int(r[0]) for r in s.sql(
            "SELECT (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM cradle.\"' || table_name || '\"', true, true,"
            " '')))[1]::text FROM information_schema.tables WHERE table_schema = 'cradle' AND table_type = 'BASE TABLE'"))
        again = run("--to", s.socket_url())
        copied = peer(s)
    print(f"postgres   {first[3].strip()}: {first[0]:.2f} s wall {first[1]:.2f} s CPU {first[2]:.1f} MB, {rows} rows,"
          f" {rows / first[0]:.0f} rows/s   bar: 60 s", flush=True)
    print(f"postgres   {again[3].strip()}: {again[0]:.2f} s wall", flush=True)
    print(f"postgres   psql \\copy of the same rows {copied:.2f} s   peer/cradle {copied / first[0]:.2f}", flush=True)
else:
    print("postgres   not installed", flush=True)
shutil.rmtree(folder)
