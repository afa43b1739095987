#!/usr/bin/env python3
"""The machine side of the site, and `cradle export`: JSON and its schema, Markdown, feeds, calendar, sitemap, and
static files that are what the server answers. Prints TAP.

    data.py CRADLE SOURCE-FOLDER
"""
import datetime
import fcntl
import functools
import gzip
import html
import http.client
import json
import os
import posixpath
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from wire import Server     # noqa: E402

cradle, top = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ORIGIN = "https://cra.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
MARKER = ".cradle-site"
temp = tempfile.mkdtemp(prefix="cradle-data-")
SITE, BARE = os.path.join(temp, "site"), os.path.join(temp, "bare")
remarks = []


def run(*words, code=0, **more):
    p = subprocess.run([cradle, *words], capture_output=True, timeout=600, stdin=subprocess.DEVNULL, **more)
    assert p.returncode == code, f"cradle {' '.join(words)}: exit {p.returncode}, not {code}: {p.stderr.decode()[:300]}"
    return p


def refused(*words, code=2, says="", **more):
    """One line that says what is wrong, and that exit code."""
    err = run("export", *words, code=code, **more).stderr.decode()
    assert err.startswith("cradle: ") and err.count("\n") == 1 and says in err, err
    return err


def files(folder, marker=False):
    """Every file below it, by its path."""
    out = {}
    for at, subs, names in os.walk(folder):
        for name in names + [s for s in subs if os.path.islink(os.path.join(at, s))]:
            path = os.path.join(at, name)
            key = os.path.relpath(path, folder)
            if key != MARKER or marker:
                out[key] = os.readlink(path).encode() if os.path.islink(path) else open(path, "rb").read()
    return out


def setup():
    dossier = os.path.join(temp, "router.cradle")
    image = os.path.join(temp, "image.cradle")
    run("decide", "-p", os.path.join(top, "examples", "consumer-router", "product.yaml"), "--dossier", dossier)
    run("check", os.path.join(top, "tests", "cases", "busybox-inittab", "rootfs"), "-q", "--dossier", image, code=1)
    before = time.monotonic()
    said = run("export", SITE, "--origin", ORIGIN, "--dossier", dossier, "--dossier", image).stdout.decode()
    remarks.append(f"{said.strip()} in {time.monotonic() - before:.1f} s")
    before = time.monotonic()
    said = run("export", SITE, "--origin", ORIGIN, "--dossier", dossier, "--dossier", image).stdout.decode()
    remarks.append(f"again: {said.strip()} in {time.monotonic() - before:.1f} s")
    run("export", BARE)
    return files(SITE), files(BARE), Server(cradle, "--origin", ORIGIN, "--dossier", dossier, "--dossier", image)


def copy(place, of=None):
    """One of ours, made quickly: files are replaced by export, never written to, so links will do."""
    shutil.copytree(of or BARE, place, copy_function=os.link)


def put(place, path, text):
    full = os.path.join(place, path)
    if os.path.lexists(full):
        os.remove(full)
    with open(full, "w") as f:
        f.write(text)


def page_of(path):
    """The file of a page, as its address on a server."""
    if path == "index.html":
        return "/"
    return "/" + (path[:-len("/index.html")] if path.endswith("/index.html") else path)


@functools.cache
def moved():
    """Files at old ids, and the address each leads to."""
    return {f"faq/{was}/index.html": "/faq/" + i["id"] for i in loads("faq.json")["items"] for was in i["was"]}


def is_page(path):
    return path.endswith("index.html") and path not in moved()


def loads(path, of=None):
    return json.loads((of or site)[path])


class Client:
    """Many requests on few connections."""

    def __init__(self):
        self.line, self.n, self.used = None, 0, 0

    def get(self, target):
        if self.n % 900 == 0 or time.monotonic() - self.used > 15:     # the server waits 30 seconds for the next
            self.line = http.client.HTTPConnection(*server.at, timeout=30)
        self.n += 1
        self.used = time.monotonic()
        self.line.request("GET", target, headers={"Host": "localhost"})
        a = self.line.getresponse()
        return a.status, a.headers, a.read()


# --- JSON ---

