#!/usr/bin/env python3
"""The pages of products, held against the dossiers they show. Prints TAP.

    products.py PAGE CRADLE SOURCE-FOLDER

PAGE is tests/web/page.c. One dossier has rows put into it until it is as large as that of an image of 30,000 files,
one has markup in each text that an image may bring along, one comes from an image with such names.
"""
import collections
import html
import html.parser
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.dirname(here)]
from answers import Site, between, ids, links, words      # noqa: E402
from reseal import reseal      # noqa: E402

page_program, cradle, top = sys.argv[1:4]
folder = tempfile.TemporaryDirectory()
remarks = []


def place(name):
    return os.path.join(folder.name, name)


def dossier(name, *command):
    subprocess.run([cradle, *command, "-q", "--dossier", place(name)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return place(name)


def case(name):
    return os.path.join(top, "tests", "cases", name, "rootfs")


def rows(file, sql, *values):
    with sqlite3.connect(file) as db:
        return db.execute(sql, values).fetchall()


MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></svg></title>&lt;b&gt;"


def hostile():
    """An image with such names: what the facts make of them."""
    root = place("root")
    shutil.copytree(case("busybox-inittab"), root, symlinks=True)
    units = os.path.join(root, "lib", "systemd", "system")
    os.makedirs(units, exist_ok=True)
    os.makedirs(os.path.join(root, "etc", "systemd", "system", "multi-user.target.wants"), exist_ok=True)
    for name in ("a\"'><script>alert(1)<\u2215script>.service", "exe\u202egnp.service", "a&lt;b&gt;.service"):
        with open(os.path.join(units, name), "w") as f:
            f.write("[Service]\nExecStart=/usr/sbin/telnetd -p 23\n[Install]\nWantedBy=multi-user.target\n")
        os.symlink("/lib/systemd/system/" + name, os.path.join(root, "etc", "systemd", "system", "multi-user.target.wants", name))
    with open(os.path.join(root, "etc", "passwd"), "a") as f:
        f.write("<svg/onload=alert(1)>:x:0:0:<b>:/root:/bin/sh\n\u202enimda:x:0:0::/:/bin/sh\n")
    return dossier("hostile.cradle", "check", root)


def crafted(of):
    """A dossier in which each text that pages show is markup, as far as it may be any text."""
    file = place("crafted.cradle")
    shutil.copy(of, file)
    with sqlite3.connect(file) as db:
        tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'fact_%'")]
        for table in tables + ["finding", "verdict", "verdict_fact", "declared"]:
            keep = {"state", "severity", "limb", "rule", "key", "part", "verdict", "reach", "accepted", "until", "section"}
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info(\"{table}\")").fetchall():
                if column not in keep and kind == "TEXT":
                    db.execute(f"UPDATE \"{table}\" SET \"{column}\" = ? || rowid WHERE \"{column}\" IS NOT NULL", (MARKUP,))
        db.execute("UPDATE meta SET value = ? WHERE key IN ('product', 'product_version', 'image', 'declaration')", (MARKUP,))
    reseal(file)
    return file


def large(of):
    """10,000 findings, 3,000 packages, 5,000 settings."""
    file = place("large.cradle")
    shutil.copy(of, file)
    with sqlite3.connect(file) as db:
        def more(table, n, **other):
            columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})").fetchall()]
            values = ", ".join(other.get(c, f'"{c}"') for c in columns)
            names = ", ".join(f'"{c}"' for c in columns)
            db.execute(f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n}) INSERT INTO {table} ({names}) "
                       f"SELECT {values} FROM n LEFT JOIN (SELECT * FROM {table} LIMIT 1)")
        more("finding", 10000, path="'usr/lib/some/folder/of/an/image/file-' || i || '.conf'", line="i")
        db.execute("UPDATE meta SET value = 'Large box' WHERE key = 'product'")
        db.execute("INSERT INTO fact_daemon(name, enabled) VALUES('somed', 1)")
        more("fact_setting", 5000, daemon="'somed'", key="'SomeKey' || i", state="'effective'")
        more("fact_package", 3000, manager="'dpkg'", version="'1.2.3-4'", name="'package-' || i", purl="'pkg:deb/debian/package-' || i || '@1.2.3-4?arch=amd64&distro=bookworm'")
    reseal(file)
    return file


