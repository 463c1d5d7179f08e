"""dure serve where it cannot: a used port, a store from the future, a folder it may not write."""
import os, re, select, shutil, signal, socket, sqlite3, subprocess, tempfile, time, urllib.request

from program import ROOT, Small, run, start


class Server:
    """A server in a folder, until its address is printed or it ends."""

    def __init__(self, *arguments):
        self.err = tempfile.TemporaryFile()
        self.child = start(["serve", "--port", 0, "--lang", "en", *arguments], subprocess.PIPE, self.err,
                           ROOT)
        self.text = ""
        until = time.monotonic() + 20
        while "://" not in self.text and time.monotonic() < until and self.child.poll() is None:
            if select.select([self.child.stdout], [], [], 0.2)[0]:
                self.text += os.read(self.child.stdout.fileno(), 4096).decode()
        found = re.search(r"http://[^:]+:(\d+)", self.text)
        self.port = int(found.group(1)) if found else 0

    def health(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/health", timeout=10) as answer:
            return answer.status

    def stop(self, number=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(number)
        try:
            code = self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = self.child.wait()
        self.text += self.child.stdout.read().decode()
        self.child.stdout.close()
        self.err.seek(0)
        return code, self.err.read().decode()


def check_life(tap, place):
    server = Server("--folder", place)
    first = server.port and server.health()
    code, err = server.stop()
    tap.line(first == 200 and code == 0 and "invitation" in server.text,
             "a server starts in an empty folder, invites, and ends with 0", f"{code} {server.text} {err}")
    server = Server("--folder", place)
    second = server.port and server.health()
    code, err = server.stop(signal.SIGINT)
    tap.line(second == 200 and code == 0, "it starts again on what it left, and Ctrl-C ends it with 0",
             f"{code} {err}")


def check_page(tap, refusals, place):
    server = Server("--folder", place, "--page", "/no/page")
    alive = server.port and server.health()
    code, err = server.stop()
    says, remedy = refusals.words["app.no_page"][2:]
    tap.line(alive == 200 and code == 0 and f"dure: {says}\n      --page: /no/page/index.html" in err and f"  ->  {remedy}" in err,
             "a server without the page says so and serves the API", f"{code} {err}")


def change(store, *statements):
    with sqlite3.connect(store) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def check_stores(tap, refusals, place):
    store, kept = place / "dure.db", place / "kept.db"
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(store, kept)
    ask = ["serve", "--port", 0, "--folder", place]
    for name, statement, reason, where in (
            ("from the future", "INSERT INTO schema_version VALUES (9999, 'tomorrow', 'x', 0, '99.0')",
             "store.newer", r"9999_tomorrow.*99\.0"),
            ("whose schema was changed by hand", "UPDATE schema_version SET sha256 = 'x' WHERE n = 1",
             "store.changed", r"0001_")):
        change(store, statement)
        before = dump(store)
        refusals.check(f"a store {name} is refused", ask, reason, where, watched=Nothing())
        tap.line(dump(store) == before, f"and a store {name} is left as it was")
        shutil.copy(kept, store)
        for extra in ("dure.db-wal", "dure.db-shm"):
            (place / extra).unlink(missing_ok=True)
    store.write_bytes(b"this is no database, but a long enough text to look at" * 200)
    refusals.check("a store that is no database is refused", ask, "store.corrupt", r"dure\.db|not a database",
                   watched=Nothing())
    tap.line(store.read_bytes().startswith(b"this is no database"), "and what it held is left as it was")
    shutil.copy(kept, store)
    (place / "people.key").chmod(0o600)
    (place / "people.key").write_bytes(b"short")
    refusals.check("a key file that is too short is refused", ask, "kit.file", r"people\.key",
                   watched=Nothing())


class Nothing:
    """Where the files change by themselves (a database's side files): looked at otherwise."""

    def state(self):
        return None


def dump(store):
    with sqlite3.connect(store) as connection:
        text = "\n".join(connection.iterdump())
    connection.close()
    return text


def check_places(tap, refusals, folder):
    file = folder.write("a-file", "kept")
    refusals.check("a folder that is a file is refused", ["serve", "--port", 0, "--folder", file], "kit.file",
                   r"a-file")
    refusals.check("a folder inside nowhere is refused",
                   ["serve", "--port", 0, "--folder", folder / "no/where"], "kit.file", r"no/where")
    refusals.check("half a TLS pair is refused",
                   ["serve", "--port", 0, "--folder", folder / "tls", "--tls-key", file], "http.tls",
                   r"key and certificate", watched=Nothing())
    refusals.check("an address of somebody else is refused",
                   ["serve", "--port", 0, "--folder", folder / "tls", "--address", "a.b"], "http.address",
                   r"\"a\.b\"", watched=Nothing())
    refusals.check("a kind of store that is not known is refused",
                   ["serve", "--port", 0, "--folder", folder / "tls", "--store", "mysql://x"],
                   "store.address", r"address", watched=Nothing())
    read_only = Small("64k", read_only=True)
    sentence = "a folder that may not be written is refused"
    if read_only.ok:
        refusals.check(sentence, ["serve", "--port", 0, "--folder", read_only / "data"], "kit.file",
                       r"data: Read-only")
    elif os.geteuid() != 0:
        read_only.path.chmod(0o500)
        refusals.check(sentence, ["serve", "--port", 0, "--folder", read_only / "data"], "kit.file",
                       r"data: Permission denied")
    else:
        tap.skip(sentence, "no file system may be mounted here")
    read_only.remove()
    full, sentence = Small("128k"), "a server on a full disk is refused"
    if full.ok:
        full.fill()
        done = run("serve", "--port", 0, "--folder", full.path, "--lang", "en", seconds=20)
        tap.line(done.code == 1 and not done.late and re.search(r"disk is full|No space left|disk has room",
                                                                done.err), sentence, done)
    else:
        tap.skip(sentence, "only root may mount a small file system")
    full.remove()


def check(tap, refusals, folder):
    place = folder / "served"
    check_life(tap, place)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refusals.check("a demo on a port in use is refused", ["demo", "--port", port], "http.start",
                       f"port {port}",
                       watched=Nothing())
        refusals.check("a port in use is refused", ["serve", "--folder", place, "--port", port], "http.start",
                       f"port {port}", watched=Nothing())
    check_page(tap, refusals, place)
    check_stores(tap, refusals, place)
    check_places(tap, refusals, folder)
    refusals.check("a story to a server that is not there is refused",
                   ["story", "data/demo/accounts.story", "--folder", "data",
                   "--port", 1, "--set", "admin_token=x", "--quiet"], "app.unreachable",
                   r"127\.0\.0\.1 port 1")
    story = folder.write("bad.story", "# a story\nsing LOUD\n")
    refusals.check("a story with an unknown verb is refused with its line", ["story", story], "app.story",
                   r"line 2.*sing")
