"""The log of a real store from end to end: signed, witnessed, proven, tampered with."""
import os, pathlib, shutil, sqlite3, subprocess

from program import ROOT, run

VERIFY = os.environ.get("DURE_VERIFY", str(ROOT / "build/release/verify/dure-verify"))


def verify(*words):
    return subprocess.run([VERIFY, *map(str, words)], capture_output=True, text=True, timeout=300)


def check(tap, folder):
    if not pathlib.Path(VERIFY).exists():
        tap.skip("the log of a whole demo", f"{VERIFY} has not been built")
        return
    store, key, note, seen = folder / "demo.db", folder / "log.key", folder / "note.txt", folder / "seen.txt"
    done = run("demo", "--exit", "--store", store, "--port", 4391, seconds=600)
    tap.line(done.code == 0, "the demo fills a store", done)
    log = run("journal", "key", "demo.example/log", "-o", key).out.strip()
    witness = run("journal", "key", "ministry.example", "--for-witness", "-o", folder / "w.key").out.strip()
    tap.line(key.stat().st_mode & 0o077 == 0, "a private key is nobody else's to read", oct(key.stat().st_mode))
    again = run("journal", "key", "demo.example/log", "-o", key)
    tap.line(again.code == 2 and "PRIVATE" in key.read_text(), "a key is never written over", again)

    done = run("journal", "checkpoint", "--store", store, "--key", key, "-o", note)
    tap.line(done.code == 0 and note.read_text().startswith("demo.example/log\n"), "the log is signed", done)
    run("journal", "update", "--store", store, "-o", folder / "update.txt")
    done = run("journal", "witness", folder / "update.txt", "--log", log, "--key", folder / "w.key",
               "--state", seen, "-o", "-")
    tap.line(done.code == 0 and "ministry.example" in done.out, "a witness signs it", done)
    done = run("journal", "keep", seen, "--store", store, "--witness", witness)
    tap.line(done.code == 0, "the witness's signature is kept", done)
    good = verify("log", store, "--checkpoint", seen, "--key", log, "--key", witness)
    tap.line(good.returncode == 0 and good.stdout.startswith("OK"), "an outsider finds the log whole", good)
    book = verify("ledger", store)
    tap.line(book.returncode == 0, "and the book", book)

    for kind, number in (("transfer", 2), ("decision", 3)):
        proof = folder / f"{kind}.txt"
        run("journal", "prove", "--store", store, f"--{kind}", number, "-o", proof)
        done = verify("document", proof, "--key", log, "--key", witness)
        tap.line(done.returncode == 0 and len(proof.read_bytes()) < 2953, f"a {kind} is proven in a QR code's room", done)

    other = run("journal", "checkpoint", "--store", folder / "other.db", "--key", key, "--lang", "en")
    tap.line(other.code == 1 and "shorter" in other.err, "a store that has lost entries is not signed", other)

    changed = folder / "changed.db"
    shutil.copy(store, changed)
    with sqlite3.connect(changed) as db:
        db.execute("UPDATE case_event SET note = note || '!' WHERE id = 3")
    bad = verify("log", changed, "--checkpoint", seen, "--key", log)
    tap.line(bad.returncode == 1 and "words" in bad.stdout, "changed words of a decision are found", bad)

    reports, keys = folder / "reports.jsonl", folder / "keys.jsonl"
    for story, code in (("honest", 0), ("gap", 0), ("deleted-hour", 1), ("random-log", 0)):
        run("evidence", "generate", "--story", story, "--days", 5, "-o", reports, "--keys", keys)
        ours, theirs = run("evidence", "check", reports, "--keys", keys, "--lang", "en"), verify("evidence", reports, "--keys", keys)
        doubted = "doubt" in ours.out
        tap.line(ours.code == code and theirs.returncode == code and doubted == (story == "random-log"),
                 f"reports of a box: {story}", f"{ours}\n{theirs}")
