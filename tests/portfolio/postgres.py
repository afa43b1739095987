#!/usr/bin/env python3
"""'cradle portfolio --to': dossiers in a real PostgreSQL, that is started here on loopback, are those in the
files, row for row; again, replaced, by two at once, with the line cut. Prints TAP.

    postgres.py CRADLE SOURCE-FOLDER [TEST...]
"""
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

cradle, top = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, os.path.join(top, "tests", "portfolio"))
import dossiers  # noqa: E402
from server import Server, binaries, free_port  # noqa: E402

temp = tempfile.mkdtemp(prefix="cradle-portfolio-")
real = os.path.join(temp, "real")
base = {}
env = {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, "HOME": temp, "LC_ALL": "C.UTF-8",
       "SOURCE_DATE_EPOCH": "1795305600"}
OWN = ("meta", "finding", "declared", "verdict", "verdict_fact", "verdict_source")
number = 0


def load(url, *files, code=0, more=env):
    p = subprocess.run([cradle, "portfolio", *files, "--to", url], capture_output=True, text=True, env=more, timeout=300)
    if p.returncode != code:
        raise AssertionError(f"exit {p.returncode}, expected {code}: {p.stdout} {p.stderr[:600]}")
    return p


def fresh(s):
    """a database of its own for each test"""
    global number
    number += 1
    name = f"db{number}"
    s.sql(f"CREATE DATABASE {name}", database="postgres")
    return name, s.socket_url(name)


def setup():
    os.mkdir(real)
    base.update(dossiers.bases(cradle, top, temp))
    for name in ("openwrt", "router-vendor", "declared-contradicted", "packages-dpkg"):
        case = os.path.join(top, "tests", "cases", name)
        declared = os.path.join(case, "product.yaml")
        subprocess.run([cradle, "check", os.path.join(case, "rootfs"), "--dossier", f"{real}/{name}.cradle", "-q", "-o", "/dev/null",
                        *(["-p", declared] if os.path.exists(declared) else [])], env=env)
    for name in ("consumer-router", "industrial-gateway"):
        subprocess.run([cradle, "decide", "-p", os.path.join(top, "examples", name, "product.yaml"), "--dossier",
                        f"{real}/{name}.cradle", "-q", "-o", "/dev/null"], env=env)


ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\b": "\b", "\\f": "\f", "\\v": "\v"}


def unescape(cell):
    return None if cell == "\\N" else re.sub(r"\\.", lambda m: ESCAPES[m[0]], cell)


def stored(s, database, table, columns):
    """{dossier_id: [row, ...]} as COPY gives it, in the order of row_no"""
    names = ",".join(f'"{c}"' for c in columns)
    p = subprocess.run([os.path.join(s.bin, "psql"), "-X", "-q", "-h", s.top, "-p", str(s.port), "-U", "boss", "-d", database, "-c",
                        f'COPY (SELECT dossier_id,{names} FROM cradle."{table}" ORDER BY dossier_id,row_no) TO STDOUT'],
                       capture_output=True, check=True)
    rows = {}
    for line in p.stdout.decode().split("\n")[:-1]:
        cells = [unescape(c) for c in line.split("\t")]
        rows.setdefault(int(cells[0]), []).append(cells[1:])
    return rows


def compare(s, database, files):
    """every table of the dossiers in the database is that of the file; there is nothing else. Returns how many rows."""
    ids = {r[1]: int(r[0]) for r in s.sql("SELECT id, file FROM cradle.dossier", database)}
    assert set(ids) == set(files), f"{sorted(ids)}, expected {sorted(files)}"
    tables = [r[0] for r in s.sql("SELECT table_name FROM information_schema.tables WHERE table_schema='cradle' AND table_type"
                                  " = 'BASE TABLE' AND table_name NOT IN ('dossier', 'schema_version')", database)]
    dbs = {ids[f]: sqlite3.connect(f"file:{f}?mode=ro", uri=True) for f in files}
    total = 0
    for t in tables:
        columns = [r[0] for r in s.sql("SELECT column_name FROM information_schema.columns WHERE table_schema='cradle' AND table_name"
                                       f" = '{t}' AND column_name NOT IN ('dossier_id', 'row_no') ORDER BY ordinal_position", database)]
        got = stored(s, database, t, columns)
        assert set(got) <= set(dbs), f"{t}: rows of no dossier"
        for i, db in dbs.items():
            names = ",".join(f'"{c}"' for c in columns)
            order = "" if t == "meta" else " ORDER BY rowid"
            want = [[None if v is None else str(v) for v in row] for row in db.execute(f'SELECT {names} FROM "{t}"{order}')]
            assert got.get(i, []) == want, f"{t} of {i}: {len(got.get(i, []))} rows, {len(want)} in the file, or other values"
            total += len(want)
    assert len(tables) == dbs[next(iter(dbs))].execute("SELECT count(*) FROM sqlite_schema WHERE type='table'").fetchone()[0]
    return total


