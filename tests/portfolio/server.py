"""A PostgreSQL of our own, in a folder of its own, on a socket and a free port of loopback.

    with Server() as s:             # None where no PostgreSQL is installed
        s.sql("SELECT 1")           # a list of rows, by psql as the superuser
        s.url("loader", "secret")   # by TCP, with a password
        s.socket_url()              # by socket, as the superuser

initdb refuses to be root, so root runs it as 'postgres' or 'nobody'. It ends with the block, whatever happens.
"""
import csv
import glob
import io
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse


def binaries():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    return os.path.dirname(found[-1]) if found else None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self):
        self.bin = binaries()
        self.process = None

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="cradle-pg-", dir="/tmp")
        os.chmod(self.top, 0o755)
        self.data, self.port = os.path.join(self.top, "data"), free_port()
        self.as_user = self._user()
        os.mkdir(self.data, 0o700)
        if self.as_user:
            for path in (self.top, self.data):
                os.chown(path, self.as_user.pw_uid, self.as_user.pw_gid)
        try:
            self._run("initdb", "-D", self.data, "-U", "boss", "-E", "UTF8", "--locale=C", "--auth-local=trust",
                      "--auth-host=scram-sha-256", "--no-sync")
            self.log = open(os.path.join(self.top, "log"), "wb")
            self.process = subprocess.Popen(
                self._words("postgres", "-D", self.data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                            "-c", f"unix_socket_directories={self.top}"), stdout=self.log, stderr=self.log, cwd=self.top)
            self._wait()
            self.sql("CREATE DATABASE cra", database="postgres")
        except Exception:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.send_signal(signal.SIGINT)         # "fast": sessions are ended
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.top, ignore_errors=True)

    @staticmethod
    def _user():
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                pass
        raise RuntimeError("no user 'postgres' or 'nobody' to run a server as")

    def _words(self, name, *words):
        drop = ["setpriv", f"--reuid={self.as_user.pw_uid}", f"--regid={self.as_user.pw_gid}", "--clear-groups"] \
            if self.as_user else []
        return drop + [os.path.join(self.bin, name), *words]

    def _run(self, name, *words):
        subprocess.run(self._words(name, *words), check=True, stdout=subprocess.DEVNULL, cwd=self.top)

    def _wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start: " + open(os.path.join(self.top, "log")).read()[-600:])
            if subprocess.run([os.path.join(self.bin, "pg_isready"), "-q", "-h", self.top, "-p", str(self.port)]).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not answer within a minute")

    def psql(self, *words, database="cra", text=None, check=True):
        return subprocess.run([os.path.join(self.bin, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.top, "-p",
                               str(self.port), "-U", "boss", "-d", database, *words], input=text, capture_output=True,
                              text=True, check=check)

    def sql(self, query, database="cra"):
        p = self.psql("--csv", "-t", "-P", "null=\\N", "-c", query, database=database, check=False)
        if p.returncode:
            raise RuntimeError(f"{query[:200]}: {p.stderr}")
        return list(csv.reader(io.StringIO(p.stdout)))

    def url(self, user, password, database="cra", host="127.0.0.1", port=None, more=""):
        return f"postgresql://{user}:{urllib.parse.quote(password, safe='')}@{host}:{port or self.port}/{database}{more}"

    def socket_url(self, database="cra"):
        return f"postgresql:///{database}?host={self.top}&port={self.port}&user=boss"
