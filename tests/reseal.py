"""The digest that a dossier carries of its rows, made anew: for tests that change one."""
import hashlib
import sqlite3


def reseal(path):
    """Writes meta 'digest' anew, as docs/dossier.md says it is made."""
    db = sqlite3.connect(path)
    db.text_factory = bytes
    sum = hashlib.sha256()
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        sum.update(table + b"\n")
        table = table.decode()
        order = "WHERE key <> 'digest' ORDER BY key" if table == "meta" else "ORDER BY rowid"
        for row in db.execute(f'SELECT * FROM "{table}" {order}'):
            for value in row:
                value = b"%d" % value if isinstance(value, int) else value
                sum.update(b"-," if value is None else b"%d:%s," % (len(value), value))
            sum.update(b"\n")
    db.execute("REPLACE INTO meta VALUES('digest', ?)", (sum.hexdigest(),))
    db.commit()
    db.close()