def copies(folder, count, name="openwrt", size=1):
    """distinct dossiers: a real one under other digests"""
    os.makedirs(folder)
    files = []
    for i in range(count):
        path = os.path.join(folder, f"{i:04}.cradle")
        shutil.copyfile(os.path.join(real, name + ".cradle"), path)
        dossiers.change(path, ("REPLACE INTO meta VALUES ('image_sha256', ?)", (f"{i:064x}",)),
                        *["INSERT INTO fact_coverage SELECT * FROM fact_coverage LIMIT 2000"] * (size - 1))
        files.append(path)
    return files


def files_of(folder):
    return [os.path.join(folder, n) for n in sorted(os.listdir(folder))]


def loads(s):
    """each table in the database is that of the file, row for row"""
    name, url = fresh(s)
    assert load(url, real).stdout == "loaded 6, unchanged 0, replaced 0\n"
    total = compare(s, name, files_of(real))
    assert total > 1000, total
    rows = s.sql("SELECT product, product_version, gate FROM cradle.dossier WHERE product IS NOT NULL ORDER BY 1", name)
    assert rows == [["Fjord Home Router", "3.2.0", "PASS"], ["Gateway", "2.1", "FAIL"], ["Halden Gateway", "5.1.0", "PASS"]], rows


def again(s):
    """loading again changes nothing, in whatever order, one by one or together; the id is the same in every database"""
    name, url = fresh(s)
    load(url, real)
    before = s.sql("SELECT id, xmin, content FROM cradle.dossier ORDER BY 1", name)
    assert load(url, real).stdout == "loaded 0, unchanged 6, replaced 0\n"
    for f in reversed(files_of(real)):
        assert load(url, f).stdout == "loaded 0, unchanged 1, replaced 0\n"
    assert s.sql("SELECT id, xmin, content FROM cradle.dossier ORDER BY 1", name) == before
    compare(s, name, files_of(real))
    other, url = fresh(s)
    load(url, *reversed(files_of(real)))
    assert [r[0] for r in s.sql("SELECT id FROM cradle.dossier ORDER BY 1", other)] == [r[0] for r in before]


def replaces(s):
    """one about the same with other verdicts takes its place; the others are not touched"""
    name, url = fresh(s)
    folder = os.path.join(temp, "replace")
    shutil.copytree(real, folder)
    load(url, folder)
    xmin = dict(s.sql("SELECT file, xmin FROM cradle.dossier", name))
    changed = os.path.join(folder, "openwrt.cradle")
    dossiers.change(changed, "DELETE FROM finding WHERE rowid % 2", "UPDATE verdict SET verdict='MET', reason='new'",
                    "REPLACE INTO meta VALUES('rules', 'other')")
    assert load(url, folder).stdout == "loaded 0, unchanged 5, replaced 1\n"
    compare(s, name, files_of(folder))
    now = dict(s.sql("SELECT file, xmin FROM cradle.dossier", name))
    assert {f for f in now if now[f] != xmin[f]} == {changed}