def schema():
    """the JSON of every page fits docs/site.schema.json, and every kind of page occurs"""
    try:
        import jsonschema
    except ImportError:
        return "SKIP python3-jsonschema is not installed"
    doc = json.load(open(os.path.join(top, "docs", "site.schema.json")))
    jsonschema.Draft202012Validator.check_schema(doc)
    kinds = {k[len("page_"):]: jsonschema.Draft202012Validator({**doc["$defs"][k], "$defs": doc["$defs"]})
             for k in doc["$defs"] if k.startswith("page_")}
    assert [r["$ref"] for r in doc["oneOf"]] == [f"#/$defs/page_{k}" for k in kinds]
    seen = {}
    plain = {"schema.json", "search-index.json", "search-text.json"}
    answers = [client.get(t)[2] for t in ("/search.json?q=opt+out", "/search.json?q=opt+out&typing=1", "/search.json",
                                          "/search.json?q=zzzzqqq&typing=1", "/search.json?q=13(8)", "/faq.json?verdict=no",
                                          "/faq.json?page=2&role=legal", "/compare/1/2.json")]
    for path, raw in [(p, site[p]) for p in sorted(site) if p.endswith(".json") and p not in plain and "/report/" not in p] + [("?", a) for a in answers]:
        j = json.loads(raw)
        seen[j["kind"]] = j
        for e in kinds[j["kind"]].iter_errors(j):
            raise AssertionError(f"{path}: {e.json_path}: {e.message[:200]}")
        assert path == "?" or j["path"] == ("/" if path == "index.json" else "/" + path[:-5]), f"{path}: {j['path']}"
    assert set(seen) == set(kinds), set(kinds) - set(seen)
    whole = jsonschema.Draft202012Validator(doc)
    for kind in ("item", "limb", "deadlines", "hits"):
        assert whole.is_valid(seen[kind]) and not whole.is_valid({**seen[kind], "more": 1}), kind
    assert json.loads(site["schema.json"]) == doc
    report = jsonschema.Draft202012Validator(json.load(open(os.path.join(top, "docs", "report.schema.json"))))
    assert report.is_valid(loads("dossier/1.json")["report"])


def twins_there():
    """every page has its JSON; modules, items, provisions, limbs, sources and workflows have Markdown"""
    for path in site:
        if is_page(path) and path != "search/index.html":
            twin = "index.json" if path == "index.html" else path[:-len("/index.html")] + ".json"
            assert twin in site, twin
    for path in site:
        j = loads(path) if path.endswith(".json") and "/report/" not in path and path not in ("schema.json", "search-index.json", "search-text.json") else {}
        if j.get("kind") in ("item", "provision", "limb", "sources", "workflow") or (j.get("kind") == "module" and "/part/" not in path):
            assert path[:-5] + ".md" in site, path


def counts():
    """JSON and HTML of a page have the same items, in the same order"""
    total = loads("faq.json")["total"]
    ids = [i["id"] for i in loads("faq.json")["items"]]
    assert total == len(ids) == len(set(ids)) == loads("index.json")["total"] == loads("about.json")["items"]
    for m in loads("index.json")["modules"]:
        j = loads(f"faq/{m['id']}.json")
        mine = [i["id"] for s in j["sections"] for i in s["items"]]
        assert mine == [i for i in ids if i.startswith(m["id"] + "/")] and len(mine) == m["items"] == j["item_count"]
        assert len(j["sections"]) == j["section_count"] and j["sections"] == loads(f"faq/{m['id']}/all.json")["sections"]
        page = site[f"faq/{m['id']}/all/index.html"].decode()
        shown = [m["id"] + "/" + s for s in re.findall(r'<article[^>]* id="([a-z0-9-]+)"', page)]
        assert [s for s in shown if s in ids] == mine, f"{m['id']}: {len(shown)} cards, {len(mine)} items"
        for n in range(2, j["parts"] + 1):
            part = loads(f"faq/{m['id']}/part/{n}.json")
            page = site[f"faq/{m['id']}/part/{n}/index.html"].decode()
            shown = [m["id"] + "/" + s for s in re.findall(r'<article[^>]* id="([a-z0-9-]+)"', page)]
            assert [s for s in shown if s in ids] == [i["id"] for s in part["sections"] for i in s["items"]], (m["id"], n)
        assert f"faq/{m['id']}/part/{j['parts'] + 1}.json" not in site
    for i in loads("faq.json")["items"]:
        alone = loads(f"faq/{i['id']}.json")
        assert {k: alone[k] for k in i} == i
        assert html.escape(i["question"]).replace("&#x27;", "&#39;") in site[f"faq/{i['id']}/index.html"].decode(), i["id"]