def release(version, change):
    """Another release of the product of tests/cases/declared-accepted, with its inittab changed."""
    root, said = place("root-" + version), place(version + ".yaml")
    shutil.copytree(case("declared-accepted"), root, symlinks=True)
    with open(os.path.join(root, "etc", "inittab"), "a") as f:
        f.write(change)
    text = open(os.path.join(top, "tests", "cases", "declared-accepted", "product.yaml")).read()
    assert 'version: "1.0"' in text
    with open(said, "w") as f:
        f.write(text.replace('version: "1.0"', f'version: "{version}"', 1))
    return dossier(version + ".cradle", "check", root, "-p", said)


router = dossier("router.cradle", "decide", "-p", os.path.join(top, "examples", "consumer-router", "product.yaml"))
accepted = dossier("accepted.cradle", "check", case("declared-accepted"), "-p",
                   os.path.join(top, "tests", "cases", "declared-accepted", "product.yaml"))
image = dossier("image.cradle", "check", case("busybox-inittab"))
files = [router, accepted, image, hostile(), crafted(accepted), large(accepted), release("1.10", ""),
         release("1.2", "::respawn:/usr/sbin/telnetd -F\n")]
ROUTER, ACCEPTED, IMAGE, HOSTILE, CRAFTED, LARGE, NEWEST, MIDDLE = range(1, 9)
options = [o for f in files for o in ("--dossier", f)]
site, static = Site(page_program, *options), Site(page_program, "--files", *options)
get = lambda target: site.ask(target).text
is_ours = lambda p: p.startswith(("/dossier/", "/compare/", "/portfolio"))
paths = [p for p in site.paths() if is_ours(p)]
pages = [p for p in paths if site.ask(p).type.startswith("text/html") and "/report/" not in p]
seen = [p for p in pages if not p.startswith(f"/dossier/{LARGE}/") or re.search(r"page/(2|10)$|\D$", p)]


def parts():
    """each product has its pages: overview and verdicts, with an image findings and inventory, and the way between them"""
    wrong = []
    for n in range(1, len(files) + 1):
        want = ["", "/verdicts"] + (["/findings", "/inventory"] if n != ROUTER else [])
        for below in want:
            page = get(f"/dossier/{n}{below}")
            way = re.findall(r'href="([^"]*)"', between(page, '<nav class="jump"', "</nav>"))
            since = {MIDDLE: [f"/compare/{ACCEPTED}/{n}"], NEWEST: [f"/compare/{MIDDLE}/{n}"]}.get(n, [])
            if way != [f"/dossier/{n}{w}" for w in want] + since or page.count('aria-current="page"') != 1 + page.count('class="pages"'):
                wrong.append(f"{n}{below}: {way}")
        if n == ROUTER and any(site.ask(f"/dossier/{n}{b}").status != 404 for b in ("/findings", "/inventory", "/inventory/service")):
            wrong.append("pages of an image where none was read")
    cases = ["/dossier/0/verdicts", "/dossier/99/findings", f"/dossier/{IMAGE}/inventory/nope", f"/dossier/{IMAGE}/findings/page/999",
             f"/dossier/{IMAGE}/findings?page=0", f"/dossier/{IMAGE}/inventory/service/page/2", f"/dossier/{IMAGE}/report/nope.json",
             f"/dossier/{IMAGE}/report/json", f"/dossier/{IMAGE}/report/x.pdf", f"/dossier/{IMAGE}/verdicts/x"]
    wrong += [f"{c}: {site.ask(c).status}" for c in cases if site.ask(c).status != 404]
    for first in (f"/dossier/{LARGE}/findings", f"/dossier/{LARGE}/inventory/setting"):
        moved = site.ask(first + "/page/1")
        if (moved.status, moved.location) != (301, first):
            wrong.append(f"{first}/page/1: {moved.status} {moved.location}")
    return wrong


