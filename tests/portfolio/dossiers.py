"""Dossiers written by hand: a real one, with what a test says of it, sealed anew."""
import os
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from reseal import seal  # noqa: E402

AGAINST = ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")


def change(path, *statements):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("BEGIN")
    for s in statements:
        db.execute(*s) if isinstance(s, tuple) else db.execute(s)
    seal(db)
    db.execute("COMMIT")
    db.close()


def bases(cradle, top, folder):
    """{True: one with a declaration that passes, False: one of an image alone}, both without findings"""
    declared, image = (os.path.join(folder, n) for n in ("declared.base", "image.base"))
    subprocess.run([cradle, "decide", "-p", os.path.join(top, "examples/consumer-router/product.yaml"), "--as-of", "2027-12-12",
                    "--dossier", declared, "-q", "-o", os.devnull], check=True)
    subprocess.run([cradle, "check", os.path.join(top, "tests/cases/openwrt/rootfs"), "--dossier", image, "-q", "-o", os.devnull])
    for path in (declared, image):
        change(path, *(f"DELETE FROM {t}" for t in ("verdict_fact", "verdict_source", "finding", "declared")),
               "UPDATE meta SET value = CASE key WHEN 'tool' THEN '0.1.0' ELSE 'r' END WHERE key IN ('tool', 'rules', 'index')",
               "UPDATE verdict SET reason='because'")
    change(image, "UPDATE verdict SET verdict='NEEDS-INPUT'")
    return {True: declared, False: image}


def write(base, path, meta, verdicts=(), findings=(), more=()):
    """verdicts: (key, verdict, part, needs_key, needs), the others stay; findings: (rule, severity, path, line, accepted)"""
    shutil.copyfile(base[bool(meta.get("product"))], path)
    db = sqlite3.connect(path)
    db.executemany("REPLACE INTO meta VALUES(?,?)", meta.items())
    for v in verdicts:
        key, verdict, part, needs_key, needs = (*v, *("", None, None)[len(v) - 2:])
        db.execute("INSERT INTO verdict(key,title,verdict,reason,part,needs_key,needs) VALUES(?1,'a title',?2,'because',?3,?4,?5) ON"
                   " CONFLICT(key) DO UPDATE SET verdict=?2, needs_key=?4, needs=?5", (key, verdict, part, needs_key, needs))
    db.executemany("INSERT INTO finding(rule,title,limb,severity,state,path,line,accepted) VALUES(?,?,'I.2.d',?,'fail',?,?,?)",
                   [(f[0], f"What {f[0]} says", *f[1:5]) for f in findings])
    for sql, values in more:
        db.execute(sql, values)
    words = [r[0] for r in db.execute("SELECT verdict FROM verdict")]
    gate = "FAIL" if set(words) & set(AGAINST) else "INCOMPLETE" if "NEEDS-INPUT" in words else "PASS"
    db.execute("REPLACE INTO meta VALUES('gate', ?)", (gate,))
    seal(db)
    db.commit()
    db.close()


def portfolio(base, folder):
    """eight releases of six products"""
    def one(name, meta, *rest):
        write(base, f"{folder}/{name}.cradle", meta, *rest)

    def declared(name, version, **more):
        return {"product": name, "product_version": version, "declaration": "product.yaml", **more}

    reset = ("I.2.b.reset", "NEEDS-INPUT", "", "reset.offered", "How is it set back?")
    met = [("I.2.b.reset", "N/A-OK")]
    bad = [("I.1", "NOT-MET"), ("I.2.b", "NOT-MET"), ("I.2.b.config", "N/A-REJECTED"), reset, ("I.2.d", "NOT-MET"),
           ("ANX-VII.3", "NEEDS-INPUT", "", "risks", "Which risks are there?")]
    open_ = [("I.2.b", "NEEDS-INPUT"), ("I.2.b.config", "DEVIATION-OK"), reset]
    telnet = ("E-TELNET", "high", "etc/inittab", 3, None)
    one("router-1.9", declared("Router", "1.9", image="r", image_sha256="1" * 64), bad,
        [telnet, telnet[:3] + (4, None), ("D-OLD", "critical", "etc/shadow", 1, None)])
    one("router-1.10", declared("Router", "1.10", image="r", image_sha256="2" * 64), met,
        [("A-LOW", "low", "etc/x", None, "accepted")])
    one("camera", declared("Camera", "2.0", image="c", image_sha256="3" * 64), bad,
        [telnet, ("D-PW", "critical", "etc/shadow", 1, None), ("A-LOW", "low", "etc/x", None, None)])
    one("lock", declared("Lock", "1.0"), open_)
    hub = [("HUB:I.2.d", "MET", "HUB"), ("APP:I.2.d", "NOT-MET", "APP"), ("I.2.d", "NOT-MET"), ("HUB:I.2.b.reset", "MET", "HUB"),
           ("APP:I.2.b.reset", "NEEDS-INPUT", "APP", "reset.offered", "How is it set back?"), ("I.2.b.reset", "NEEDS-INPUT")]
    one("hub", declared("Hub", "3.0", part="HUB", image="h", image_sha256="4" * 64), hub, [telnet])
    one("hub-app", declared("Hub", "3.0", part="APP", image="a", image_sha256="5" * 64), hub)
    image = [("I.2.b.config", "NOT-MET"), ("I.2.d", "NOT-MET")]
    one("firmware", {"image": "firmware.bin", "image_sha256": "6" * 64}, image, [telnet])
    one("other", {"image": "firmware.bin", "image_sha256": "7" * 64})