def lists():
    """the lists by facet add up, page by page"""
    for path in site:
        j = loads(path) if path.startswith("faq/") and path.endswith(".json") else {}
        if j.get("kind") != "list" or j["page"] is not None:
            continue
        pages = [loads(f"{path[:-5]}/page/{n}.json")["items"] for n in range(2, j["pages"] + 1)]
        assert j["items"][20:] == [i for p in pages for i in p] and j["total"] == len(j["items"]), path
        first = [i for i in j["items"][:20]]
        page = site[path[:-5] + "/index.html"].decode()
        assert all(i["path"][1:] + "/index.html" in page for i in first), path
    assert sum(loads(f"faq/verdict/{v}.json")["total"] for v in ("yes", "no", "conditional", "narrow", "explained")
               if f"faq/verdict/{v}.json" in site) == loads("faq.json")["total"]
    assert json.loads(client.get("/faq.json?verdict=no")[2])["total"] == loads("faq/verdict/no.json")["total"]
    for target in ("/faq.json?verdict=maybe", "/faq.json?provision=art-999", "/faq/verdict/maybe.json", "/faq.json?page=0",
                   "/faq.json?page=9999", "/faq/page/x.json", "/faq/nobody/x.json", "/law/art-999.json", "/limb/X.md",
                   "/dossier/0.json", "/dossier/3.json", "/workflow/none.md", "/faq/none.md", "/faq/none/changes.atom",
                   "/faq/secure-by-default/part/1.json", "/faq/secure-by-default/part/99.json"):
        assert client.get(target)[0] == 404, target


def reverse():
    """what cites a provision is what its page says, and the parts of a provision are found from it"""
    by = {}
    for i in loads("faq.json")["items"]:
        for c in i["citations"]:
            by.setdefault(c["id"], []).append(i["id"])
    law = {p["id"]: p for p in loads("law.json")["provisions"]}
    assert len(law) == loads("law.json")["total"] and set(by) <= set(law)
    for name, p in law.items():
        j = loads(f"law/{name}.json")
        assert [i["id"] for i in j["items"]] == by.get(name, []) and p["items"] == len(j["items"]), name
        assert all(loads(f"law/{x['id']}.json")["part_of"]["id"] == name for x in j["parts"]), name
    limbs = {x["key"]: loads(f"limb/{x['key']}.json") for x in loads("limb.json")["limbs"]}
    for key, limb in limbs.items():
        assert all(key in [x["key"] for x in loads(f"law/{p['id']}.json")["limbs"]] for p in limb["provisions"]), key
    told = {n: {v["key"]: v["verdict"] for v in loads(f"dossier/{n}.json")["report"]["verdicts"]} for n in (1, 2)}
    for key, limb in limbs.items():
        for v in limb["verdicts"]:
            assert told[v["dossier"]][v["key"]] == v["verdict"] and v["key"].split(":")[-1] == key, key


def search():
    """/search.json says what `cradle ask --json` says; pieces make up the text; suggestions are as OpenSearch has them"""
    for q in ("can the customer switch off OTA?", "13(8)", "reset to factory", "securty updats", "how do I bake bread"):
        said = json.loads(run("ask", q, "--json").stdout)
        j = json.loads(client.get("/search.json?q=" + urllib.parse.quote(q))[2])
        for key in ("query", "corrected", "supported", "total"):
            assert j[key] == said[key], (q, key)
        assert [n["id"] for n in j["near"]] == [n["id"] for n in said["near"]], q
        for a, b in zip(j["answers"], said["answers"], strict=True):
            assert {k: a[k] for k in b} == b, (q, a["id"])
            assert "".join(a["marks"]["question"]) == a["question"] and "".join(a["marks"]["brief"]) == a["brief"]
    t = json.loads(client.get("/search.json?q=opt+out+of+upd&typing=1&limit=8")[2])
    assert 0 < len(t["hits"]) <= 8 and any(len(h["question"]) > 1 for h in t["hits"])
    raw = client.get("/search.json?q=opt+out+of+upd&typing=1&limit=8")[2]
    assert raw.count(b"\n") == 1 and len(gzip.compress(raw)) < 3000, len(raw)
    _, head, raw = client.get("/suggest.json?q=automatic+upd")
    s = json.loads(raw)
    assert head["Content-Type"] == "application/x-suggestions+json" and s[0] == "automatic upd"
    assert len(s) == 4 and 0 < len(s[1]) == len(s[2]) == len(s[3]) <= 8 and all(u.startswith(ORIGIN + "/faq/") for u in s[3])
    assert "search.json" not in site and "suggest.json" not in site