def first_screen():
    """the overview says the gate, what is against the product, worst first, and what to answer next, before all else"""
    wrong = []
    for n in (ROUTER, ACCEPTED, IMAGE):
        page = get(f"/dossier/{n}")
        report = json.loads(site.ask(f"/dossier/{n}.json").text)["report"]
        if not page.index('class="gate') < page.index('id="against"') < page.index('id="next"') < page.index('id="about"'):
            wrong.append(f"{n}: order")
        if f"<strong>{report['gate']}</strong>" not in page:
            wrong.append(f"{n}: gate")
        against = re.findall(r'href="[^"]*#([^"]*)"', between(page, 'id="against"', "</section>"))
        told = {v["key"] for v in report["verdicts"] if v["verdict"] == "NOT-MET" or v["verdict"].endswith("-REJECTED")}
        if set(against) - {"verdicts"} - told or (told and not against):
            wrong.append(f"{n}: {against} of {told}")
        asked = re.findall(r"<li>(.*?)<br>", between(page, 'id="next"', "</section>"), re.S)
        needs = [words(html.escape(v["needs"])) for v in report["verdicts"] if v["needs"]]
        wrong += [f"{n}: asks {a}" for a in asked if not any(words(a).startswith(q[:40]) for q in needs)]
    return wrong


def verdicts():
    """every verdict is in the matrix and has a card with its reason, its limb and its citations"""
    wrong = []
    for n in (ROUTER, ACCEPTED, IMAGE):
        page = get(f"/dossier/{n}/verdicts")
        for key, word, reason in rows(files[n - 1], "SELECT key, verdict, reason FROM verdict"):
            chip = re.search(rf'<a href="#{re.escape(key)}">.*?<b class="o \w+">(.*?)</b>', between(page, 'id="verdicts"', "</section>"))
            card = between(page, f'<article class="c" id="{key}"', "</article>")
            if not chip or chip[1] != word or f">{word}</b>" not in card or words(html.escape(reason)) not in words(card):
                wrong.append(f"{n} {key}")
            if re.match(r"[IVX]+\.", key) and (f'href="/limb/{key}"' not in card or 'href="/law/' not in card or "/faq/" not in card):
                wrong.append(f"{n} {key}: leads nowhere")
    return wrong


def findings():
    """filters show what the dossier holds: alone, together, by words; numbers of facets are right, and links keep the rest"""
    wrong = []
    shown = lambda target: int(re.search(r"Findings \d+ to \d+ of (\d+)", get(target) + "Findings 0 to 0 of 0")[1])
    for n in (ACCEPTED, IMAGE, LARGE):
        base = f"/dossier/{n}/findings"
        count = lambda where, *values: rows(files[n - 1], f"SELECT count(*) FROM finding WHERE {where}", *values)[0][0]
        if shown(base) != count("1"):
            wrong.append(f"{base}: {shown(base)}")
        for field in ("state", "severity", "limb", "rule"):
            for value, in rows(files[n - 1], f"SELECT DISTINCT {field} FROM finding ORDER BY 1 LIMIT 8"):
                q = urllib.parse.quote(value, safe="")
                if shown(f"{base}?{field}={q}") != count(f"{field} = ?", value):
                    wrong.append(f"{base}?{field}={q}")
                if not re.search(rf'href="{base}\?{field}={re.escape(q.replace("_", "%5F"))}"[^>]*>[^<]*</a> <span>{count(f"{field} = ?", value)}<', get(base)):
                    wrong.append(f"{base}: facet {field}={q}")
        target = f"{base}?state=fail&severity=medium&q=ETC"
        both = count("state = 'fail' AND severity = 'medium' AND (path LIKE '%etc%' OR title LIKE '%etc%' OR rule LIKE '%etc%' OR detail LIKE '%etc%')")
        if shown(target) != both:
            wrong.append(f"{target}: {shown(target)}, not {both}")
        if both and f"{base}?state=fail&amp;q=ETC" not in get(target):
            wrong.append("a facet loses the rest")
        if 'name="state" value="fail"' not in get(target) or 'value="ETC"' not in get(target):
            wrong.append("the form loses what is chosen")
    listed = [r for p in range(1, 4) for r in re.findall(r"file-(\d+)\.conf", get(f"/dossier/{LARGE}/findings?q=file-&page={p}"))]
    if len(set(listed)) != 150:
        wrong.append(f"pages do not go on: {len(set(listed))}")
    page = get(f"/dossier/{ACCEPTED}/findings")
    for rule, path, line, fix, until in rows(files[ACCEPTED - 1], "SELECT rule, path, line, fix, until FROM finding WHERE state = 'fail'"):
        item = next((i for i in page.split("<li>") if f">{rule}<" in i and (not path or f"{path}{':' + str(line) if line else ''}<" in i)), "")
        if html.escape(fix).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")[:30] not in item and words(html.escape(fix)) not in words(item):
            wrong.append(f"{rule}: no fix")
        if until and until not in item:
            wrong.append(f"{rule}: accepted until {until} is not said")
        if "/limb/" not in item:
            wrong.append(f"{rule}: no limb")
    return wrong