def twice(s):
    """two files about the same in one run: the same content counts as unchanged, other content is told of, exit 2"""
    name, url = fresh(s)
    folder = os.path.join(temp, "twice")
    os.mkdir(folder)
    for n in "abc":
        shutil.copyfile(os.path.join(real, "openwrt.cradle"), os.path.join(folder, n + ".cradle"))
    dossiers.change(os.path.join(folder, "c.cradle"), "UPDATE verdict SET verdict='MET'")
    for expect in ("loaded 1, unchanged 1, replaced 0\n", "loaded 0, unchanged 2, replaced 0\n"):
        p = load(url, folder, code=2)
        assert p.stdout == expect, p.stdout
        assert "c.cradle' is about the same product and image as" in p.stderr and "a.cradle" in p.stderr
    compare(s, name, [os.path.join(folder, "a.cradle")])


def at_once(s):
    """three programs that load the same into an empty database: each dossier once, none fails"""
    name, url = fresh(s)
    files = copies(os.path.join(temp, "once"), 40)
    words = [cradle, "portfolio", os.path.join(temp, "once"), "--to", url]
    for expect in ("loaded", "replaced"):
        running = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) for _ in range(3)]
        out = [p.communicate(timeout=300) for p in running]
        assert all(p.returncode == 0 for p in running), out
        counts = [dict((w.split()[0], int(w.split()[1])) for w in o[0].strip().split(", ")) for o in out]
        assert sum(c[expect] for c in counts) == 40, counts
        assert sum(c["unchanged"] for c in counts) == 80, counts
        compare(s, name, files)
        for f in files:
            dossiers.change(f, "UPDATE meta SET value='other' WHERE key='rules'")


def cut(s):
    """the server ends the session, or the program is interrupted or killed: no half dossier, and the next run ends it"""
    name, url = fresh(s)
    files = copies(os.path.join(temp, "cut"), 150, size=2)
    load(url, os.path.join(temp, "nothing"), code=2)        # the schema is there
    for how in ("terminate", signal.SIGINT, signal.SIGKILL):
        child = subprocess.Popen([cradle, "portfolio", os.path.join(temp, "cut"), "--to", url], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, env=env)
        for _ in range(3000):       # in the middle of a transaction that has written
            busy = s.sql("SELECT pid FROM pg_stat_activity WHERE application_name='cradle' AND datname='" + name + "'"
                         " AND backend_xid IS NOT NULL", "postgres")
            if busy or child.poll() is not None:
                break
            time.sleep(0.002)
        if how == "terminate":
            s.sql(f"SELECT pg_terminate_backend({busy[0][0]})", "postgres")
        else:
            child.send_signal(how)
        out, err = child.communicate(timeout=120)
        assert child.returncode == (3 if how == "terminate" else -how), (how, child.returncode, out, err)
        if how == "terminate":
            assert "the database" in err and err.count("\n") == 1, err
        for _ in range(100):
            if not s.sql(f"SELECT 1 FROM pg_stat_activity WHERE application_name='cradle' AND datname='{name}'", "postgres"):
                break
            time.sleep(0.05)
        there = [r[0] for r in s.sql("SELECT file FROM cradle.dossier", name)]
        assert len(there) < 150 and len(there) % 64 == 0, len(there)
        if there:
            compare(s, name, there)
    load(url, os.path.join(temp, "cut"))
    compare(s, name, files)


VALUES = ["", "\\", "\\N", "\\.", "a\tb", "a\nb", "\n", "\t", "\\t", "'; DROP TABLE cradle.dossier; --", '"', "é\u0301", "\U0001f510",
          "x" * 100000, "\\\\.\\n", "a\n\\.\nb", "$1", "%s", "NULL", "\\x0d", "a\\\tb"]


def hostile(s):
    """texts with tabs, line ends, backslashes and quotes come out as they are in the file, and large numbers"""
    name, url = fresh(s)
    path = os.path.join(temp, "hostile'; \"$(x).cradle")
    more = [("INSERT INTO fact_setting(path,line,daemon,key,value) VALUES(?,?,?,?,?)", (v, i, v, v, v)) for i, v in enumerate(VALUES)]
    more += [("INSERT INTO finding(rule,detail,line) VALUES(?,?,?)", (v, v, n)) for v, n in zip(VALUES, (2**63 - 1, -2**63, 0))]
    dossiers.write(base, path, {"product": "\\N\t'\"\n", "product_version": "\\", "image": "\\.", "image_sha256": "e" * 64}, more=more)
    load(url, path)
    compare(s, name, [path])
    got = stored(s, name, "fact_setting", ["value"])
    assert [r[0] for r in next(iter(got.values()))] == VALUES
    assert s.sql("SELECT product, product_version, image FROM cradle.dossier", name) == [["\\N\t'\"\n", "\\", "\\."]]


