#!/usr/bin/env python3
"""PDF: what poppler and qpdf read in it, what is on its pages, and that nothing of a text acts. Prints TAP.

    pdf.py CRADLE DOC-SAMPLE ROOT
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

cradle, sample, root = sys.argv[1:4]
work = tempfile.mkdtemp(prefix="cradle-pdf-")
made = {}
MARGIN = 55         # points at each side that no ink is in; texts begin at 62
TEXTS = ["1. Part number 1 of the document", "Opening of part 1.", "1.1 Section with facts", "Manufacturer",
         "Hauptstra\u00dfe 1", "2032-12-31", "product.yaml:12", "NOT-MET", "Reading: this is our reading",
         "Items in section 1.1", "The first item of 1.1", "The second item is longer", "The third item", "Gap 1",
         "Pictures of the outside", "MISSING", "techdoc.pictures", "Annex VII, point 1(c)", "1.2 Section with facts", "1.4 Files",
         "Files of the image", "usr/lib/part1/module-000/libexample.so.0", "NEEDS-INPUT", "module-039",
         "2. Part number 2 of the document", "6. Part number 6 of the document", "part6/module-039"]


def tool(*words):
    p = subprocess.run(words, capture_output=True, timeout=120)
    if p.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {p.returncode}: {p.stderr.decode()[-300:]}")
    return p.stdout.decode("utf-8", "replace")


def make(*words, env=None):
    p = subprocess.run([sample, *words], capture_output=True, timeout=300, env=env)
    assert p.returncode == 0, (words, p.returncode, p.stderr[-600:])
    return p.stdout


def pdf(*words):
    """the file of this document; made once"""
    if words not in made:
        made[words] = os.path.join(work, "-".join(words) + ".pdf")
        with open(made[words], "wb") as f:
            f.write(make(*words))
    return made[words]


def info(path):
    return dict(re.findall(r"^([\w ]+):\s*(.*)$", tool("pdfinfo", path), re.M))


def pages(path, *options):
    text = tool("pdftotext", "-layout", *options, path, "-").split("\f")
    return text[:-1]


def squeezed(text):
    return re.sub(r"\s+", "", text)


def sound():
    """each file is one that qpdf finds nothing wrong with, tagged, in English, without script or form"""
    for words in (("kinds",), ("empty",), ("hostile",), ("words",), ("table",)):
        path = pdf(*words)
        said = tool("qpdf", "--check", path)
        assert "No syntax or stream encoding errors found" in said and "WARNING" not in said, said
        about = info(path)
        assert about["Tagged"] == "yes" and about["JavaScript"] == "no" and about["Form"] == "none", about
        assert about["Page size"].endswith("(A4)"), about
        plain = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True).stdout
        assert b"/Lang (en)" in plain and b"/DisplayDocTitle true" in plain, path
        for name in (b"/OpenAction", b"/AA", b"/S /JavaScript", b"/S /Launch", b"/S /URI", b"/S /GoToR", b"/EmbeddedFile",
                     b"/RichMedia", b"/SubmitForm"):
            # in the dictionaries; strings and contents of pages may say what they like
            assert not re.search(rb"^\s*" + re.escape(name) + rb"\b", plain, re.M), (path, name)


def about():
    """title, maker and date are the document's; without one there is none"""
    about = info(pdf("kinds"))
    assert about["Title"] == "Technical documentation" and about["Subject"] == "Acme Gateway 2.1", about
    assert about["Creator"].startswith("cradle ") and "2027" in about["CreationDate"], about
    about = info(pdf("empty"))
    assert "CreationDate" not in about and "ModDate" not in about, about
    assert about["Pages"] == "1", about


def complete():
    """every text of every kind of block is there, in order; every row of every table, once"""
    text = squeezed("".join(pages(pdf("kinds"))[2:]))
    at = 0
    for want in TEXTS:
        found = text.find(squeezed(want), at)
        assert found >= 0, (want, text[at:at + 300])
        at = found
    for part in range(1, 7):
        for i in range(40):
            assert text.count(f"part{part}/module-{i:03d}/") == 1, (part, i)
    # a paragraph of it stands in full as often as it was written: none of its lines is lost at a page's end
    words = squeezed("can turn them on again in the same place.")
    body = squeezed(re.sub(r"(?m)^ *(Technical documentation +DRAFT|Acme Gateway 2.1, image .*)$", "",
                           "".join(pages(pdf("kinds"))[2:])))
    assert body.count(words) == 6 + 18 * 4, body.count(words)


def furniture():
    """each page says which one it is, of how many, what it belongs to, and that it is a draft"""
    all_pages = pages(pdf("kinds"))
    assert len(all_pages) == int(info(pdf("kinds"))["Pages"])
    for n, text in enumerate(all_pages, 1):
        assert f"Page {n} of {len(all_pages)}" in text, n
        assert "3f786850e387550fdaab836ed7e6dc881de23001" in text and "DRAFT" in text, n
        assert n == 1 or text.lstrip().startswith("Technical documentation"), n
    assert "DRAFT" not in "".join(pages(pdf("table")))