def inventory():
    """every table with its rows, place and limb; beside services, listeners and accounts what the declaration gives as reason"""
    wrong = []
    for n in (ACCEPTED, IMAGE, LARGE):
        said = json.loads(get(f"/dossier/{n}/inventory.json"))["tables"]
        page = get(f"/dossier/{n}/inventory")
        if len(said) != 17 or len(re.findall(r"<li><b>\d+</b>", page)) != 17:
            wrong.append(f"{n}: {len(said)} tables")
        for t in said:
            if t["name"] in ("service", "account", "listener", "package") and \
                    t["rows"] != rows(files[n - 1], f"SELECT count(*) FROM {t['name']}")[0][0]:
                wrong.append(f"{n} {t['name']}: {t['rows']} rows")
            if not t["rows"]:
                continue
            table = get(t["path"])
            if len(re.findall(r'<tr role="row"><th scope="row"', table)) != min(100, t["rows"]) or f"of {t['rows']}. Page" not in table \
                    or f'href="/limb/{t["limb"]}"' not in table:
                wrong.append(t["path"])
    with open(place("reasons.yaml"), "w") as f:
        f.write(open(os.path.join(top, "tests", "cases", "declared-accepted", "product.yaml")).read() +
                "\ninventory:\n  services:\n    - { name: NAME, state: \"on\", why: it is what the box is for }\n"
                "  accounts:\n    - { name: root, login: no, why: the system needs the name }\n"
                .replace("NAME", rows(accepted, "SELECT coalesce(daemon, name) FROM service UNION SELECT 'none'")[0][0]))
    mine = Site(page_program, "--dossier", dossier("reasons.cradle", "check", case("declared-accepted"), "-p", place("reasons.yaml")))
    account = mine.ask("/dossier/1/inventory/account").text
    if "declared reason" not in account or "the system needs the name" not in between(account, ">root</th>", "</tr>"):
        wrong.append("no declared reason beside an account")
    if rows(place("reasons.cradle"), "SELECT count(*) FROM account")[0][0] > 1 and ">none</td>" not in account:
        wrong.append("nothing says that no reason was declared")
    mine.close()
    return wrong


def pictures():
    """charts are images with a title and every number in words; none is drawn of a single number"""
    wrong = []
    for n in (ROUTER, ACCEPTED, IMAGE, CRAFTED):
        page = get(f"/dossier/{n}")
        for figure in re.findall(r'<figure class="chart".*?</figure>', page, re.S):
            name = re.search(r'id="([^"]*)"', figure)[1]
            said = html.unescape(re.search(r"<desc[^>]*>(.*?)</desc>", figure, re.S)[1])
            shown = [int(x) for x in re.findall(r'class="sum"[^>]*>(\d+)<', figure)]
            told = [sum(int(x) for x in re.findall(r"(?:: |, )(\d+) ", row + " ")) for row in re.findall(r"[^:.]+: [^.]*\.", said)]
            if f'role="img" aria-labelledby="{name}-t {name}-d"' not in figure or "<title" not in figure or "<figcaption>" not in figure:
                wrong.append(f"{n} {name}: no title")
            if [x for x in shown if x] != [x for x in told if x] or sum(x > 0 for x in shown) < 1:
                wrong.append(f"{n} {name}: shows {shown}, says {told}")
        points = sum(int(x) for x in re.findall(r'class="sum"[^>]*>(\d+)<', between(page, 'id="chart-limbs"', "</figure>")))
        total = int(re.search(r"of (\d+) points", page)[1])
        if points != total:
            wrong.append(f"{n}: {points} of {total} points")
    none = place("none")
    os.makedirs(os.path.join(none, "etc"), exist_ok=True)
    open(os.path.join(none, "etc", "hostname"), "w").close()
    bare = Site(page_program, "--dossier", dossier("none.cradle", "check", none))
    if 'id="chart-listeners"' in bare.ask("/dossier/1").text:
        wrong.append("a chart of nothing")
    bare.close()
    return wrong