# what is done by hand, whether it was sealed anew, and what the message says; the name is the file's
EDITS = [("text in a number", True, "INSERT INTO fact_setting(line) VALUES('many')", "fact_setting.line holds no whole number"),
         ("fraction", True, "INSERT INTO finding(line) VALUES(1.5)", "finding.line holds no whole number"),
         ("blob", True, "INSERT INTO finding(detail) VALUES(x'00ff')", "finding.detail holds no text"),
         ("NUL", True, "INSERT INTO finding(detail) VALUES('a' || char(0) || 'b')", "finding.detail holds bytes"),
         ("no UTF-8", True, "INSERT INTO verdict_fact(value) VALUES(CAST(x'41ff' AS TEXT))", "verdict_fact.value holds bytes"),
         ("escape", True, "INSERT INTO verdict_fact(value) VALUES(char(27) || '[2J')", "verdict_fact.value holds bytes"),
         ("other column", True, "ALTER TABLE finding ADD COLUMN more", "'finding' is not as cradle makes it"),
         ("other table", True, "CREATE TABLE fact_tomorrow(x TEXT)", "fact_tomorrow"),
         ("not sealed", False, "DELETE FROM verdict", "changed after"),
         ("nothing to tell it by", True, "DELETE FROM meta WHERE key IN ('product', 'image_sha256')", "neither an image nor")]


def edited(s):
    """what was changed by hand, or nothing tells from others, is told of with the file and why; the others are loaded"""
    name, url = fresh(s)
    folder = os.path.join(temp, "edited")
    os.mkdir(folder)
    for about, seal, sql, _ in EDITS:
        path = os.path.join(folder, about + ".cradle")
        dossiers.write(base, path, {"product": about})
        if seal:
            dossiers.change(path, sql)
        else:
            sqlite3.connect(path, isolation_level=None).execute(sql).connection.close()
    p = load(url, folder, real, code=2)
    assert p.stdout == "loaded 6, unchanged 0, replaced 0\n", p.stdout
    lines = p.stderr.splitlines()
    assert len(lines) == len(EDITS), p.stderr
    for about, _, _, says in EDITS:
        line = next(x for x in lines if about + ".cradle" in x)
        assert says in line, line
    compare(s, name, files_of(real))


def refused(s):
    """a wrong password, port, database or address, and lacking rights: exit 3 or 2, one message, no password in it"""
    s.sql("CREATE ROLE loader LOGIN PASSWORD 'r1ght'; CREATE ROLE reader LOGIN PASSWORD 'r1ght'")
    file = os.path.join(real, "openwrt.cradle")
    name, url = fresh(s)
    load(url, file)
    s.sql("GRANT USAGE ON SCHEMA cradle TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA cradle TO reader", name)
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))         # bound, but nobody listens
        rows = [
            (s.url("loader", "s3cr3t!w0rd"), 3, "password authentication failed"),
            (s.url("loader", "s3cr3t!w0rd", more="?password=s3cr3t2"), 3, "password authentication failed"),
            (s.url("loader", "r1ght", port=dead.getsockname()[1]), 3, "refused"),
            (s.url("loader", "r1ght", database="nowhere"), 3, "does not exist"),
            (s.url("loader", "r1ght", database=name), 3, "permission denied"),
            (s.url("reader", "r1ght", database=name), 3, "permission denied"),
            (f"postgresql://loader:s3cr3t@w0rd@127.0.0.1:{s.port}/cra", 2, "%40"),
            (f"postgresql://loader:s3cr3t/w0rd@127.0.0.1:{s.port}/cra", 2, "%40 or %2F"),
            ("postgresql://loader:s3cr3t/cra", 2, "cannot be read"),
            ("postgresql://loader:s3cr3t%ZZ@127.0.0.1/cra", 2, "cannot be read"),
            ("postgresql://loader:x@127.0.0.1/cra?passwort=s3cr3t", 2, "cannot be read"),
            (f"postgresql://loader:s3cr3t?w0rd@127.0.0.1:{dead.getsockname()[1]}/cra", 3, "refused"),
            ("host=127.0.0.1 password=s3cr3t", 2, "postgresql://"),
            ("POSTGRESQL://u:s3cr3t@h/d", 2, "postgresql://"),
        ]
        for address, code, says in rows:
            p = load(address, file, code=code)
            assert says in p.stderr, (address, p.stderr)
            assert p.stderr.count("\n") == 1 and not p.stdout, p.stderr
            for secret in ("s3cr3t", "w0rd", "r1ght"):
                assert secret not in p.stderr, p.stderr
    p = load(s.url("loader", "r1ght", database=name).replace(":r1ght", ""), file, code=3, more={**env, "PGPASSWORD": "n0tright"})
    assert "password authentication failed" in p.stderr and "n0tright" not in p.stderr
    compare(s, name, [file])


