#!/usr/bin/env python3
"""Dossiers that are cut, damaged, changed by hand, newer or none at all. Prints TAP.

    dossiers.py CRADLE

Each case changes a good dossier and says which words the one message has; every command that reads a dossier must
refuse it with exit 3, at once, and write nothing. Where a case is sealed, the digest of the rows was made anew: as
somebody would who wants it to be believed.
"""
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from reseal import reseal  # noqa: E402

cradle = os.path.abspath(sys.argv[1])
top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}
temp = tempfile.mkdtemp()
PRODUCT = os.path.join(top, "tests", "cases", "declared-accepted", "product.yaml")
GOOD, DECLARED = os.path.join(temp, "good.cradle"), os.path.join(temp, "declared.cradle")
VERSION = subprocess.run([cradle, "version"], capture_output=True, text=True).stdout.split()[1]


def sql(*statements, seal=True, schema=False):
    def change(path):
        db = sqlite3.connect(path)
        if schema:
            db.execute("PRAGMA writable_schema = ON")
        for s in statements:
            db.execute(*s) if isinstance(s, tuple) else db.execute(s)
        db.commit()
        db.close()
        if seal:
            reseal(path)
    return change


def content(data):
    def change(path):
        with open(path, "wb") as f:
            f.write(data)
    return change


def cut(to):
    def change(path):
        size = os.path.getsize(path)
        os.truncate(path, to if to >= 0 else size + to)
    return change