class Harm(html.parser.HTMLParser):
    """What a browser would run or load in a page that the policy's own files do not."""

    def __init__(self, page):
        super().__init__()
        self.found = re.findall("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08]", page)
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("img", "style", "iframe", "object", "base") or (tag == "script" and not dict(attrs).get("src", "").endswith(SCRIPT)):
            self.found.append(tag)
        self.found += [f"{tag} {k}={v}" for k, v in attrs if k.startswith("on") or k == "style" or "javascript:" in (v or "")]


SCRIPT = re.search(r'<script defer src="([^"]*)"', get("/about"))[1].lstrip("/")


def inert():
    """what comes from an image, a declaration or a query is text on every page, in charts too"""
    wrong = []
    for p in seen:
        if p.startswith((f"/dossier/{HOSTILE}", f"/dossier/{CRAFTED}", "/portfolio", "/compare")):
            wrong += [f"{p}: {h!r}" for h in Harm(get(p)).found + Harm(static.ask(p).text).found]
    for q in (MARKUP, "\u202egnp", "%zz%00", "a&b=c", "x" * 300):
        e = urllib.parse.quote(q, safe="")
        for t in (f"/dossier/{IMAGE}/findings?q={e}", f"/dossier/{IMAGE}/findings?state={e}&severity={e}&limb={e}&rule={e}&q=a",
                  f"/dossier/{IMAGE}/inventory/{e}", f"/dossier/{IMAGE}/report/{e}", f"/compare/{e}/1", f"/compare?a={e}&b=2"):
            wrong += [f"{t[:60]}: {h!r}" for h in Harm(get(t)).found]
    page = get(f"/dossier/{CRAFTED}/inventory/account")
    if "&lt;script&gt;alert(1)" not in page:
        wrong.append("the crafted texts are not shown")
    units = get(f"/dossier/{HOSTILE}/inventory/service")
    if "&lt;script&gt;" not in units or "\\xe2\\x80\\xaegnp" not in units:
        wrong.append("the hostile names are not shown")
    return wrong


def shape():
    """one h1 that is the title, titles differ, ids are unique, tags closed, nothing inline"""
    wrong, of = [], collections.defaultdict(list)
    for p in seen:
        page = get(p)
        heads = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
        if len(heads) != 1 or heads[0] != re.search("<title>(.*?)</title>", page)[1]:
            wrong.append(f"{p}: {heads}")
        of[re.search("<title>(.*?)</title>", page)[1]].append(p)
        twice = [i for i, n in collections.Counter(ids(page)).items() if n > 1]
        if twice:
            wrong.append(f"{p}: {twice[:3]}")
        for tag in ("a", "b", "ul", "ol", "dl", "section", "article", "div", "span", "nav", "details", "form", "h2", "h3", "main", "aside",
                    "svg", "figure", "table", "tbody", "text", "code"):
            if len(re.findall(rf"<{tag}[\s>]", page)) != page.count(f"</{tag}>"):
                wrong.append(f"{p}: <{tag}>")
    return wrong + [f"{t}: {ps[:3]}" for t, ps in of.items() if len(ps) > 1]


def dead(of, where):
    there = set(of.paths())
    anchors, wrong = {}, []
    for p in where:
        at = p if of is site else p + "/index.html"
        for link in sorted(set(links(of.ask(p).text))):
            url = urllib.parse.urlsplit(urllib.parse.urljoin(at, link))
            if link.startswith(("https://", "data:")) or not url.path:
                continue
            path = url.path.removesuffix("/index.html") or "/"
            if of is static and link.startswith("/"):
                wrong.append(f"{p}: {link} is not relative")
            elif url.query and path != "/site.css" and path != "/site.js":
                if of is static and not url.path.endswith("search/index.html"):
                    wrong.append(f"{p}: {link} asks")
                elif of is site and of.ask(link).status not in (200, 301):
                    wrong.append(f"{p}: {link} is {of.ask(link).status}")
            elif path not in there and path not in ("/search", "/compare"):
                wrong.append(f"{p}: {link}")
            elif url.fragment and path not in ("/search",):
                if path not in anchors:
                    anchors[path] = set(ids(of.ask(path).text))
                if html.unescape(urllib.parse.unquote(url.fragment)) not in anchors[path]:
                    wrong.append(f"{p}: {link} has no such anchor")
    return wrong