def rights(s):
    """a role with the rights that docs/portfolio.md lists loads and replaces, by a password from the environment"""
    name, url = fresh(s)
    load(url, os.path.join(real, "openwrt.cradle"))
    s.sql("CREATE ROLE writer LOGIN PASSWORD 'p%s: /@'; GRANT USAGE ON SCHEMA cradle TO writer;"
          "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cradle TO writer", name)
    address = s.url("writer", "p%s: /@", database=name)
    assert load(address, real).stdout == "loaded 5, unchanged 1, replaced 0\n"
    path = os.path.join(temp, "openwrt.cradle")
    shutil.copyfile(os.path.join(real, "openwrt.cradle"), path)
    dossiers.change(path, "UPDATE verdict SET verdict='MET'")
    bare = re.sub(r":p[^@]*@", "@", address)
    assert load(bare, path, more={**env, "PGPASSWORD": "p%s: /@"}).stdout == "loaded 0, unchanged 0, replaced 1\n"


def tls(s):
    """an address that is not this machine's own must be verified (verify-full), unless the URL or PGSSLMODE says otherwise"""
    file = os.path.join(real, "openwrt.cradle")
    s.sql("CREATE ROLE far SUPERUSER LOGIN PASSWORD 'x'")
    far = s.url("far", "x", host="2130706433")         # 127.0.0.1 as a number: nobody can tell from its name
    p = load(far, file, code=3)
    assert "SSL" in p.stderr and "sslmode=verify-full" in p.stderr, p.stderr
    load(far, file, code=3, more={**env, "PGSSLMODE": "require"})
    assert "loaded 1" in load(far + "?sslmode=disable", file).stdout
    assert "unchanged 1" in load(far, file, more={**env, "PGSSLMODE": "prefer"}).stdout
    assert "unchanged 1" in load(s.url("far", "x"), file).stdout
    p = load(s.url("far", "x", host="127.0.0.1,2130706433", port=f"{s.port},{s.port}"), file, code=3)
    assert "SSL" in p.stderr


def versions(s):
    """tables of a later format are left alone; tables and columns that an older program did not know are added"""
    name, url = fresh(s)
    file = os.path.join(real, "openwrt.cradle")
    load(url, file)
    s.sql("INSERT INTO cradle.schema_version VALUES(7)", name)
    p = load(url, real, code=3)
    assert "format 7" in p.stderr and "format 1" in p.stderr
    s.sql("DELETE FROM cradle.schema_version WHERE version = 7", name)
    s.sql("DROP TABLE cradle.fact_log CASCADE; ALTER TABLE cradle.finding DROP COLUMN detail; DROP VIEW cradle.declaration;"
          "ALTER TABLE cradle.fact_coverage ADD COLUMN tomorrow TEXT; DELETE FROM cradle.dossier", name)
    for t in s.sql("SELECT table_name FROM information_schema.tables WHERE table_schema='cradle' AND table_type='BASE TABLE'"
                   " AND table_name NOT IN ('dossier', 'schema_version')", name):
        s.sql(f'DELETE FROM cradle."{t[0]}"', name)
    load(url, file)
    s.sql("ALTER TABLE cradle.fact_coverage DROP COLUMN tomorrow CASCADE", name)
    compare(s, name, [file])
    s.sql("SELECT * FROM cradle.log, cradle.declaration", name)
    latin = "latin"
    s.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'", "postgres")
    assert "LATIN1" in load(s.socket_url(latin), file, code=3).stderr


