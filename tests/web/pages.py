#!/usr/bin/env python3
"""The site's pages, row by row of what they must have (K: module page, X: index of items, Z: what others
get wrong), and what is true of all of them. Prints TAP.

    pages.py PAGE CRADLE SOURCE-FOLDER

PAGE is tests/web/page.c; the knowledge base is read once more from data/faq, without the program.
"""
import collections
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import corpus                                                       # noqa: E402
from answers import Site, between, cards, ids, links, part, words      # noqa: E402

page_program, cradle, top = sys.argv[1:4]
modules = corpus.read(os.path.join(top, "data"))
items = {i: item for m in modules for i, item in m.items.items()}
verdicts = {"yes": "Yes", "no": "No", "conditional": "It depends", "narrow": "Yes, but narrowly", "explained": "Explained"}
weights = {"law": "Law", "recital": "Recital", "faq": "Commission FAQ", "guidance": "Commission guidance", "standard": "Standard"}
folder = tempfile.TemporaryDirectory()


def dossier(name, *command):
    path = os.path.join(folder.name, name)
    subprocess.run([cradle, *command, "--dossier", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


router = dossier("router.cradle", "decide", "-p", os.path.join(top, "examples", "consumer-router", "product.yaml"))
image = dossier("image.cradle", "check", os.path.join(top, "tests", "cases", "busybox-inittab", "rootfs"))
site = Site(page_program)
shown = Site(page_program, "--dossier", router, "--dossier", image)
files = Site(page_program, "--files")
get = lambda target: site.ask(target).text
paths = site.paths()
html_paths = [p for p in paths if site.ask(p).type.startswith("text/html")]


def all_of(m):
    """A module's own pages: the first, and the parts of a long one."""
    return [f"/faq/{m.id}"] + [p for p in paths if p.startswith(f"/faq/{m.id}/part/") and p in html_paths]


def whole(m):
    return get(f"/faq/{m.id}/all")


def each_module(check):
    return [f"{m.id}: {wrong}" for m in modules for wrong in check(m) or []]


# --- the module page ---

def k01():
    """type, jurisdiction and law are shown, each a link that filters"""
    def check(m):
        tags = between(get(f"/faq/{m.id}"), '<nav class="tags"', "</nav>")
        want = {"FAQ": "/faq", "European Union": "/faq/jurisdiction/eu", "Cyber Resilience Act": "/faq/source/cra-2024-2847"}
        for name, path in want.items():
            if f'href="{path}">{name}<' not in tags:
                yield f"no tag {name}"
            elif site.ask(path).status != 200:
                yield f"{path} is no page"
    return each_module(check)


def k02():
    """one h1, equal to the title and to the label in the index"""
    def check(m):
        page = get(f"/faq/{m.id}")
        heads = [words(h) for h in re.findall(r"<h1.*?</h1>", page)]
        title = html.unescape(re.search("<title>(.*?)</title>", page)[1])
        if heads != [m.doc["title"]] or title != m.doc["title"]:
            yield f"{heads} {title}"
        if f'<a href="/faq/{m.id}">{html.escape(m.doc["title"])}</a>' not in get("/faq"):
            yield "another label in the index"
    return each_module(check)


def k03():
    """a lead of at most 40 words"""
    def check(m):
        lead = words(between(get(f"/faq/{m.id}"), '<p class="lead"', "</p>"))
        if lead != words(m.doc["lead"]) or len(lead.split()) > 40:
            yield lead
    return each_module(check)


def k04():
    """the audience is data, and each role leads to what it asks"""
    def check(m):
        line = between(get(f"/faq/{m.id}"), '<p class="for"', "</p>")
        if re.findall(r'href="/faq/role/(\w+)"', line) != m.doc["roles"]:
            yield line
    wrong = each_module(check)
    for role in {r for m in modules for r in m.doc["roles"]}:
        n = sum(role in i["roles"] for i in items.values())
        if f"of {n}." not in get(f"/faq/role/{role}"):
            wrong.append(f"/faq/role/{role} does not count {n}")
    return wrong


def k05():
    """the project is the author; nobody has signed as reviewer"""
    return each_module(lambda m: [] if "The cradle project" in get(f"/faq/{m.id}") and
                       "not yet reviewed by a named person" in get(f"/faq/{m.id}") else ["no author or reviewer"])


def k06():
    """the date of publication can be read by machines"""
    return each_module(lambda m: [] if f'<time datetime="{m.doc["published"]}">' in get(f"/faq/{m.id}") and
                       f'name="DCTERMS.issued" content="{m.doc["published"]}"' in get(f"/faq/{m.id}") else ["no date"])


def k07():
    """the date of the update is that of the newest item"""
    def check(m):
        newest = max([m.doc["published"]] + [i["as_of"] for i in m.items.values()])
        if f'name="DCTERMS.modified" content="{newest}"' not in get(f"/faq/{m.id}"):
            yield newest
    return each_module(check)


def fact(page, name):
    return words(between(page, f"<dt>{name}</dt>", "</div>")).removeprefix(name).strip()


def k08():
    """sections and questions are counted, not typed"""
    def check(m):
        page = get(f"/faq/{m.id}")
        if fact(page, "Sections") != str(len(m.doc["sections"])) or fact(page, "Questions") != str(len(m.items)):
            yield fact(page, "Sections") + " " + fact(page, "Questions")
        if len(re.findall(r'<h2 id="s\d+"', whole(m))) != len(m.doc["sections"]) or len(cards(whole(m))) != len(m.items):
            yield "not all are there"
    return each_module(check)


def k09():
    """as many primary sources as are listed, and their uses are the citations"""
    def check(m):
        page = get(f"/faq/{m.id}")
        listed = re.findall(r"<li>.*?(\d+) citations?</b>", part(page, "_sources"), re.S)
        if fact(page, "Primary sources") != str(len(listed)):
            yield f"{fact(page, 'Primary sources')} said, {len(listed)} listed"
        cites = len(m.doc["cites"]) + sum(len(i["cites"]) for i in m.items.values())
        if sum(map(int, listed)) != cites:
            yield f"{sum(map(int, listed))} uses, {cites} citations"
    return each_module(check)


def k10():
    """publication metadata as schema.org and Dublin Core"""
    def check(m):
        page = get(f"/faq/{m.id}")
        for want in ('itemtype="https://schema.org/FAQPage"', 'itemprop="datePublished"', 'itemprop="dateModified"',
                     'name="DCTERMS.creator"', 'name="DCTERMS.title"', 'name="DCTERMS.language" content="en"'):
            if want not in page:
                yield want
    return each_module(check)


def k11():
    """an overview with its citations"""
    def check(m):
        overview = part(get(f"/faq/{m.id}"), "_overview")
        if len(re.findall("<dd>", overview)) != len(m.doc["cites"]):
            yield "not all its citations"
        if letters(plain(m.doc["overview"])) not in letters(words(overview)):
            yield "no text"
    return each_module(check)


def k12():
    """a search in the module, as a form that works without script"""
    wrong = each_module(lambda m: [] if '<input type="search" id="in" name="q"' in get(f"/faq/{m.id}") else ["no box"])
    page = get("/faq/secure-by-default?q=factory+reset")
    found = cards(page)
    if not 0 < len(found) < len(modules[0].items) or "reset" not in found:
        wrong.append(f"'factory reset' finds {list(found)[:5]}")
    if "Nothing in this module answers that" not in get("/faq/secure-by-default?q=zebra+crossing+pedestrians"):
        wrong.append("what is not there is found")
    return wrong


def k13():
    """the count of what is shown is announced"""
    wrong = each_module(lambda m: [] if f'<p id="_count" role="status">{len(m.items)} of {len(m.items)} questions</p>'
                        in get(f"/faq/{m.id}") else ["no count"])
    page = get("/faq/secure-by-default?q=factory+reset")
    if f'{len(cards(page))} of {len(modules[0].items)} questions' not in page:
        wrong.append("the count is not that of the cards")
    return wrong


def k14():
    """numbered sections in the order of the data, cards with an id that does not depend on it"""
    def check(m):
        page = whole(m)
        titles = [words(t) for t in re.findall(r'<h2 id="s\d+"><span>Section \d+</span>(.*?)</h2>', page)]
        if titles != [words(s["title"]) for s in m.doc["sections"]]:
            yield f"{titles}"
        if [m.id + "/" + slug for slug in cards(page)] != m.order:
            yield "cards in another order"
    return each_module(check)


def k15():
    """the question is a heading with a permalink"""
    def check(m):
        for slug, card in cards(whole(m)).items():
            q = html.escape(m.items[f"{m.id}/{slug}"]["question"], quote=True).replace("&#x27;", "&#39;")
            if f'<a href="/faq/{m.id}/{slug}">{q}</a></h3>' not in card:
                yield slug
    return each_module(check)


def k16():
    """the verdict comes first, as a word"""
    def check(m):
        for slug, card in cards(whole(m)).items():
            verdict = m.items[f"{m.id}/{slug}"]["verdict"]
            if not re.search(rf'</h3>\n<p class="v {verdict}">{verdicts[verdict]}</p>\n<p>', card):
                yield slug
    return each_module(check)


def plain(markdown):
    return words(re.sub(r"[*`_\\]|^\s*(?:[-+]|\d+\.)\s", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown), flags=re.M))


def letters(s):
    return re.sub(r"[\W_]", "", s)


def k17():
    """the whole explanation stands on the module's page and on the item's, the same"""
    def check(m):
        for slug, card in cards(whole(m)).items():
            body = letters(plain(m.items[f"{m.id}/{slug}"]["body"]))
            if body not in letters(words(card)) or body not in letters(words(get(f"/faq/{m.id}/{slug}"))):
                yield slug
    return each_module(check)


def k18():
    """each citation of a card: link, weight in words, what it supports"""
    def check(m):
        for slug, card in cards(whole(m)).items():
            cites = m.items[f"{m.id}/{slug}"]["cites"]
            for c in cites:
                if not cites or not re.search(rf'<dd><a href="/law/{re.escape(c["id"])}">[^<]+</a> ' +
                                              re.escape(html.escape(c["supports"]).replace("&#x27;", "&#39;")), card):
                    yield f"{slug}: {c['id']}"
                elif f'<b class="w {c["weight"]}">{weights[c["weight"]]}</b>' not in card:
                    yield f"{slug}: no weight {c['weight']}"
    return each_module(check)


def k19():
    """the module's workflow is offered, with its tasks and the command"""
    def check(m):
        block = part(get(f"/faq/{m.id}"), "_next")
        tasks = re.findall(rf'href="/workflow/{m.id}#([\w-]+)"', block)
        if tasks != [t["id"] for t in m.doc["workflow"]]:
            yield f"{tasks}"
        if f"cradle workflow {m.id}" not in block:
            yield "no command"
        for t in tasks:
            if f'id="{t}"' not in get(f"/workflow/{m.id}"):
                yield f"no task {t} on its page"
    return each_module(check)


def k20():
    """each source with version, date, licence, status and number of uses"""
    def check(m):
        for entry in re.findall(r"<li>(.*?)(?=<li>|</ul>)", part(get(f"/faq/{m.id}"), "_sources"), re.S):
            if not re.search(r'href="/sources#[\w-]+".*<b class="w \w+">.*;.*;.*(<time datetime|not known).*;.*;.*\d+ citation', entry, re.S):
                yield words(entry)
    return each_module(check)


def k21():
    """every provision that is referenced is a link to its page, which leads back"""
    def check(m):
        want = {c["id"] for i in [m.doc, *m.items.values()] for c in i["cites"]}
        have = re.findall(r'href="/law/([\w-]+)"', part(get(f"/faq/{m.id}"), "_provisions"))
        if set(have) != want or len(have) != len(want):
            yield f"{want ^ set(have)}"
        for i, item in m.items.items():
            for c in item["cites"]:
                if f'href="/faq/{i}"' not in get(f"/law/{c['id']}"):
                    yield f"/law/{c['id']} does not lead to {i}"
    return each_module(check)


def k22():
    """the list of provisions is whole: nothing is folded or left to script"""
    def check(m):
        block = part(get(f"/faq/{m.id}"), "_provisions")
        if "<details" in block or "more" in words(block).lower().split():
            yield "folded"
        if f"All {len(re.findall('<li>', block))}," not in block:
            yield "another number"
    return each_module(check)


def k23():
    """related modules with their title and what they are for"""
    by_id = {m.id: m for m in modules}
    def check(m):
        block = part(get(f"/faq/{m.id}"), "_related")
        for r in m.doc["related"]:
            if f'href="/faq/{r}"' not in block or words(by_id[r].doc["use"]) not in words(block):
                yield r
    return each_module(check)


def k24():
    """the questions of the module that others have are answered, by their subjects"""
    subjects = ["meaning", "same-defaults", "most-restrictive", "settings-covered", "reset", "auto-updates-on",
                "auto-updates-off-switch", "auto-updates-not-every-product", "updates-without-auto", "optout-responsibility",
                "components-sold-separately", "instructions-instead", "not-applicable", "omit-safeguards", "what-to-document"]
    wrong = [s for s in subjects if s not in cards(whole(modules[0]))]
    tailor = [m for m in modules if m.id == "tailor-made"][0]
    return wrong + ([] if len(tailor.items) >= 3 else ["tailor-made products"])


# --- the index of all items ---

index_pages = ["/faq"] + [f"/faq/page/{n}" for n in range(2, (len(items) + 19) // 20 + 1)]
index_cards = lambda p: re.findall(r'<article class="c">.*?</article>', get(p), re.S)
listed = [(re.search(r'<h2><a href="([^"]*)"', c)[1], c) for p in index_pages for c in index_cards(p)]
slug_of = lambda href: re.sub(r"/part/\d+", "", href).removeprefix("/faq/").replace("#", "/")


def x01():
    """one set of pages lists every item once, in order"""
    have = [slug_of(h) for h, _ in listed]
    return [] if have == [i for m in modules for i in m.order] else [f"{len(have)} of {len(items)}"]


def x02():
    """one box over all modules, on every page, that works without script"""
    return [p for p in html_paths if p != "/404.html" and site.ask(p).status == 200 and
            not re.search(r'role="search" action="/search">.*?<input type="search" id="q" name="q"', get(p), re.S)]


def x03():
    """the exact question is the first answer"""
    wrong = []
    for i, item in items.items():
        page = get("/search?q=" + urllib.parse.quote_plus(item["question"]))
        first = re.search(r'<li class="hit"><a href="/faq/([^"]*)"', page)
        if not first or first[1] != i:
            wrong.append(i)
    return wrong


def x04():
    """the card's link leads to the card in its module"""
    return [h for h, _ in listed if f'id="{h.split("#")[1]}" class="c"' not in get(h.split("#")[0])]


def x05():
    """each card has its permalink, as a link that script turns into a button"""
    return [h for h, c in listed if f'<a class="k" href="/faq/{slug_of(h)}">Copy link</a>' not in c]


def x06():
    """anchors are slugs, and old ids lead to the new place"""
    wrong = [f"{i}: {was}" for i, item in items.items() for was in item.get("was", [])
             if (site.ask("/faq/" + was).status, site.ask("/faq/" + was).location) != (301, "/faq/" + i)]
    for m in modules:           # on the first page, each slug is a card or leads to it
        have = set(ids(get(f"/faq/{m.id}")))
        wrong += [i for i in m.items if i.split("/")[1] not in have]
    return wrong


def x07():
    """the coverage is computed: all of all"""
    said = words(between(get("/faq"), 'id="coverage"', "</dd>")).split(">")[-1].strip()
    return [] if said == f"{len(items)} of {len(items)} items" else [said]


def x08():
    """the modules are counted, and are a facet with their numbers"""
    wrong = [] if f"<dt>Modules</dt><dd><b>{len(modules)}</b>" in get("/faq") else ["another number"]
    for m in modules:
        page = get(f"/faq?module={m.id}")
        if f"of {len(m.items)}. Page 1" not in page:
            wrong.append(m.id)
    return wrong


def x09():
    """the date is that of the newest item"""
    newest = max(i["as_of"] for i in items.values())
    return [] if f'<dt>Updated</dt><dd><time datetime="{newest}">' in get("/faq") else [newest]


def x10():
    """20 on a page, with stable paths and links between them"""
    wrong = [p for p in index_pages[:-1] if len(index_cards(p)) != 20]
    for n, p in enumerate(index_pages, 1):
        if n > 1 and 'rel="prev"' not in get(p) or n < len(index_pages) and 'rel="next"' not in get(p):
            wrong.append(p)
        if f"Page {n} of {len(index_pages)}" not in get(p):
            wrong.append(p + " does not say where it is")
    for p, want in (("/faq/page/1", 301), (f"/faq/page/{len(index_pages) + 1}", 404), ("/faq/page/0", 404), ("/faq/page/-1", 404),
                    ("/faq/page/99999999999999999999", 404), ("/faq/page/02", 404), ("/faq/page/02.json", 404), ("/faq/page/2.json", 200),
                    ("/faq/verdict/yes/page/02", 404), ("/faq?page=2", 200), ("/faq?page=02", 404), ("/faq?page=x", 404)):
        if site.ask(p).status != want:
            wrong.append(f"{p} is {site.ask(p).status}")
    return wrong


def x11():
    """each card's label leads to its module"""
    title = {m.id: html.escape(m.doc["title"]) for m in modules}
    return [h for h, c in listed if f'<p class="in"><a href="/faq/{slug_of(h).split("/")[0]}">{title[slug_of(h).split("/")[0]]}</a>' not in c]


def x12():
    """question, verdict and answer in short are those of the module's page"""
    wrong = []
    for h, c in listed:
        item = items[slug_of(h)]
        brief = letters(plain(item["body"].strip().split("\n\n")[0]))
        if words(item["question"]) not in words(c) or f'"v {item["verdict"]}"' not in c or brief not in letters(words(c)):
            wrong.append(h)
    return wrong


def x13():
    """citations by source, the law first"""
    order = list(weights)
    wrong = []
    for h, c in listed:
        groups = re.findall(r'<dt><b class="w (\w+)">', c)
        if not groups or groups != sorted(groups, key=order.index) or groups[0] != min(groups, key=order.index):
            wrong.append(f"{h}: {groups}")
        if len(re.findall(r"<dt>.*", c)) != len(set(re.findall(r"<dt>.*", c))):
            wrong.append(f"{h}: a source twice")
    return wrong


def x14():
    """each citation says what it supports"""
    return [h for h, c in listed if len(re.findall(r"<dd><a [^>]*>[^<]+</a> \S", c)) != len(items[slug_of(h)]["cites"])]


def x15():
    """security and functionality updates: the questions that others have are answered"""
    m = [m for m in modules if m.id == "security-vs-functionality"][0]
    return [] if len(m.items) >= 17 else [str(len(m.items))]


def x16():
    """tailor-made products and evidence: the questions that others have are answered"""
    found = [get("/search?q=" + urllib.parse.quote_plus(q)) for q in (
        "What is the exception for tailor-made products?", "Does the tailor-made exception waive all requirements?",
        "Which evidence should a manufacturer keep for its defaults?")]
    return [str(n) for n, p in enumerate(found) if 'class="hit"' not in p]


def x17():
    """items that look alike are linked, and never contradict each other"""
    wrong = []
    for i, item in items.items():
        for see in item.get("see", []):
            if f'href="/faq/{see}"' not in get(f"/faq/{i}"):
                wrong.append(f"{i} does not link to {see}")
    by_question = collections.defaultdict(set)
    for item in items.values():
        by_question[letters(item["question"]).lower()].add(item["verdict"])
    return wrong + [q for q, v in by_question.items() if len(v) > 1]


# --- what others get wrong ---

def z01():
    """no card without a citation"""
    return [slug for m in modules for slug, card in cards(whole(m)).items() if "<dd><a" not in card]


z02 = lambda: k22()
z02.__doc__ = "no provision is hidden"
z03 = lambda: k09()
z03.__doc__ = "the number of sources is the number that is listed"


def z04():
    """each version of an item is on record with its date and hash"""
    rows = [line.rstrip("\n").split("\t") for line in open(os.path.join(top, "data", "faq", "history.tsv"), encoding="utf-8")
            if line.strip() and not line.startswith("#")]
    page = words(get("/changes"))
    return [] if f"{len([r for r in rows if r[0] != 'id'])} versions" in page else ["another number of versions than history.tsv has"]


def z05():
    """what is a draft or superseded is never shown without saying so"""
    wrong = []
    old = {re.search(r'id="([^"]*)"', a)[1] for a in re.findall(r'<article class="c" id=.*?</article>', get("/sources"), re.S)
           if re.search(r"<dt>Status</dt><dd>(draft|proposal|superseded)", a)}
    for i, item in items.items():
        for c in item["cites"]:
            if any(c["id"] == o or c["id"].startswith(o + "-") for o in old) and c["weight"] != "law" and \
                    not re.search(rf'href="/law/{c["id"]}">.*<em class="note">', get(f"/faq/{i}")):
                wrong.append(f"{i}: {c['id']}")
    return wrong + ([] if len(old) > 2 else ["/sources does not say"])


def z06():
    """law, recital, FAQ and guidance are told apart in words"""
    return [i for i in items if any(f">{weights[c['weight']]}</b>" not in get(f"/faq/{i}") for c in items[i]["cites"])]


z07 = lambda: k21()
z07.__doc__ = "each provision leads to the answers that cite it"


def z08():
    """each item has JSON and Markdown at its own address"""
    return [p for i in items for p in (f"/faq/{i}.json", f"/faq/{i}.md") if site.ask(p).status != 200]


def z09():
    """no words about how the answers were made"""
    inner = re.compile(r"local corpus|in the corpus|language model|as an AI|TODO|FIXME|lorem", re.I)
    return [p for p in html_paths if inner.search(words(get(p)))]


# --- every page ---

def statuses():
    """every path there is answers, the same twice, and says what it is"""
    wrong = [f"{p} {site.ask(p).status}" for p in paths if site.ask(p).status != 200]
    wrong += [f"{p} is not fixed" for p in paths if site.ask(p).status == 200 and not site.ask(p).fixed]
    again = Site(page_program)
    wrong += [f"{p} differs" for p in paths[::25] if again.ask(p).body != site.ask(p).body]
    return wrong + ([] if again.close() == 0 else ["the program failed"])


def one_heading():
    """one h1, equal to the title; a language; landmarks; a way past the navigation"""
    wrong = []
    for p in html_paths:
        if site.ask(p).status != 200:
            continue
        page = get(p)
        heads = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
        if len(heads) != 1 or heads[0] != re.search("<title>(.*?)</title>", page)[1]:
            wrong.append(f"{p}: h1 {heads}")
        for want in ('<html lang="en">', '<main id="main"', '<footer', '<nav aria-label="Main">', 'class="skip" href="#main"'):
            if want not in page:
                wrong.append(f"{p}: no {want}")
    return wrong


def titles():
    """no two pages have the same title"""
    of = collections.defaultdict(list)
    for p in html_paths:
        if site.ask(p).status == 200:
            of[re.search("<title>(.*?)</title>", get(p))[1]].append(p)
    return [f"{t}: {ps[:3]}" for t, ps in of.items() if len(ps) > 1]


def no_inline():
    """no script, style or handler within a page: the policy allows none"""
    bad = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", re.I)
    return [p for p in html_paths if bad.search(get(p))]


def unique():
    """no id stands twice, and all tags that are opened are closed"""
    wrong = []
    for p in html_paths:
        page = get(p)
        twice = [i for i, n in collections.Counter(ids(page)).items() if n > 1]
        if twice:
            wrong.append(f"{p}: {twice[:3]}")
        for tag in ("a", "b", "ul", "ol", "dl", "section", "article", "div", "span", "nav", "details", "form", "h2", "h3", "main", "aside"):
            if len(re.findall(rf"<{tag}[\s>]", page)) != page.count(f"</{tag}>"):
                wrong.append(f"{p}: <{tag}>")
    return wrong


def crawl(of, pages):
    """(page, link) for all that leads nowhere"""
    there = set(of.paths()) | {"/search.json", "/suggest.json"}
    anchors = {}
    wrong = []
    for p in pages:
        text = of.ask(p).text
        for link in set(links(text)):
            if link.startswith(("https://", "data:")):
                continue
            url = urllib.parse.urlsplit(urllib.parse.urljoin(p, link))
            if not url.path:
                url = url._replace(path=p)
            if url.query and url.path in ("/faq", "/search") or url.path.startswith("/dossier/"):
                continue
            if url.path not in there:
                wrong.append(f"{p}: {link}")
            elif url.fragment:
                if url.path not in anchors:
                    anchors[url.path] = set(ids(of.ask(url.path).text))
                if url.fragment not in anchors[url.path]:
                    wrong.append(f"{p}: {link} has no such anchor")
    return wrong


def no_dead_link():
    """no link on any page leads nowhere"""
    return crawl(site, html_paths)


def dossier_links():
    """nor on the pages of products"""
    return crawl(shown, ["/", "/dossier/1", "/dossier/2", "/dossier/2/verdicts", "/limb/I.2.b.config", "/law/annex-1-part-1-2-b"])


def query_links():
    """links with a query lead to pages"""
    targets = set()
    for p in ("/faq", "/faq?module=components&role=legal", "/faq/verdict/no", "/search?q=reset", "/search?q=reset&role=legal"):
        targets |= {link for link in links(get(p)) if "?" in link and link.startswith("/") and "?v=" not in link}
    return [t for t in sorted(targets) if site.ask(t).status != 200] + ([] if len(targets) > 30 else ["too few"])


def static_links():
    """in static files every link is relative and leads to a file"""
    wrong = []
    there = set()
    for p in files.paths():
        there.add(p if "." in p.rsplit("/", 1)[1] and not p.startswith("/limb/") or p.endswith((".json", ".md"))
                  else p.rstrip("/") + "/index.html")
    for p in html_paths:
        if p == "/404.html" or files.ask(p).status != 200:
            continue
        for link in set(links(files.ask(p).text)):
            if link.startswith(("https://", "#")):
                continue
            url = urllib.parse.urlsplit(urllib.parse.urljoin(p.rstrip("/") + "/index.html", link))
            if link.startswith("/") or url.path not in there:
                wrong.append(f"{p}: {link}")
    return wrong


def sizes():
    """a module's page takes at most 30 KB, compressed"""
    most = {p: site.ask(p).packed for m in modules for p in all_of(m)}
    print(f"# largest: {max(most.values())} bytes, {max(most, key=most.get)}; whole modules up to "
          f"{max(site.ask(f'/faq/{m.id}/all').packed for m in modules)}")
    return [f"{p} {n}" for p, n in most.items() if n > 30000]


def first_result():
    """style, script and what the first result needs take at most 60 KB for 1,000 items, compressed"""
    fixed = site.ask("/site.css").packed + site.ask("/site.js").packed
    index = site.ask("/search-index.json").packed
    total = fixed + index * 1000 // len(items)
    print(f"# style and script {fixed}, index {index} for {len(items)} items: {total} for 1,000")
    return [] if total <= 60000 else [str(total)]


# --- what is asked by others ---

hostile = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>",
           "%00%01%02<b>", "\u202egnp.exe<i>", "&lt;b&gt;&amp;", "${7*7}{{7*7}}", "<!--", "]]>", "a" * 290 + "<b>",
           "NEAR(\"a\" OR b*) AND col:x", "\\", "%", "%zz%", "<svg/onload=1>"]


def escaped():
    """what comes in a query or a path goes out escaped"""
    raw = ["<script>", "<img", "<svg", "exe<i>", "<!--", "' onm", "\"><img", "\"&gt;<", "\u202e", "\x00", "\x01", "\x02", "a<b>"]
    wrong = []
    for h in hostile:
        q = urllib.parse.quote(h.replace("%00%01%02", "\x00\x01\x02"), safe="")
        for t in (f"/search?q={q}", f"/search?q=reset&module={q}&role={q}", f"/faq/secure-by-default?q={q}", f"/faq?module={q}",
                  f"/faq?provision={q}", f"/nope/{q}", f"/{q}", f"/faq/{q}/{q}", f"/law/{q}", f"/dossier/2/findings?severity={q}&limb={q}&q={q}",
                  f"/faq/verdict/{q}", f"/search?q=reset&{q}={q}"):
            page = (shown if "dossier" in t else site).ask(t)
            if page.status not in (200, 404):
                wrong.append(f"{t}: {page.status}")
            wrong += [f"{t}: {r!r}" for r in raw if r in page.text]
    return wrong


def refusals():
    """what is no target, too long, or nowhere is a plain 4xx with a search box"""
    wrong = []
    cases = [("", 400), ("nope", 400), ("*", 400), ("http://x/", 400), ("/a b", 400), ("/#x", 400), ("/\x7f", 400), ("/" + "a" * 5000, 414),
             ("/search?q=" + "a" * 4200, 414), ("/nope", 404), ("/..", 404), ("/../../etc/passwd", 404), ("/faq/../law", 404),
             ("/%2e%2e/%2e%2e/etc/passwd", 404), ("/faq%2fsecure-by-default", 404), ("//", 404), ("//faq", 404), ("/faq//reset", 404),
             ("/faq/secure-by-default/reset/x", 404), ("/law/art-999", 404), ("/limb/I.2.z", 404), ("/dossier/1", 404),
             ("/faq/secure-by-default/part/9", 404), ("/faq/secure-by-default/part/x", 404), ("/faq/secure-by-default/part/02", 404),
             ("/faq/secure-by-default/part/02.json", 404), ("/law/a%20b/", 404), ("/law/%61rt-13/", 404), ("/law/" + "a" * 400 + "/", 404),
             ("/index.json/", 404), ("/workflow/nope", 404), ("/faq/verdict/maybe", 404),
             ("/faq/nope/all", 404), ("/faq/role/x/page/2", 404), ("/faq?module=nope", 404), ("/site.css/", 301), ("/FAQ", 404), ("/index.html", 404)]
    for target, want in cases:
        page = site.ask(target.encode("latin-1"))
        if page.status != want:
            wrong.append(f"{target[:40]!r}: {page.status}, not {want}")
        elif want != 301 and ('role="search"' not in page.text or page.fixed or page.etag):
            wrong.append(f"{target[:40]!r}: no search box, or kept")
    return wrong


def redirects():
    """a path with a slash at its end leads to the one without"""
    cases = {"/faq/": "/faq", "/faq/secure-by-default/": "/faq/secure-by-default", "/law/art-13/": "/law/art-13", "/law/art-13.md/": "/law/art-13.md",
             "/faq/secure-by-default/part/1": "/faq/secure-by-default", "/faq/page/1": "/faq"}
    return [f"{t}: {site.ask(t).status} {site.ask(t).location}" for t, to in cases.items()
            if (site.ask(t).status, site.ask(t).location) != (301, to)]


def facets():
    """facets narrow down, alone by path and together by query, and their numbers are right"""
    wrong = []
    of = {"verdict": lambda i, v: i["verdict"] == v, "role": lambda i, v: v in i["roles"],
          "weight": lambda i, v: any(c["weight"] == v for c in i["cites"])}
    for p in paths:
        at = re.fullmatch(r"/faq/(verdict|role|weight)/(\w+)", p)
        if not at:
            continue
        n = sum(of[at[1]](i, at[2]) for i in items.values())
        for t in (p, f"/faq?{at[1]}={at[2]}"):
            if f"of {n}. Page" not in get(t):
                wrong.append(f"{t} does not show {n}")
    n = sum(i["verdict"] == "no" and "legal" in i["roles"] for i in items.values())
    if f"of {n}. Page" not in get("/faq?verdict=no&role=legal"):
        wrong.append("two at once")
    n = sum(any(c["id"] == "art-13-8" or c["id"].startswith("art-13-8-") for c in i["cites"]) for i in items.values())
    if f"of {n}. Page" not in get("/faq?provision=13(8)"):
        wrong.append("a provision as people cite it")
    if json.loads(site.ask("/faq.json?provision=13(8)").text)["total"] != n:
        wrong.append("the same as JSON")
    search = get("/search?q=support&provision=13(8)")
    if search != get("/search?q=support&provision=art-13-8") or 'aria-current="true">Article 13(8)</a>' not in search:
        wrong.append("a search within a provision")
    if get("/search?q=support&module=nope&provision=" + "1" * 300) != get("/search?q=support"):
        wrong.append("a search narrowed by what is not there")
    return wrong


def searching():
    """answers with marked words; misspelt words understood; nothing made up; filters kept in the address"""
    wrong = []
    page = get("/search?q=switch+off+automatic+updates")
    if "<mark>" not in page or 'class="hit"' not in page:
        wrong.append("no marked words")
    if "Understood as" not in get("/search?q=factry+resett"):
        wrong.append("misspelt words are not understood")
    none = get("/search?q=zebra+chocolate+giraffe")
    if "No answer" not in none or 'class="hit"' in none:
        wrong.append("an answer to what nothing supports")
    page = get("/search?q=reset&role=legal&verdict=no")
    if "q=reset&amp;module=components&amp;verdict=no&amp;role=legal" not in page:
        wrong.append("filters are not kept in the address")
    hits = re.findall(r'<li class="hit"><a href="/faq/([^"]*)"', page)
    wrong += [h for h in hits if items[h]["verdict"] != "no" or "legal" not in items[h]["roles"]]
    return wrong


# --- the law's side ---

def reverse():
    """a provision shows its parents, parts, limbs and rules"""
    page = get("/law/annex-1-part-1-2-b")
    want = ["/law/annex-1-part-1-2", "/law/annex-1", "/limb/I.2.b.config", "/limb/I.2.b.reset", "#B-NO-RESET",
            "https://eur-lex.europa.eu/eli/reg/2024/2847/oj/eng#anx_I", "/workflow/secure-by-default#inventory"]
    wrong = [w for w in want if w not in links(page) and not any(link.endswith(w) for link in links(page))]
    if "/law/art-13-8" not in links(get("/law/art-13")):
        wrong.append("Article 13 does not show its parts")
    if not re.search(r"Changed from.*2027", get("/law/art-13-4")):
        wrong.append("Article 13(4) does not show its change")
    if "superseded" not in get("/law/guidance-draft"):
        wrong.append("the draft has no note")
    return wrong


def products():
    """with dossiers: the gate on the first page, verdicts beside limbs, provisions and items, findings by severity (products.py has more)"""
    home, limb, item = (shown.ask(t).text for t in ("/", "/limb/I.2.b.reset", "/faq/secure-by-default/reset"))
    wrong = [] if "PASS" in home and "/dossier/1" in home and home.index('class="gate') < home.index("<h1") else ["no gate on top"]
    wrong += [n for n, p in (("limb", limb), ("item", item), ("provision", shown.ask("/law/annex-1-part-1-2-b").text))
              if 'class="o ' not in p]
    page = shown.ask("/dossier/2/findings").text
    for severity in ("high", "low"):
        some = shown.ask(f"/dossier/2/findings?severity={severity}&state=fail").text
        if not re.search(rf'<li><b class="o \w+">{severity}</b>', some):
            wrong.append(f"no findings of {severity}")
    if 'href="/dossier/2/findings?state=fail&amp;limb=a%26b"' not in shown.ask("/dossier/2/findings?state=fail&limb=a%26b&q=x").text:
        wrong.append("a value is not escaped in the link of a filter")
    if not re.search(r'<ul class="lines">.*href="/limb/I\.2\.d".*href="/faq/', page, re.S):
        wrong.append("a finding leads to no limb or item")
    return wrong


def dates():
    """the dates of the Regulation, each with its provision"""
    page = get("/deadlines")
    return [d for d in ("2024-12-10", "2026-06-11", "2026-09-11", "2027-12-11") if f'datetime="{d}"' not in page] + \
        ([] if "/law/art-71-2-sub-2" in links(page) else ["no provision"])


rows = [f for n, f in sorted(globals().items()) if re.fullmatch(r"[kxz]\d\d", n) and callable(f)]
rest = [statuses, one_heading, titles, no_inline, unique, no_dead_link, dossier_links, query_links, static_links, sizes, first_result,
        escaped, refusals, redirects, facets, searching, reverse, products, dates]
names = {f: n.upper() + " " for n, f in globals().items() if re.fullmatch(r"[kxz]\d\d", n) and callable(f)}
print(f"1..{len(rows) + len(rest) + 1}")
failed = 0
for n, check in enumerate(rows + rest, 1):
    wrong = check()
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {n} - {names.get(check, '')}{check.__doc__}", flush=True)
    for w in wrong[:20]:
        print(f"#   {w}")
    if len(wrong) > 20:
        print(f"#   and {len(wrong) - 20} more")
ended = [s.close() for s in (site, shown, files)]
print(f"{'not ok' if any(ended) else 'ok'} {len(rows) + len(rest) + 1} - the program ends well")
sys.exit(1 if failed or any(ended) else 0)