def contents():
    """the list of contents names the page each heading is on; so does the list of gaps; each is a link there"""
    all_pages = pages(pdf("kinds"))
    listed = re.findall(r"^\s*(\d\.\d? ?[A-Z].*?|Gap \d+ .*?)\s{2,}(\d+)$", "".join(all_pages[:2]), re.M)
    assert len(listed) == 18 + 30, listed
    for text, page in listed:
        text = re.sub(r"(Gap \d+).*", r"\1 ", text)
        assert re.search("^ *" + re.escape(text), all_pages[int(page) - 1], re.M), (text, page)
    dests = re.findall(r'^\s*(\d+) \[.*\] "(heading|gap)-(\d+)"', tool("pdfinfo", "-dests", pdf("kinds")), re.M)
    assert sum(d[1] == "gap" for d in dests) == 18 and sum(d[1] == "heading" for d in dests) == 6 * 8, len(dests)
    for page, kind, n in dests:
        assert kind != "gap" or f"Gap {n}" in all_pages[int(page) - 1], (page, kind, n)
    plain = tool("qpdf", "--qdf", "--object-streams=disable", pdf("kinds"), "-")
    assert plain.count("/Subtype /Link") == len(listed), plain.count("/Subtype /Link")
    assert plain.count("/Title") == 6 * 8 + 1           # the outline, and the title


def structure():
    """headings, lists, tables with heads, contents are told as such, and heads printed again are told once"""
    text = tool("pdfinfo", "-struct-text", pdf("kinds"))
    for tag, count in (("Document", 1), ("H1", 6), ("H2", 24), ("H3", 18), ("Table", 6), ("TH", 24), ("TR", 6 * 41),
                       ("TD", 6 * 40 * 4), ("TOCI", 48), ("Link", 48), ("L", 36), ("LI", 18 * 4 + 18 * 3)):
        found = len(re.findall(rf"^ *{tag}\b(?! \d)", text, re.M))
        assert found == count, (tag, found, count)
    assert "Page 3 of" not in text and text.count("\u2022") == 18 * 3


def long_table():
    """the head stands again on each page of a long table; no row is lost, none twice"""
    all_pages = pages(pdf("table"))
    assert len(all_pages) > 10
    for text in all_pages:
        head = [line for line in text.splitlines() if "Component" in line and "Package URL" in line]
        assert len(head) == 1, text[:400]
    text = "".join(all_pages)
    names = re.findall(r"^ *(component-\d+) +\d", text, re.M)
    assert names == [f"component-{i:05d}" for i in range(300)], (len(names), names[:20])


def long_words():
    """words longer than a line and than a page are there to the last letter"""
    text = squeezed("".join(re.sub(r"Page \d+ of \d+", "", t) for t in pages(pdf("words"))))
    # and in Gateway, row
    assert text.count("w") == 10000 * 6 + 2, text.count("w")
    assert text.count("/") == 3000 * 4, text.count("/")
    assert text.endswith("Theend."), text[-40:]
    for part in ("12345678", "last234567row"):
        assert part in text, part


def ends():
    """no page ends with a heading, a caption or the head of a table"""
    for text in pages(pdf("kinds"))[2:]:
        lines = [line for line in text.splitlines() if line.strip()]
        last = lines[-2]
        assert not re.match(r"^ *(\d\. Part|\d\.\d |Items in section|Files of the image|Path +What)", last), last
        assert len(lines) > 8


def ink():
    """nothing is drawn outside the margins"""
    for words in (("kinds",), ("hostile",), ("words",), ("table",)):
        folder = tempfile.mkdtemp(dir=work)
        tool("pdftoppm", "-r", "36", "-gray", pdf(*words), os.path.join(folder, "p"))
        for name in sorted(os.listdir(folder)):
            data = open(os.path.join(folder, name), "rb").read()
            head = data.split(None, 4)
            width, height = int(head[1]), int(head[2])
            pixels = data[len(data) - width * height:]
            edge = MARGIN // 2
            for y in range(height):
                row = pixels[y * width:(y + 1) * width]
                assert min(row[:edge]) == 255 and min(row[-edge:]) == 255, (words, name, y)
                assert 15 < y < height - 15 or min(row) == 255, (words, name, y)
            assert min(pixels) < 160, (words, name, "an empty page")