def ways():
    """no link leads nowhere: on the server, and in static files, where none asks anything"""
    return dead(site, [p for p in seen if p.startswith((f"/dossier/{ROUTER}", f"/dossier/{ACCEPTED}", "/portfolio", "/compare"))]) + \
        dead(static, [p for p in static.paths() if is_ours(p) and p in seen])


def downloads():
    """each report is what `cradle report` writes, to be kept as a file; the rest says why it is not written"""
    wrong = []
    for n in (ROUTER, ACCEPTED, IMAGE):
        page = between(get(f"/dossier/{n}"), 'id="files"', "</section>")
        offered = [a for a in links(page)]
        if not {f"/dossier/{n}/report/{f}" for f in ("json.json", "html.html", "text.txt")} <= set(offered):
            wrong.append(f"{n}: {offered}")
        for a in offered:
            got = site.ask(a)
            name = a.rsplit("/", 1)[1]
            for form in (name.split(".", 1)[0], name.replace(".", "-")):
                run = subprocess.run([cradle, "report", files[n - 1], "--format", form, "-o", place(name)], capture_output=True)
                if run.returncode == 0:
                    break
            want = open(place(name), "rb").read() if os.path.exists(place(name)) else b""
            if got.status != 200 or got.body != want:
                wrong.append(f"{a}: {got.status}, {len(got.body)} bytes, not {len(want)} {run.stderr.decode()[:80]}")
            if want:
                os.remove(place(name))
    return wrong


def portfolio():
    """all products by their latest releases, the worst first; limbs by products as the dossiers have them; the trend of releases"""
    wrong, page = [], get("/portfolio")
    table = re.findall(r'<tr role="row"><th scope="row".*?href="/dossier/(\d+)".*?<b class="o \w+">(\w+)</b>', between(page, '<table class="rows"', "</table>"))
    latest = [n for n in range(1, len(files) + 1) if n not in (ACCEPTED, MIDDLE)]
    if sorted(int(n) for n, _ in table) != latest:
        wrong.append(f"latest: {table}")
    if [g for _, g in table] != sorted((g for _, g in table), key=["FAIL", "INCOMPLETE", "PASS"].index):
        wrong.append(f"not the worst first: {table}")
    if f"<strong>{sum(g == 'FAIL' for _, g in table)} of {len(table)}</strong>" not in page:
        wrong.append("the answer")
    grid = between(page, '<table class="grid"', "</table>")
    heads = [int(n) for n in re.findall(r'<th scope="col"><a href="/dossier/(\d+)/verdicts"', grid)]
    letters = {"NOT-MET": "N", "NEEDS-INPUT": "?", "MET": "+", "N/A-OK": "n", "DEVIATION-OK": "d", "N/A-REJECTED": "R", "DEVIATION-REJECTED": "D"}
    for key, cells in re.findall(r'<th scope="row"><a href="/limb/([^"]*)".*?</th>(.*?)</tr>', grid):
        for n, got in zip(heads, re.findall(r"<td[^>]*>(.)</td>", cells), strict=True):
            is_ = rows(files[n - 1], "SELECT verdict FROM verdict WHERE key = ?", key)
            if got != (letters.get(is_[0][0], "a") if is_ else "."):
                wrong.append(f"{key} of {n}: {got}, is {is_}")
    if len(re.findall(r'<th scope="row">', grid)) < 60:
        wrong.append("few limbs")
    shared = between(page, 'id="findings"', "</section>")
    rank = [["critical", "high", "medium", "low"].index(x) for x in re.findall(r'<li><b class="o \w+">(\w+)</b>', shared)]
    if not rank or rank != sorted(rank):
        wrong.append(f"findings: {rank}")
    trend = between(page, '<figure class="chart" id="trend-', "</figure>")
    if re.findall(r'class="time"[^>]*>([^<]*)<', trend) != ["1.0", "1.2", "1.10"]:
        wrong.append(f"releases: {re.findall('class=.time.[^>]*>([^<]*)<', trend)}")
    for v, n in (("1.0", ACCEPTED), ("1.2", MIDDLE), ("1.10", NEWEST)):
        not_met = len(re.findall(r'<b class="o bad">', between(get(f"/dossier/{n}"), 'id="against"', "</section>")))
        if f"{v}: {not_met} not met" not in between(trend, "<desc", "</desc>"):
            wrong.append(f"{v}: {not_met} not met, says {between(trend, '<desc', '</desc>')}")
    said = json.loads(get("/portfolio.json"))
    run = subprocess.run([cradle, "portfolio", *files, "--json"], capture_output=True)
    if run.stdout and len(json.loads(run.stdout)["releases"]) != len(said["portfolio"]["releases"]):
        wrong.append("JSON: other releases than cradle portfolio")
    if folder.name in get("/portfolio.json"):
        wrong.append("a folder of this machine is told")
    one = Site(page_program, "--dossier", router)
    if (one.ask("/portfolio").status, one.ask("/portfolio").location) != (301, "/dossier/1") or "/portfolio" in one.paths():
        wrong.append("a page for one product")
    one.close()
    return wrong