def half(path):
    os.truncate(path, os.path.getsize(path) // 2)


def more(path):
    with open(path, "ab") as f:
        f.write(b"\0" * 4096)


def other(path):
    os.remove(path)
    sql("CREATE TABLE t(x)", seal=False)(path)


def number(at, n, value):
    def change(path):
        with open(path, "r+b") as f:
            f.seek(at)
            f.write(value.to_bytes(n, "big"))
    return change


def vast(path):
    """10 GiB of pages that no row uses, and a header that says so"""
    pages = 10 * 2**30 // 4096
    number(28, 4, pages)(path)
    os.truncate(path, pages * 4096)


def fifo(path):
    os.remove(path)
    os.mkfifo(path)


def folder(path):
    os.remove(path)
    os.mkdir(path)


def loop(path):
    # the left child of the first interior page, or else the root of a table, points back at the schema
    sql("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'finding'", schema=True, seal=False)(path)


UNDONE = "UPDATE verdict SET verdict = 'NEEDS-INPUT' WHERE verdict = 'NOT-MET'"
# name, what is changed, words of the message, of which dossier
cases = [
    ("0 bytes", content(b""), "is empty"),
    ("one byte", content(b"S"), "not a dossier"),
    ("a text", content(b"product:\n  name: x\n" * 1000), "not a dossier"),
    ("noughts", content(b"\0" * 100000), "not a dossier"),
    ("the first 50 bytes", cut(50), "ends early"),
    ("the first 100 bytes", cut(100), "ends early"),
    ("half of it", half, "ends early"),
    ("a page less", cut(-4096), "ends early"),
    ("a byte less", cut(-1), "ends early"),
    ("a page more", more, "behind its end"),
    ("10 GiB of empty pages", vast, "larger than 1024 MiB"),
    ("a pipe", fifo, "no regular file"),
    ("a folder", folder, "no regular file"),
    ("another SQLite file", other, "not a dossier"),
    ("a newer format", sql("PRAGMA user_version = 99"), "format 99"),
    ("a format below 1", sql("PRAGMA user_version = -1"), "no format -1"),
    ("a page size of 3", number(16, 2, 3), "is"),
    ("a huge count of pages", number(28, 4, 0xffffffff), "ends early"),
    ("a table's root is another's", loop, "damaged"),
    ("a table is missing", sql("DROP TABLE declared"), "lacks the table 'declared'"),
    ("a view is missing", sql("DROP VIEW listener"), "lacks the view 'listener'"),
    ("a column is missing", sql("ALTER TABLE finding DROP COLUMN until"), "'finding' is not as cradle makes it"),
    ("a column more", sql("ALTER TABLE fact_os ADD COLUMN x TEXT"), "'fact_os' is not as cradle makes it"),
    ("a view says something else", sql("DROP VIEW listener", "CREATE VIEW listener AS SELECT * FROM fact_listener WHERE 0"),
     "'listener' is not as cradle makes it"),
    ("a view is a table", sql("DROP VIEW os", "CREATE TABLE os AS SELECT * FROM fact_os"), "'os' is not as cradle makes it"),
    ("a view that never ends", sql("DROP VIEW os", "CREATE VIEW os AS WITH RECURSIVE r(path, line, id, version, name, kind, eol,"
     " supported) AS (SELECT 'a', 1, 'a', 'a', 'a', 'a', 'a', 1 UNION ALL SELECT * FROM r) SELECT * FROM r"),
     "'os' is not as cradle makes it"),
    ("a view of itself", sql("CREATE VIEW zz AS SELECT * FROM zz"), "'zz', which no dossier has"),
    ("a trigger", sql("CREATE TRIGGER x AFTER INSERT ON meta BEGIN DELETE FROM verdict; END"), "the trigger 'x'"),
    ("an index", sql("CREATE INDEX x ON finding(rule)"), "the index 'x'"),
    ("a table with a terminal's escape for a name", sql('CREATE TABLE "\x1b[2Jx"(x)'), "which no dossier has"),
    ("a schema that is no SQL", sql("UPDATE sqlite_schema SET sql = 'CREATE TABLE (((' WHERE name = 'finding'", schema=True,
                                    seal=False), "not a dossier|damaged|not as cradle"),
    ("changed, not sealed", sql("UPDATE finding SET severity = 'low'", seal=False), "changed after cradle wrote it"),
    ("the digest is gone", sql("DELETE FROM meta WHERE key = 'digest'", seal=False), "lacks the digest"),
    ("the gate edited", sql("UPDATE meta SET value = 'PASS' WHERE key = 'gate'"), "gate 'PASS' does not follow from its verdicts"),
    ("the gate is another word", sql("UPDATE meta SET value = 'SURE' WHERE key = 'gate'"), "gate 'SURE' does not follow"),
    ("a verdict edited", sql("UPDATE verdict SET verdict = 'MET' WHERE verdict = 'NOT-MET'"), "an image alone does not decide 'MET'"),
    ("what is not met edited, the gate left", sql(UNDONE), "does not follow from its verdicts, which make it INCOMPLETE"),
    ("a verdict of another word", sql("UPDATE verdict SET verdict = 'CONFORMS'"), "no such verdict: 'CONFORMS'"),
    ("a verdict of another key", sql("UPDATE verdict SET key = 'I.9.z' WHERE key = 'I.2.b.config'"), "no such requirement: 'I.9.z'"),
    ("a verdict less", sql("DELETE FROM verdict WHERE key = 'I.2.b.config'"), "lacks the verdict 'I.2.b.config'"),
    ("no verdict at all", sql("DELETE FROM verdict", "UPDATE meta SET value = 'PASS' WHERE key = 'gate'"), "lacks the verdict"),
    ("a verdict without words", sql("UPDATE verdict SET reason = NULL"), "a verdict without"),
    ("a verdict without a key", sql("UPDATE verdict SET key = NULL"), "requirement|without"),
    ("a finding without a rule", sql("UPDATE finding SET rule = NULL"), "a finding without"),
    ("a finding of another state", sql("UPDATE finding SET state = 'fine'"), "no such state: 'fine'"),
    ("a finding of another severity", sql("UPDATE finding SET severity = 'none'"), "no such severity"),
    ("a finding that is waved through", sql("UPDATE finding SET accepted = 'ok'"), "no such acceptance"),
    ("a line below 0", sql("UPDATE finding SET line = -5"), "a line below 0"),
    ("bytes where text is", sql("UPDATE finding SET title = x'00ff41'"), "finding.title holds no text"),
    ("text where a number is", sql("UPDATE finding SET line = 'many'"), "finding.line holds no whole number"),
    ("half a number", sql("UPDATE fact_image SET size = 1.5", seal=False), "fact_image.size holds no whole number"),
    ("no UTF-8", sql("UPDATE finding SET title = CAST(x'c328' AS TEXT)"), "finding.title holds bytes that are no UTF-8"),
    ("a NUL in a text", sql("UPDATE finding SET title = 'a' || char(0) || 'b'"), "finding.title holds"),
    ("a terminal's escapes", sql("UPDATE finding SET title = char(27) || '[2J' || title"), "finding.title holds"),
    ("text that turns round", sql("UPDATE meta SET value = 'a' || char(8238) || 'b' WHERE key = 'image'"), "meta.value holds"),
    ("a text of 100 MB", sql("UPDATE finding SET title = replace(hex(zeroblob(50000000)), '00', 'aa') WHERE rowid = 1", seal=False),
     "longer than 8 MiB"),
    ("an entry far out", sql("UPDATE declared SET item = 9000000000000000000 WHERE item IS NOT NULL"), "no such entry", DECLARED),
    ("an entry below 0", sql("UPDATE declared SET item = -9 WHERE item IS NOT NULL"), "no such entry", DECLARED),
    ("an entry of no list", sql("UPDATE declared SET section = NULL"), "no such entry", DECLARED),
    ("a declared verdict of another word", sql("UPDATE verdict SET verdict = 'IN-SCOPE' WHERE key = 'I.2.d'"), "no such verdict", DECLARED),
    ("a declared verdict less", sql("DELETE FROM verdict WHERE key = 'II.1'"), "lacks the verdict 'II.1'", DECLARED),
    ("the declaration is denied", sql("DELETE FROM meta WHERE key = 'declaration'"), "an image alone does not decide", DECLARED),
]
# what dossier_open() lets pass, because it is about words: 'sql' shows it as it is
WORDS = re.compile("gate|verdict|requirement|finding without|no such|below 0|does not decide")


def commands(bad, out, base):
    yield ("report", bad, "-o", out)
    yield ("report", bad, "--format", "html", "-o", out)
    yield ("sql", bad, "SELECT count(*) FROM verdict", "-o", out)
    yield ("serve", "--listen", "127.0.0.1:0", "--dossier", bad)
    yield ("export", out, "--dossier", bad)
    yield ("ask", "what is the support period", "--for", bad)
    yield ("bundle", bad, "-o", out, *(["-p", PRODUCT] if base == DECLARED else []))
    yield ("diff", bad, GOOD)
    yield ("diff", GOOD, bad)
    yield ("portfolio", bad, GOOD)


def run(*words):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, timeout=20, cwd=temp)
    return p.returncode, p.stdout, p.stderr.decode(errors="replace")