def script_data():
    """what the script searches in is small: style, script and the first file take at most 60 KB for 1,000 items"""
    first, more = loads("search-index.json"), loads("search-text.json")
    items = loads("faq.json")["items"]
    words = {"yes": 0, "no": 1, "conditional": 2, "narrow": 3, "explained": 4}
    assert first["digest"] == more["digest"] == loads("index.json")["made_from"]["knowledge"]
    assert [[first["modules"][m][0] + "/" + slug, q, v] for m, slug, q, v in first["items"]] == \
        [[i["id"], i["question"], words[i["verdict"]]] for i in items]
    assert [t[0] for t in more["texts"]] == [i["brief"] for i in items] and len(more["concepts"]) > 20
    assert all(t[1] == " ".join(sorted(set(t[1].split(" ")), key=str.encode)) for t in more["texts"]) and sum(len(t[1]) > 20 for t in more["texts"]) > 0.9 * len(items)
    assert [t[2].split(" / ") for t in more["texts"]] == [[c["citation"] for c in i["citations"]] for i in items]
    sizes = {p: len(gzip.compress(site[p], 6)) for p in ("site.css", "site.js", "search-index.json", "search-text.json")}
    at_1000 = sizes["site.css"] + sizes["site.js"] + sizes["search-index.json"] * 1000 // len(items)
    remarks.append(f"gzip: {sizes}; before the first result at 1,000 items {at_1000} bytes")
    assert at_1000 <= 60000 and not re.search(rb'[,:] ', site["search-index.json"][:200])


# --- Markdown ---

def markdown():
    """a twin has its front matter, and every link of it leads to a file"""
    import yaml
    for path in site:
        if not path.endswith(".md") or "/report/" in path:
            continue
        text = site[path].decode()
        assert text.startswith("---\n") and text.endswith("\n"), path
        front = yaml.safe_load(text.split("---\n", 2)[1])
        assert front["id"] and front["title"] and re.fullmatch(r"\d{4}-\d\d-\d\d", str(front["as_of"])), path
        for link in re.findall(r"\]\(([^)]*)\)", text.split("---\n", 2)[2]):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
            assert to in site or link.startswith("https://"), f"{path}: {link}"
        assert "](law:" not in text and "](faq:" not in text, path
        if path.startswith("faq/") and path.count("/") == 2 and not path.endswith("/all.md"):
            j = loads(path[:-3] + ".json")
            assert front["verdict"] == {"yes": "yes", "no": "no"}.get(j["verdict"], j["verdict"]) and front["hash"] == j["hash"]
            assert [c["id"] for c in front["citations"]] == [c["id"] for c in j["citations"]], path
            assert f"\n# {j['question']}\n" in text.replace("\\", ""), path


# --- feeds, calendar, what crawlers look for ---

def feeds():
    """Atom feeds have what RFC 4287 asks; their ids are the same with and without an origin"""
    changes = loads("changes.json")["changes"]
    for of, origin in ((site, ORIGIN), (bare, "")):
        for path in [p for p in of if p.endswith(".atom")]:
            feed = xml.fromstring(of[path])
            assert feed.tag == ATOM + "feed" and feed.find(f"{ATOM}author/{ATOM}name").text
            one = lambda e, n: [x.text for x in e.findall(ATOM + n)]
            times = one(feed, "updated")
            assert len(one(feed, "id")) == len(one(feed, "title")) == len(times) == 1
            entries = feed.findall(ATOM + "entry")
            ids = [one(e, "id") for e in entries]
            assert all(len(i) == 1 and re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", i[0])
                       for i in ids + [one(feed, "id")]), path
            assert len({i[0] for i in ids}) == len(ids) > 0, path
            links = {x.get("rel"): x.get("href") for x in feed.findall(ATOM + "link")}
            address = lambda href: href[len(origin) + 1:] if origin else posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            assert address(links["self"]) == path and address(links["alternate"]) + "/index.html" in of, links
            for e in entries:
                times += one(e, "updated")
                assert len(one(e, "title")) == 1 and one(e, "summary")[0]
                for link in e.findall(ATOM + "link"):
                    assert address(link.get("href")) + "/index.html" in of, link.get("href")
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", t) for t in times) and max(times) == times[0], path
            mine = [c for c in changes if path == "changes.atom" or c["id"].startswith(path.split("/")[1] + "/")]
            assert [one(e, "title")[0] for e in entries] == [c["question"] or c["id"] for c in mine[:200]], path
    ids = lambda of: re.findall(rb"<id>(.*)</id>", of["changes.atom"])
    assert ids(site) == ids(bare) and len([p for p in site if p.endswith(".atom")]) == len(loads("index.json")["modules"]) + 1


def calendar():
    """a calendar program reads the deadlines, each a whole day with an alarm"""
    raw = site["deadlines.ics"]
    assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n") and all(len(x) <= 75 for x in raw.split(b"\r\n"))
    try:
        import icalendar
    except ImportError:
        return "SKIP python3-icalendar is not installed"
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    dates = loads("deadlines.json")["deadlines"]
    assert len(events) == len(dates) == len({str(e["UID"]) for e in events}) >= 4
    for e, d in zip(events, dates):
        assert not e.errors and e["DTSTART"].dt == datetime.date.fromisoformat(d["date"]) and e["SUMMARY"] == d["title"]
        assert d["about"] in e["DESCRIPTION"] and d["provision"]["citation"] in e["DESCRIPTION"] and e["DTSTAMP"].dt
        assert [a.name for a in e.subcomponents] == ["VALARM"]
    assert {"2024-12-10", "2026-06-11", "2026-09-11", "2027-12-11"} <= {d["date"] for d in dates}
    assert all(d["provision"] for d in dates)