def compare():
    """what changed between two, as `cradle diff` has it: what got worse first, each with its limb; static files have each with the one before"""
    wrong = []
    for a, b, headline in ((ACCEPTED, MIDDLE, "LESS SECURE"), (MIDDLE, NEWEST, "NOT LESS SECURE"), (ACCEPTED, NEWEST, "NOT LESS SECURE")):
        page, said = get(f"/compare/{a}/{b}"), json.loads(get(f"/compare/{a}/{b}.json"))
        run = subprocess.run([cradle, "diff", files[a - 1], files[b - 1], "--json"], capture_output=True)
        if json.loads(run.stdout)["changes"] != said["diff"]["changes"]:
            wrong.append(f"{a} {b}: other changes than cradle diff")
        if f"<strong>{headline}</strong>" not in page:
            wrong.append(f"{a} {b}: no {headline}")
        for direction in ("worse", "unknown", "better", "neutral"):
            want = [c for c in said["diff"]["changes"] if c["direction"] == direction]
            part = between(page, f'<h2 id="{direction}"', "</section>")
            items = part.split("<li>")[1:]
            if len(items) != min(len(want), 150):
                wrong.append(f"{a} {b}: {len(items)} of {len(want)} {direction}")
            for c, item in zip(want, items):
                if words(html.escape(c["name"])) not in words(item) or (c["limb"] and f'href="/limb/{c["limb"]}"' not in item):
                    wrong.append(f"{a} {b}: {c['name']}")
                if bool(c["look"]) != ("substantial modification" in item):
                    wrong.append(f"{a} {b}: look at {c['name']}")
        order = [page.find(f'<h2 id="{d}"') for d in ("worse", "unknown", "better", "neutral") if f'<h2 id="{d}"' in page]
        if order != sorted(order):
            wrong.append(f"{a} {b}: order")
    if "telnetd" not in between(get(f"/compare/{ACCEPTED}/{MIDDLE}"), 'id="worse"', "</section>"):
        wrong.append("telnet came and is not said")
    if [p for p in static.paths() if p.startswith("/compare") and not p.endswith(".json")] != \
            [f"/compare/{ACCEPTED}/{MIDDLE}", f"/compare/{MIDDLE}/{NEWEST}"]:
        wrong.append("other pairs in static files")
    for ask, to in ((f"a={ACCEPTED}&b={NEWEST}", f"/compare/{ACCEPTED}/{NEWEST}"), ("a=1&b=1", "/portfolio"), ("a=x", "/portfolio"), ("", "/portfolio")):
        if (site.ask(f"/compare?{ask}").status, site.ask(f"/compare?{ask}").location) != (301, to):
            wrong.append(f"?{ask}: {site.ask(f'/compare?{ask}').location}")
    wrong += [t for t in ("/compare/1/1", "/compare/0/1", "/compare/1/99", "/compare/1/x", "/compare/1") if site.ask(t).status != 404]
    return wrong