def refused(name, change, says, base=GOOD):
    bad, out = os.path.join(temp, "bad.cradle"), os.path.join(temp, "out")
    if os.path.exists(bad):
        shutil.rmtree(bad) if os.path.isdir(bad) else os.remove(bad)
    shutil.copy(base, bad)
    change(bad)
    sqlite = os.path.isfile(bad) and open(bad, "rb").read(16) == b"SQLite format 3\0"
    for words in commands(bad, out, base):
        code, said, error = run(*words)
        if words[0] == "sql" and WORDS.search(says):
            assert code == 0, (words, code, error)
            os.remove(out)
            continue
        # a portfolio tells of it and shows the others
        if words[0] == "portfolio" and os.path.isdir(bad) or words[0] == "bundle" and "leave -p out" in error:
            continue
        assert code == (2 if words[0] == "portfolio" else 3), (words[0], code, error)
        assert not said or words[0] == "portfolio", (words[0], said[:100])
        # 'diff' takes images, too, and takes what is no SQLite file for one
        assert (re.search(says, error) or "is no gate" in error or words[0] == "diff" and not sqlite) and "\x1b" not in error, (words[0], error)
        assert words[0] == "portfolio" or error.count("\n") == 1 and error.startswith("cradle: "), (words[0], error)
        assert not os.path.exists(out), words


def flipped():
    """a byte that flips is found, wherever it stands"""
    random.seed(7)
    bad = os.path.join(temp, "bad.cradle")
    whole = open(GOOD, "rb").read()
    missed = []
    places = [random.randrange(len(whole)) for _ in range(200)] + list(range(0, 110))
    for at in places:
        data = bytearray(whole)
        data[at] ^= 1 << random.randrange(8)
        with open(bad, "wb") as f:
            f.write(data)
        code, _, error = run("report", bad, "-o", os.devnull)
        assert code in (0, 3), (at, code, error)
        if code == 0:
            # only where no row is: the header's counters, and room that no row uses
            a, b = (subprocess.run([cradle, "report", f, "--json"], capture_output=True).stdout for f in (GOOD, bad))
            assert a == b, at
            missed.append(at)
    return f"# {len(places) - len(missed)} of {len(places)} are told of, the others are in room that no row uses"