def crawlers():
    """the sitemap lists every page with its date; without an origin there is none, and nothing names it"""
    urls = {u.find(MAP + "loc").text: u.find(MAP + "lastmod").text for u in xml.fromstring(site["sitemap.xml"])}
    pages = {ORIGIN + page_of(p) for p in site if is_page(p) and not p.startswith(("dossier/", "portfolio/", "compare/"))}
    assert set(urls) == pages, (sorted(pages ^ set(urls))[:5])
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", d) for d in urls.values()) and len(urls) < 50000
    for i in loads("faq.json")["items"]:
        assert urls[f"{ORIGIN}/faq/{i['id']}"] == i["as_of"]
    assert f"Sitemap: {ORIGIN}/sitemap.xml".encode() in site["robots.txt"] and b"Sitemap" not in bare["robots.txt"]
    os_ = xml.fromstring(site["opensearch.xml"])
    assert os_.tag == SEARCH + "OpenSearchDescription" and len(os_.find(SEARCH + "ShortName").text) <= 16
    assert os_.find(SEARCH + "Description").text and [u.get("template") for u in os_.findall(SEARCH + "Url")] == [
        ORIGIN + "/search?q={searchTerms}"]
    live = xml.fromstring(client.get("/opensearch.xml")[2])
    types = {u.get("type"): u.get("template") for u in live.findall(SEARCH + "Url")}
    assert types["application/x-suggestions+json"] == ORIGIN + "/suggest.json?q={searchTerms}"
    assert not {"sitemap.xml", "opensearch.xml"} & set(bare)
    for path in bare:
        assert b"opensearch.xml" not in bare[path] and (b"sitemap.xml" not in bare[path]), path
    llms = site["llms.txt"].decode()
    assert llms.startswith("# ") and "\n> " in llms
    assert all(x in site for x in re.findall(r"\]\(([^)]*)\)", llms))


def by_nginx():
    """nginx, set up as the guide says, serves files and passes on to the server at the same addresses"""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not os.path.exists(nginx):
        return "SKIP no nginx"
    guide = open(os.path.join(top, "docs", "guide.md"), encoding="utf-8").read()
    ours = re.findall(r"```nginx\n(.*?)```", guide, re.S)
    assert len(ours) == 2
    place = tempfile.mkdtemp(dir=temp)
    os.chmod(temp, 0o755)
    os.chmod(place, 0o777)
    socks = [os.path.join(place, n) for n in ("files", "proxy")]
    for i, sock in enumerate(socks):
        ours[i] = re.sub(r"listen [^;]*;", f"listen unix:{sock};", ours[i]).replace("/srv/cra", SITE).replace(
            "127.0.0.1:8080", f"127.0.0.1:{server.at[1]}")
    types = "/etc/nginx/mime.types"
    put(place, "conf", f"daemon off; pid {place}/pid; error_log {place}/error; events {{}}\nhttp {{ include {types}; "
        f"access_log off; client_body_temp_path {place}/b; proxy_temp_path {place}/p; fastcgi_temp_path {place}/f; "
        f"uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n{ours[0]}\n{ours[1]}\n}}\n")
    p = subprocess.Popen([nginx, "-c", place + "/conf", "-e", place + "/error"], stderr=subprocess.PIPE, text=True)
    try:
        for n in range(100):
            if all(os.path.exists(s) for s in socks):
                break
            assert p.poll() is None, p.stderr.read()
            time.sleep(0.05)
        for sock in socks:
            for target, kind in (("/", "text/html"), ("/faq/secure-by-default", "text/html"), ("/faq.json", "application/json"),
                                 ("/law/art-13-8.md", "text/markdown"), ("/limb/I.2.b.config", "text/html"),
                                 ("/limb/I.2.b.config.json", "application/json"), ("/changes.atom", "application/atom+xml"),
                                 ("/deadlines.ics", "text/calendar"), ("/opensearch.xml", "application/opensearchdescription+xml"),
                                 ("/schema.json", "application/"), ("/icon.svg", "image/svg+xml"), ("/robots.txt", "text/plain"),
                                 ("/none", None), ("/.cradle-site", None)):
                line = http.client.HTTPConnection("localhost")
                line.sock = socket.socket(socket.AF_UNIX)
                line.sock.connect(sock)
                line.request("GET", target, headers={"Host": "cra.example.org"})
                a = line.getresponse()
                body = a.read()
                assert a.status == (200 if kind else 404), f"{os.path.basename(sock)} {target}: {a.status}"
                assert not kind or a.headers["Content-Type"].startswith(kind), f"{target}: {a.headers['Content-Type']}"
                assert "html" in (kind or "html") or body == client.get(target)[2] or target == "/opensearch.xml", target
                assert b"<h1" in body or "html" not in (kind or "html"), target
    finally:
        p.terminate()
        p.wait()