def quick():
    """with 10,000 findings each page stays below 200 KB; made twice it is the same, byte for byte"""
    wrong, worst, longest, data = [], (0, ""), (0, ""), (0, "")
    later = place("later.cradle")
    shutil.copy(files[LARGE - 1], later)
    with sqlite3.connect(later) as db:
        db.execute("UPDATE meta SET value = '2.0' WHERE key = 'product_version'")
        db.execute("UPDATE fact_package SET version = '1.2.3-5' WHERE rowid % 3 = 0")
        db.execute("DELETE FROM finding WHERE rowid % 50 = 0")
    reseal(later)
    again = Site(page_program, "--dossier", files[LARGE - 1], "--dossier", later)
    again.ask("/about")
    for p in [p for p in again.paths() if is_ours(p) and "/report/" not in p] + \
            ["/compare/2/1"] + [f"/dossier/1/findings?{q}" for q in ("state=fail", "q=file-9", "q=zzz", "severity=high&q=conf&page=2")]:
        took = 9
        for _ in range(5):
            again.kept.pop(p.encode(), None)
            begin = time.monotonic()
            page = again.ask(p)
            took = min(took, time.monotonic() - begin)
        if p.endswith(".json"):
            data = max(data, (took, p))
        else:
            worst, longest = max(worst, (took, p)), max(longest, (len(page.body), p))
        first = page.body
        again.kept.pop(p.encode())
        if again.ask(p).body != first:
            wrong.append(f"{p}: not the same twice")
    remarks.append(f"slowest: {worst[0] * 1000:.1f} ms, {worst[1]}; longest: {longest[0]} bytes, {longest[1]}; JSON: "
                   f"{data[0] * 1000:.1f} ms, {data[1]}")
    again.close()
    if longest[0] > 200000:
        wrong.append(remarks[-1])
    return wrong


def twins():
    """the JSON of a page has what the page has, page by page"""
    wrong = []
    total = 0
    first = json.loads(get(f"/dossier/{LARGE}/findings.json"))
    for n in range(1, first["pages"] + 1):
        total += len(json.loads(get(f"/dossier/{LARGE}/findings{f'/page/{n}' if n > 1 else ''}.json"))["findings"])
    if total != first["total"]:
        wrong.append(f"{total} of {first['total']} findings")
    j = json.loads(get(f"/dossier/{LARGE}/findings.json?state=fail&q=file-"))
    if j["asked"] != {"state": "fail", "severity": None, "limb": None, "rule": None, "q": "file-"}:
        wrong.append(j["asked"])
    table = json.loads(get(f"/dossier/{ACCEPTED}/inventory/account.json"))
    if [c[table["columns"].index("name")] for c in (r["cells"] for r in table["rows"])] != \
            [r[0] for r in rows(accepted, "SELECT name FROM account ORDER BY name")]:
        wrong.append("other accounts")
    if {v["key"]: v["verdict"] for v in json.loads(get(f"/dossier/{ROUTER}/verdicts.json"))["verdicts"]} != \
            dict(rows(router, "SELECT key, verdict FROM verdict")):
        wrong.append("other verdicts")
    try:
        import jsonschema
    except ImportError:
        remarks.append("python3-jsonschema is not installed: no schema was asked")
        return wrong
    doc = json.load(open(os.path.join(top, "docs", "site.schema.json")))
    whole = jsonschema.Draft202012Validator(doc)
    asked = [p for p in paths if p.endswith(".json") and "/report/" not in p and not re.search(r"page/(1\d|\d\d\d)", p)]
    for p in asked + [f"/dossier/{IMAGE}/findings.json?severity=high"]:
        wrong += [f"{p}: {e.json_path}: {e.message[:150]}" for e in whole.iter_errors(json.loads(get(p)))][:2]
    return wrong


tests = [parts, first_screen, verdicts, findings, inventory, portfolio, compare, pictures, inert, shape, ways, downloads, quick, twins]
print(f"1..{len(tests) + 1}")
failed = 0
for n, check in enumerate(tests, 1):
    wrong = check()
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {n} - {check.__doc__}", flush=True)
    for w in wrong[:20]:
        print(f"#   {w}")
    for r in remarks:
        print(f"# {r}")
    remarks.clear()
ended = [s.close() for s in (site, static)]
print(f"{'not ok' if any(ended) else 'ok'} {len(tests) + 1} - the program ends well")
sys.exit(1 if failed or any(ended) else 0)
