#!/usr/bin/env python3
"""What `cradle serve` takes, next to nginx with the same bytes in the same run on the same machine.

    load.py CRADLE WORK-FOLDER [--seconds 8] [--rounds 3] [--requests 2000000]

wrk asks for one page of the site (as it is, and by gzip) and for searches (a page, and JSON); a row is the median of the rounds,
with the processor time of the server, which a busy machine changes less.
Then two million requests are made, a twentieth of them searches, and the memory is printed on the way. Both
servers listen on loopback, on ports that are free. Nothing here is a test.
"""
import argparse
import gzip
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import time

PAGE = "/faq/secure-by-default"
QUESTIONS = """what is secure by default|is a default password allowed|can the user switch off automatic updates
 factory reset|who is the manufacturer|open source firmware|debug port|uart|telnet|how long must we give updates
 support period|when does the cra apply|sbom|24 hours|vulnerability reporting|tailor-made product|important products
 annex I part I 2(b)|article 13(8)|annex VII|wi-fi default key|ssh root login|logs|pasword|updat|encryption at rest
 CE marking|conformity assessment module A|spare parts|remote data processing""".replace("\n", "|").split("|")

p = argparse.ArgumentParser()
p.add_argument("cradle")
p.add_argument("work")
p.add_argument("--seconds", type=int, default=8)
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--requests", type=int, default=2_000_000)
o = p.parse_args()
work = os.path.abspath(o.work)
cores = len(os.sched_getaffinity(0))


def get(port, target, **fields):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    c.request("GET", target, headers=fields)
    a = c.getresponse()
    body = a.read()
    c.close()
    assert a.status == 200, f"{target}: {a.status}"
    return body, dict(a.getheaders())


def start_cradle():
    began = time.monotonic()
    child = subprocess.Popen([o.cradle, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", child.stdout.readline())[1])
    ready = time.monotonic() - began
    get(port, PAGE)
    print(f"start      {ready * 1000:.0f} ms to its address, {(time.monotonic() - began) * 1000:.0f} ms to the first page",
          flush=True)
    return child, port


def start_nginx(page, fields):
    """The same page with the same lines, from a file, also ready-made by gzip."""
    www = os.path.join(work, "www")
    shutil.rmtree(www, ignore_errors=True)
    os.makedirs(www)
    with open(os.path.join(www, "page.html"), "wb") as f:
        f.write(page)
    with gzip.open(os.path.join(www, "page.html.gz"), "wb") as f:
        f.write(page)
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    lines = "".join(f'add_header {n} "{v}";\n' for n, v in fields.items()
                    if n not in ("Date", "Content-Type", "Content-Length", "ETag", "Vary", "Connection"))
    with open(os.path.join(work, "nginx.conf"), "w") as f:
        f.write(f"""worker_processes {min(cores, 4)}; daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log;
events {{ worker_connections 1024; }}
http {{ types {{ text/html html; }} access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000;
open_file_cache max=100; client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5; gzip_static on; gzip_vary on;
server {{ listen 127.0.0.1:{port}; root {www}; {lines} }} }}
""")
    child = subprocess.Popen(["/usr/sbin/nginx", "-p", work, "-e", f"{work}/nginx.log", "-c", f"{work}/nginx.conf"])
    for _ in range(100):
        try:
            get(port, "/page.html")
            return child, port
        except OSError:
            time.sleep(0.05)
    raise SystemExit("nginx does not answer")


def wrk(port, target, *words, seconds=None):
    """requests a second, p99 in ms, requests"""
    text = subprocess.run(["wrk", "-t2", "-c16", f"-d{seconds or o.seconds}", "--latency", *words,
                           f"http://127.0.0.1:{port}{target}"], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text and "Socket errors" not in text, text
    n, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), float(n) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
            int(re.search(r"(\d+) requests in", text)[1]))


def cpu(pid):
    """Seconds of a process and the children it has now (nginx' workers), however busy the machine is."""
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        pids = [pid, *f.read().split()]
    ticks = 0
    for q in pids:
        with open(f"/proc/{q}/stat") as f:
            ticks += sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def row(name, who, child, port, target, *words):
    before = cpu(child.pid)
    rates, p99, made = zip(*(wrk(port, target, *words) for _ in range(o.rounds)))
    print(f"{name:10} {who:7} {statistics.median(rates):8.0f} requests/s   p99 {statistics.median(p99):6.2f} ms   "
          f"{1e6 * (cpu(child.pid) - before) / sum(made):6.1f} us CPU each", flush=True)
    return statistics.median(rates)


def searches(path):
    """A script for wrk that asks the questions in turn."""
    name = os.path.join(work, re.sub(r"\W+", "-", path.strip("/")) + ".lua")
    targets = [path + re.sub(r"[^\w.-]", lambda m: f"%{ord(m[0]):02X}", q.strip()) for q in QUESTIONS]
    with open(name, "w") as f:
        f.write("local q = {" + ", ".join(f'"{t}"' for t in targets) + "}\nlocal i = 0\n"
                'request = function() i = i % #q + 1; return wrk.format("GET", q[i]) end\n')
    return name


def memory(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1]) / 1000


def long_run(child, port, script, rate):
    made, rows, longest = 0, [(0, memory(child.pid))], max(1, round(o.requests * 0.95 / 4 / rate))
    while made < o.requests:
        made += wrk(port, PAGE, "-H", "Accept-Encoding: gzip", seconds=longest)[2]
        made += wrk(port, "/", "-s", script, seconds=max(1, longest // 4))[2]
        rows.append((made, memory(child.pid)))
    print("memory     " + ", ".join(f"{mb:.1f} MB after {n / 1e6:.2f} M" for n, mb in rows), flush=True)


os.makedirs(work, exist_ok=True)
pages, answers, typed = searches("/search?q="), searches("/search.json?q="), searches("/search.json?typing=1&q=")
child, port = start_cradle()
page, fields = get(port, PAGE)
nginx, nginx_port = start_nginx(page, fields)
print(f"page       {PAGE}, {len(page) / 1e3:.0f} KB, {len(gzip.compress(page)) / 1e3:.0f} KB by gzip; {cores} cores, "
      f"16 connections, wrk on the same cores; median of {o.rounds} rounds", flush=True)
try:
    row("page", "cradle", child, port, PAGE)
    row("page", "nginx", nginx, nginx_port, "/page.html")
    rate = row("gzip", "cradle", child, port, PAGE, "-H", "Accept-Encoding: gzip")
    row("gzip", "nginx", nginx, nginx_port, "/page.html", "-H", "Accept-Encoding: gzip")
    row("search", "cradle", child, port, "/", "-s", pages)
    row("its JSON", "cradle", child, port, "/", "-s", answers)
    row("typing", "cradle", child, port, "/", "-s", typed)
    long_run(child, port, answers, rate)
    print("bar        20,000 pages/s, 5,000 searches/s, memory that stays", flush=True)
finally:
    nginx.terminate()
    child.terminate()
    nginx.wait(20)
    print(f"end        exit {child.wait(20)}")