def journal():
    """a journal that lies beside a dossier is not played back into it"""
    bad = os.path.join(temp, "bad.cradle")
    shutil.copy(GOOD, bad)
    for suffix, data in (("-journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 4088), ("-wal", b"\x37\x7f\x06\x82" + b"\0" * 4096)):
        with open(bad + suffix, "wb") as f:
            f.write(data)
        assert run("report", bad, "-o", os.devnull)[0] == 0, suffix
        assert open(bad, "rb").read() == open(GOOD, "rb").read()
        os.remove(bad + suffix)


def names():
    """a dossier is opened under any name"""
    for name in ("a?mode=rw&x=.cradle", "a#b", "100%41.cradle", "é\n.cradle", "file:x", "-x"):
        path = os.path.join(temp, name)
        shutil.copy(GOOD, path)
        assert run("report", path, "-o", os.devnull)[0] == 0, name
        assert run("report", "--", name)[0] == 0, name
        os.remove(path)


def columns(db, table):
    return [r[1] for r in db.execute(f"PRAGMA table_info({table})")]


def other_version(path, *more):
    """as a version with a table less, a column less and one more, a requirement less and one more would have written it"""
    shutil.copy(DECLARED, path)
    db = sqlite3.connect(path)
    kept = [c for c in columns(db, "fact_account") if c != "shell"]
    db.executescript(f"""
        UPDATE meta SET value = '0.0.9' WHERE key = 'tool';
        DROP VIEW debug; DROP TABLE fact_debug; DROP VIEW account;
        CREATE TABLE x AS SELECT * FROM fact_account; DROP TABLE fact_account;
        CREATE TABLE fact_account({", ".join(c + (" INTEGER" if c in ("line", "uid", "gid", "interactive", "hash_in_passwd",
                                                                    "changed") else " TEXT") for c in kept)}, later TEXT);
        INSERT INTO fact_account({", ".join(kept)}) SELECT {", ".join(kept)} FROM x; DROP TABLE x;
        CREATE VIEW account AS SELECT 'nobody asks it' AS name;
        DELETE FROM verdict WHERE key = 'I.2.m';
        INSERT INTO verdict VALUES('I.9.z', 'Of another version', 'MET', 'It is so.', '', NULL, NULL, NULL);
        {"".join(more)}""")
    db.close()
    if "VIRTUAL" not in "".join(more):
        reseal(path)


def older():
    """what another version wrote is read by what both know: its rows in our tables, never its views"""
    old, out = os.path.join(temp, "old.cradle"), os.path.join(temp, "out")
    other_version(old)
    before = open(old, "rb").read()
    for form in run("report", old, "--format", "?")[2].split("there are ")[1].split():
        code, said, error = run("report", old, "--format", form)
        assert code == 0 and said or code == 1 and form.startswith("declaration"), (form, code, error)
    for words in (("report", "--json"), ("report", "--format", "csv")):
        assert b"I.9.z" in run(words[0], old, *words[1:])[1]
    count = "SELECT count(*), count(shell) FROM account WHERE name IS NOT 'nobody asks it'"
    ours, theirs = (run("sql", f, count, "--json")[1] for f in (DECLARED, old))
    assert b'"count(*)": ' in theirs and theirs.split(b",")[0] == ours.split(b",")[0] and theirs != ours, (ours, theirs)
    code, said, error = run("diff", old, DECLARED)
    assert b"Program: 0.0.9 before" in said and not error, (code, said, error)
    assert run("portfolio", old, DECLARED)[0] == 1 and run("export", out, "--dossier", old, "-q")[0] == 0
    assert run("ask", "reset", "--for", old)[0] == 0
    assert open(old, "rb").read() == before
    shutil.rmtree(out)


def older_odd():
    """but not where it holds more than plain tables, or was changed after it was written"""
    old = os.path.join(temp, "old.cradle")
    for more, says in (("CREATE VIRTUAL TABLE v USING fts5(x);", "which no dossier has|lacks|not as cradle"),
                       ("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM verdict; END;", "which no dossier has|lacks|not as cradle"),
                       ("UPDATE meta SET value = '" + VERSION + "' WHERE key = 'tool';", "lacks|not as cradle"),
                       ("UPDATE verdict SET verdict = 'SURE' WHERE key = 'I.9.z';", "no such verdict"),
                       ("UPDATE meta SET value = 'PASS' WHERE key = 'gate';", "does not follow")):
        other_version(old, more)
        code, said, error = run("report", old)
        assert code == 3 and re.search(says, error) and not said, (more, code, error)
    other_version(old)
    sql("UPDATE finding SET severity = 'low'", seal=False)(old)
    code, said, error = run("report", old)
    assert code == 3 and "changed after" in error, (code, error)


def good():
    """what nobody touched is read"""
    for path in (GOOD, DECLARED):
        code, _, error = run("report", path, "-o", os.devnull)
        assert code == 0, error
    seen = open(GOOD, "rb").read()
    again = os.path.join(temp, "again.cradle")
    shutil.copy(GOOD, again)
    reseal(again)
    assert run("report", again, "-o", os.devnull)[0] == 0, "the digest is not as docs/dossier.md says"
    assert open(GOOD, "rb").read() == seen


def setup():
    here = os.path.join(top, "tests", "cases")
    for words in (("check", os.path.join(here, "router-vendor", "rootfs"), "--dossier", GOOD),
                  ("check", os.path.join(here, "declared-accepted", "rootfs"), "-p", PRODUCT,
                   "--dossier", DECLARED)):
        code, _, error = run(*words, "-q", "-o", os.devnull)
        assert code in (0, 1), error


rows = [(f.__doc__, f) for f in (good, older, older_odd, names, journal, flipped)]
rows += [(c[0] + " is refused", lambda c=c: refused(*c)) for c in cases]
setup()
print(f"1..{len(rows)}")
bad = 0
for i, (name, test) in enumerate(rows, 1):
    try:
        note, wrong = test(), None
    except Exception as e:
        note, wrong = None, f"{type(e).__name__}: {e}"
    print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
    for line in [note] if note else []:
        print(line)
    for line in (wrong or "").splitlines():
        print("#  ", line)
    bad += bool(wrong)
shutil.rmtree(temp)
sys.exit(bad != 0)