# --- static files ---

def canonical(text, path):
    """A page with the addresses of a server in place of those of files."""
    def there(m):
        link = html.unescape(m[2])
        if re.match(r"[a-z]+:|#|\?", link) or link == "":
            return m[0]
        bare_link, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", link).groups()
        to = "/" + posixpath.normpath(posixpath.join(posixpath.dirname(path), bare_link)) if not bare_link.startswith("/") else bare_link
        to = page_of(to[1:]) if to.endswith("index.html") else to
        return f'{m[1]}="{to}{mark}{rest}"'
    return re.sub(r'\b(href|action|src|data-[a-z]+)="([^"]*)"', there, text)


# Beside their links: forms whose answer depends on a query, what tells the script or the reader that there is no server,
# the index fetched ahead, and facets, which narrow further down what a query named and begin anew in files.
DIFFERS = re.compile(r'<details class="several">.*?</details>\n?|<form class="filter" action="[^"]*findings[^"]*">.*?</form>\n'
                     r'|<aside class="side narrowed".*?</aside>\n| data-files(?=[ >])|<noscript>.*?</noscript>\n?'
                     r'|<link rel="preload" as="fetch"[^>]*>\n?', re.S)
FACETS = re.compile(r'<aside class="side facets".*?</aside>', re.S)


def identical():
    """each file is what the server answers at its address, byte for byte; pages after their links were compared as places"""
    pages = others = 0
    for path in sorted(site):
        status, head, body = client.get(page_of(path))
        if path in ("opensearch.xml",):     # without what only a server can answer
            continue
        if path in moved():
            assert (status, head["Location"]) == (301, moved()[path]), f"{path}: {status} {head['Location']}"
            assert f'url=../../..{moved()[path]}/index.html"'.encode() in site[path], site[path]
            continue
        assert status == 200, f"{path}: {status}"
        if not head["Content-Type"].startswith("text/html"):
            assert body == site[path], path
            others += 1
            continue
        a, b = canonical(site[path].decode(), path), canonical(body.decode(), path)
        a, b = (DIFFERS.sub("", FACETS.sub(lambda m: re.sub(r' href="[^"]*"', "", m[0]), x)) for x in (a, b))
        if a != b:
            n = next(i for i, (x, y) in enumerate(zip(a, b)) if x != y)
            raise AssertionError(f"{path}: file {a[max(0, n - 80):n + 120]!r}, server {b[max(0, n - 80):n + 120]!r}")
        pages += 1
    remarks.append(f"{pages} pages and {others} other files compared with the server")
    assert pages > 1000 and others > 2000


def links():
    """every link of every page leads to a file that is there"""
    for of in (site, bare):
        anchors = {p: set(re.findall(r'\bid="([^"]*)"', of[p].decode())) for p in of if p.endswith(".html") and "/report/" not in p}
        for path in anchors:
            for link in re.findall(r'\b(?:href|src|action)="([^"]*)"', of[path].decode()):
                link = html.unescape(link)
                if re.match(r"[a-z]+:", link) or path == "404.html":
                    continue
                to, _, rest = link.partition("#")
                to = posixpath.normpath(posixpath.join(posixpath.dirname(path), to.split("?")[0])) if to else path
                assert to in of, f"{path}: {link}"
                assert not rest or rest in anchors[to], f"{path}: {link}: no such anchor"


def names():
    """no two files differ only in case, and none has a name that a file system or an address would bend"""
    folded = {}
    for path in site:
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path) and not re.search(r"(^|/)\.|//|\.(/|$)", path), path
        for n in range(path.count("/") + 1):
            part = "/".join(path.split("/")[:n + 1])
            assert folded.setdefault(part.lower(), part) == part, part