def hostile():
    """what tries to be markup, a formula, an escape or a turn of direction is printed as it is"""
    text = squeezed("".join(pages(pdf("hostile"))))
    for want in ("<b>bold</b>&lt;<spansize='99999'>x</span>", "=cmd|'/Ccalc'!A0", "\\x1b[31mred\\x1b[0m\\x07bell",
                 "etc/\\xe2\\x80\\xaegnp.exe", "isolate\\xe2\\x81\\xa6here", "broken\\xff\\xfeutf-8\\xc3", "|a|b||---|---|",
                 ")TjET/JavaScript(app.alert(1))endstreamendobj", "/Lang(xx)<</Type/Catalog>>startxref0%%EOF",
                 "name='h1'dest='h2'uri='http://evil.example/'", "%s%s%n%1$s", "<script>alert('title')</script>"):
        assert text.count(want) >= 1, want
    for bad in "\u202e\u2066\x1b\x07":
        assert bad not in text, ascii(bad)
    assert not re.search("[\u0300-\u036f]{4}", text)
    assert info(pdf("hostile"))["Title"] == "<script>alert('title')</script> \\xe2\\x80\\xae (/Title) \\"


def same():
    """the same document gives the same bytes at any time, in any language, time zone and place"""
    for words in (("kinds",), ("empty",), ("hostile",)):
        first = open(pdf(*words), "rb").read()
        for env in ({"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"},
                    {"TZ": "America/New_York", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh", "PANGO_LANGUAGE": "ja:ar"},
                    {"LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}):
            assert make(*words, env={**os.environ, **env}) == first, (words, env)


def bounds():
    """5,000 rows in bounded memory"""
    p = subprocess.Popen([sample, "table", "5000"], stdout=subprocess.PIPE)
    n = len(p.stdout.read())
    usage = os.wait4(p.pid, 0)[2]
    assert n > 1000000
    print(f"# {usage.ru_utime + usage.ru_stime:.1f} s, {usage.ru_maxrss / 1024:.0f} MB")
    # the sanitizers keep what is freed for a while
    assert usage.ru_maxrss < (1500 if b"__asan_init" in open(sample, "rb").read() else 150) * 1024, usage.ru_maxrss


def optional():
    """who asks for no PDF loads nothing of what prints one; without a library or a font one line says what to install"""
    text = tool("ldd", cradle)
    assert "pango" not in text and "cairo" not in text and "glib" not in text, text
    with open(os.path.join(work, "libpangocairo-1.0.so.0"), "w") as f:
        f.write("no library")
    with open(os.path.join(work, "fonts.conf"), "w") as f:
        f.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    for name, value, want in (("LD_LIBRARY_PATH", work, "libpangocairo-1.0-0"),
                              ("FONTCONFIG_FILE", os.path.join(work, "fonts.conf"), "fonts-dejavu-core")):
        p = subprocess.run([sample, "kinds"], capture_output=True, env={**os.environ, name: value})
        assert p.returncode == 3 and not p.stdout, (name, p.returncode)
        assert want in p.stderr.decode() and p.stderr.count(b"\n") == 1, p.stderr


def dossiers():
    """the technical documentation and the declarations of an example: the same gaps and headings as in Markdown"""
    dossier = os.path.join(work, "x.cradle")
    subprocess.run([cradle, "decide", "-p", os.path.join(root, "examples/consumer-router/product.yaml"), "--dossier", dossier],
                   capture_output=True, check=False)
    for name, title in (("techdoc", "Technical documentation"), ("declaration", "EU declaration of conformity"),
                        ("declaration-simplified", "Simplified EU declaration of conformity")):
        path, again = os.path.join(work, name + ".pdf"), os.path.join(work, "again.pdf")
        tool(cradle, "report", dossier, "--format", name, "-o", path)
        tool(cradle, "report", dossier, "--format", name + "-pdf", "-o", again)
        assert open(path, "rb").read() == open(again, "rb").read(), name
        assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", path), name
        about = info(path)
        assert about["Title"] == title and about["Tagged"] == "yes", about
        markdown = tool(cradle, "report", dossier, "--format", name + "-md")
        text = "".join(pages(path))
        gaps = set(re.findall(r"\bGap (\d+)\b", markdown))
        assert gaps == set(re.findall(r"\bGap (\d+)\b", text)), (name, gaps)
        body = squeezed(text)
        headings = re.findall(r"^#+ (?:<[^>]*>)*(.+)$", markdown, re.M)
        assert len(headings) > 1, name
        for heading in headings:
            want = squeezed(re.sub(r"<[^>]*>|\\", "", heading).replace("&amp;", "&"))
            assert want in body, (name, want)


TESTS = [sound, about, complete, furniture, contents, structure, long_table, long_words, ends, ink, hostile, same, bounds,
         optional, dossiers]


def main():
    p = subprocess.run([sample, "empty"], capture_output=True)
    if b"without PDF" in p.stderr:
        print("1..0 # SKIP built without Pango and Cairo")
        return 0
    print(f"1..{len(TESTS)}")
    bad = 0
    for n, test in enumerate(TESTS, 1):
        try:
            test()
            print(f"ok {n} - {test.__name__}: {test.__doc__}")
        except AssertionError as e:
            bad += 1
            print(f"not ok {n} - {test.__name__}: {test.__doc__}\n# {ascii(e.args[0] if e.args else '')[:1500]}")
        sys.stdout.flush()
    shutil.rmtree(work)
    return bad > 0


sys.exit(main())
