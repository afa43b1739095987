"""The digest that a dossier carries of its rows, made anew: for tests that change one."""
import hashlib
import sqlite3


def seal(db):
    """Writes meta 'digest' anew, as docs/dossier.md says it is made; what the connection has begun is not ended."""
    factory, db.text_factory = db.text_factory, bytes
    digest = hashlib.sha256()
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        digest.update(table + b"\n")
        table = table.decode()
        order = "WHERE key <> 'digest' ORDER BY key" if table == "meta" else "ORDER BY rowid"
        for row in db.execute(f'SELECT * FROM "{table}" {order}'):
            for value in row:
                value = str(value).encode() if isinstance(value, (int, float)) else value
                digest.update(b"-," if value is None else b"%d:%s," % (len(value), value))
            digest.update(b"\n")
    db.text_factory = factory
    db.execute("REPLACE INTO meta VALUES('digest', ?)", (digest.hexdigest(),))


def reseal(path):
    """The same for a file."""
    db = sqlite3.connect(path)
    seal(db)
    db.commit()
    db.close()