def again():
    """the same site is the same bytes, in another folder and at another time; unchanged files keep their dates"""
    other = os.path.join(temp, "other")
    run("export", other, env={**os.environ, "TZ": "Asia/Kolkata", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"})
    assert files(other, True) == files(BARE, True)
    before = {p: os.stat(os.path.join(other, p)).st_mtime_ns for p in bare}
    said = run("export", other).stdout.decode()
    assert f"0 written, {len(bare)} unchanged, 0 removed" in said, said
    assert before == {p: os.stat(os.path.join(other, p)).st_mtime_ns for p in bare}
    assert run("export", other, "-q").stdout == b""


def stale():
    """what is no longer part of the site goes, what was changed is put right, what is not ours stays"""
    other = os.path.join(temp, "other")
    outside = os.path.join(temp, "outside")
    open(outside, "w").write("mine")
    marker = os.path.join(other, MARKER)
    shutil.rmtree(other, ignore_errors=True)
    copy(other)
    os.makedirs(os.path.join(other, "old", "page"))
    for path in ("old/page/index.html", "old/page.json", "CNAME", "old/mine.txt"):
        open(os.path.join(other, path), "w").write("x")
    os.symlink(outside, os.path.join(other, "old", "link"))
    put(other, MARKER, open(marker).read() + "old/page/index.html\nold/page.json\n../outside\n/etc/hostname\nold/../../outside\nold/link\nold/link/x\n"
        ".cradle-site\n" + "a/" * 3000 + "\n\n" + outside + "\nold/page\nnot/there\n")
    put(other, "faq.json", "changed")
    os.remove(os.path.join(other, "index.html"))
    said = run("export", other).stdout.decode()
    assert f"2 written, {len(bare) - 2} unchanged, 2 removed" in said, said
    now = files(other)
    assert {p: now.pop(p) for p in bare} == bare
    assert now == {"CNAME": b"x", "old/mine.txt": b"x", "old/link": outside.encode()}, list(now)
    assert open(outside).read() == "mine" and not os.path.exists(os.path.join(other, "old", "page"))
    assert not re.search("^(old|not)/", open(marker).read(), re.M)
    shutil.rmtree(other)


def hostile():
    """a folder that holds other things, is none or leads elsewhere is refused, and stays as it is"""
    place = os.path.join(temp, "place")
    os.mkdir(place)
    open(os.path.join(place, "thesis.txt"), "w").write("years of work")
    refused(place, says="holds other things")
    assert files(place, True) == {"thesis.txt": b"years of work"}
    open(os.path.join(place, MARKER), "w").write("")
    refused(place, says="holds other things")
    os.remove(os.path.join(place, MARKER))
    os.symlink("thesis.txt", os.path.join(place, MARKER))
    refused(place, code=3, says=MARKER)
    refused(os.path.join(place, "thesis.txt"), says="Not a directory")
    refused(os.path.join(place, "no", "such"), code=3, says="No such file")
    refused(says="takes one folder")
    refused(place, place, says="takes one folder")
    refused(os.path.join(temp, "x"), "--origin", "https://a/b", says="https://a/b")
    refused(os.path.join(temp, "x"), "--dossier", "/nonexistent", code=3, says="/nonexistent")
    assert not os.path.exists(os.path.join(temp, "x"))
    shutil.rmtree(place)
    # links planted in one of ours
    elsewhere = os.path.join(temp, "elsewhere")
    os.mkdir(elsewhere)
    put(elsewhere, "index.html", "theirs")
    copy(place)
    for path in ("faq", "faq/secure-by-default", "law/art-13-8"):
        full = os.path.join(place, path)
        os.rename(full, os.path.join(temp, "aside"))
        os.symlink(elsewhere, full)
        before = files(place, True)
        refused(place, code=3, says="link")
        assert files(place, True) == before and files(elsewhere) == {"index.html": b"theirs"}, path
        os.remove(full)
        os.rename(os.path.join(temp, "aside"), full)
    # a link in place of a file is replaced, not followed; a folder in place of a file is refused
    os.remove(os.path.join(place, "index.html"))
    os.symlink(os.path.join(elsewhere, "index.html"), os.path.join(place, "index.html"))
    run("export", place, "-q")
    assert files(place) == bare and files(elsewhere) == {"index.html": b"theirs"}
    os.remove(os.path.join(place, "faq.json"))
    os.mkdir(os.path.join(place, "faq.json"))
    refused(place, code=3, says="faq.json")
    os.rmdir(os.path.join(place, "faq.json"))
    # what an export that was ended left behind is no obstacle, and neither is a link in its place
    os.symlink(elsewhere, os.path.join(temp, "to-elsewhere"))
    refused(os.path.join(temp, "to-elsewhere"), says="holds other things")
    os.symlink(elsewhere, os.path.join(place, ".cradle-new"))
    refused(place, code=3)
    assert files(elsewhere) == {"index.html": b"theirs"}
    shutil.rmtree(place)


def at_once():
    """two exports into one folder: the second is told so"""
    place = os.path.join(temp, "place")
    os.mkdir(place)
    fd = os.open(place, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    refused(place, code=3, says="another export")
    os.close(fd)
    assert os.listdir(place) == []
    os.rmdir(place)


def ended():
    """one that is ended in the middle leaves whole files only, and the next one finishes the work"""
    place = os.path.join(temp, "place")
    for seconds in (0.05, 0.5, 1.0):
        p = subprocess.Popen([cradle, "export", place, "-q"])
        time.sleep(seconds)
        p.send_signal(signal.SIGKILL)
        p.wait()
        if os.path.isdir(place):
            there = files(place)
            assert all(there[f] == bare[f] for f in there if not f.startswith(".cradle-new/")), seconds
    run("export", place, "-q")
    assert files(place, True) == files(BARE, True)
    shutil.rmtree(place)


def small_files():
    # as on a full disk, without being root: a file of more than 200 kB cannot be written
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))


def full():
    """where a file cannot be written the folder is as it was, or is not there"""
    place = os.path.join(temp, "place")
    refused(place, code=3, says="cannot write", preexec_fn=small_files)
    assert not os.path.exists(place)
    os.mkdir(place)
    refused(place, code=3, says="cannot write", preexec_fn=small_files)
    assert os.listdir(place) == []
    os.rmdir(place)
    copy(place)
    for path in ("faq.json", "law/art-13-8/index.html"):
        os.remove(os.path.join(place, path))
    put(place, "index.html", "old")
    before = files(place, True)
    refused(place, code=3, says="cannot write", preexec_fn=small_files)
    assert files(place, True) == before and ".cradle-new" not in os.listdir(place)
    shutil.rmtree(place)


def full_disk():
    """a disk that is full, of bytes or of files: one message, nothing half-written"""
    place = os.path.join(temp, "disk")
    os.mkdir(place)
    script = ('mount -t tmpfs -o "$1" none "$2" && mkdir "$2/own" && { "$3" export "$2/$4" -q; code=$?; '
              'find "$2" -type f -o -type d | sort; exit $code; }')
    for options, folder, says in (("size=8m", "site", "No space left"), ("size=400m,nr_inodes=900", "site", "No space left"),
                                  ("size=8m", "own", "No space left")):
        p = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", options, place, cradle, folder], capture_output=True, text=True)
        if "unshare" in p.stderr or "mount" in p.stderr:
            return "SKIP no file system can be mounted here"
        assert p.returncode == 3 and says in p.stderr and p.stderr.count("\n") == 1, p.stderr
        assert p.stdout.split() == [place, os.path.join(place, "own")], p.stdout


def rights():
    """without the right to write: one message, nothing changed"""
    place = os.path.join(temp, "place")
    os.mkdir(place)
    copy(os.path.join(place, "site"))
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    if words and not shutil.which("setpriv"):
        return "SKIP no setpriv, and root may write anywhere"
    os.chmod(temp, 0o755)
    program = os.path.join(temp, "cradle")
    shutil.copy(cradle, program)
    os.remove(os.path.join(place, "site", "index.html"))
    before = files(place, True)
    for path in (place, os.path.join(place, "site"), os.path.join(place, "site", "faq")):
        os.chmod(path, 0o555)
    for path in (os.path.join(place, "new"), os.path.join(place, "site")):
        p = subprocess.run([*words, program, "export", path], capture_output=True, text=True, cwd="/")
        assert p.returncode == 3 and "ermission denied" in p.stderr and p.stderr.count("\n") == 1, (p.returncode, p.stderr)
    assert files(place, True) == before
    for path in (place, os.path.join(place, "site"), os.path.join(place, "site", "faq")):
        os.chmod(path, 0o755)
    shutil.rmtree(place)


tests = [schema, twins_there, counts, lists, reverse, search, script_data, markdown, feeds, calendar, crawlers, by_nginx, identical, links,
         names, again, stale, hostile, at_once, ended, full, full_disk, rights]
bad = 0
try:
    site, bare, server = setup()
    client = Client()
except Exception as e:
    shutil.rmtree(temp, ignore_errors=True)
    print(f"Bail out! {type(e).__name__}: {e}")
    sys.exit(1)
print(f"1..{len(tests)}")
for i, test in enumerate(tests, 1):
    before = time.monotonic()
    try:
        skip, wrong = test(), None
    except Exception as e:
        skip, wrong = None, f"{type(e).__name__}: {e}"
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__.splitlines()[0]}" + (f" # {skip}" if skip else ""), flush=True)
    if os.environ.get("DATA_TIMES"):
        print(f"#   {time.monotonic() - before:.1f} s")
    if wrong:
        print("#  ", str(wrong)[:1200])
    bad += bool(wrong)
server.p.send_signal(signal.SIGTERM)
server.p.wait(20)
for r in remarks:
    print("#", r)
shutil.rmtree(temp, ignore_errors=True)
sys.exit(bad != 0)