def views(s):
    """each view of a dossier gives the same rows here with WHERE dossier_id = ..., the joined ones too"""
    name, url = fresh(s)
    load(url, real)
    ids = {r[1]: r[0] for r in s.sql("SELECT id, file FROM cradle.dossier", name)}
    compared = 0
    for f in files_of(real):
        db = sqlite3.connect(f)
        for (view,) in db.execute("SELECT name FROM sqlite_schema WHERE type='view'").fetchall():
            if view in ("declared_service", "declared_interface", "declared_account", "declared_listener"):
                continue
            columns = [r[1] for r in db.execute(f'PRAGMA table_info("{view}")')]
            names = ",".join(f'"{c}"' for c in columns)
            want = sorted(["\\N" if v is None else str(v) for v in r] for r in db.execute(f'SELECT {names} FROM "{view}"'))
            got = sorted(s.sql(f'SELECT {names} FROM cradle."{view}" WHERE dossier_id = {ids[f]}', name)) if want or not compared else want
            assert got == want, f"{view} of {f}: {got[:2]} {want[:2]}"
            compared += len(want)
    assert compared > 1000, compared


def documented(s):
    """the queries of docs/portfolio.md run, and the first finds the telnet daemons"""
    name, url = fresh(s)
    load(url, real)
    queries = re.findall(r"```sql\n(.*?)```", open(os.path.join(top, "docs", "portfolio.md")).read(), re.S)
    assert len(queries) == 6, len(queries)
    for q in queries:
        assert s.sql(q, name) or "23" in q, q
    assert any("telnetd" in r for r in s.sql(queries[0], name)), s.sql(queries[0], name)


def told(s):
    """what was done is told as JSON, too; -q is silent; --to writes no report; a folder without dossiers is exit 2"""
    import json
    name, url = fresh(s)
    run = lambda *w: subprocess.run([cradle, "portfolio", *w, "--to", url], capture_output=True, text=True, env=env)
    p = run(real, "--json")
    assert json.loads(p.stdout) == {"loaded": 6, "unchanged": 0, "replaced": 0, "unread": 0}, p
    p = run(real, "-q")
    assert (p.returncode, p.stdout, p.stderr) == (0, "", ""), p
    assert run(real, "--format", "html").returncode == 2
    empty = os.path.join(temp, "empty")
    os.mkdir(empty)
    p = run(empty)
    assert p.returncode == 2 and "holds no dossier" in p.stderr, p


tests = [loads, again, replaces, twice, at_once, cut, hostile, edited, refused, rights, tls, versions, views, documented, told]
tests = [t for t in tests if t.__name__ in sys.argv[3:] or not sys.argv[3:]]
if not binaries():
    print("1..0 # SKIP PostgreSQL is not installed (Debian: apt-get install postgresql)")
    sys.exit(0)
if "without PostgreSQL" in subprocess.run([cradle, "portfolio", "x", "--to", "postgresql://127.0.0.1:1/x"], capture_output=True,
                                           text=True, env=env).stderr:
    print("1..0 # SKIP this cradle was built without libpq")
    sys.exit(0)
setup()
print(f"1..{len(tests)}")
bad = 0
try:
    with Server() as server:
        for i, test in enumerate(tests, 1):
            wrong = None
            start = time.monotonic()
            try:
                test(server)
            except Exception as e:
                wrong = f"{type(e).__name__}: {e}"
            print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}", flush=True)
            for line in (wrong or "").splitlines():
                print("#  ", line)
            print(f"# {test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
            bad += bool(wrong)
finally:
    shutil.rmtree(temp, ignore_errors=True)
sys.exit(bad != 0)
