"""dure backup, restore, export, import: what a server held is there again, or nothing is."""
import os, re, shutil

from program import run
from server import Server


def hash_in(text):
    found = re.search(r"SHA-256 ([0-9a-f]{64})", text)
    return found.group(1) if found else None


def dure(*arguments):
    done = run(*arguments, "--lang", "en")
    return done.code, done.out, done.err


def make_served(place):
    server = Server("--folder", place)
    server.stop()
    os.makedirs(f"{place}/files/a", exist_ok=True)
    for name in ("files/log-1.csv", "files/a/part-2.bin"):
        with open(f"{place}/{name}", "wb") as out:
            out.write(os.urandom(300_000))


def same_files(left, right):
    names = ("files/log-1.csv", "files/a/part-2.bin", "people.key")
    return all(open(f"{left}/{n}", "rb").read() == open(f"{right}/{n}", "rb").read() for n in names)


def check_round(tap, base):
    served, kept, back = f"{base}/served", f"{base}/kept", f"{base}/back"
    make_served(served)
    code, out, err = dure("backup", kept, "--folder", served)
    tap.line(code == 0 and hash_in(out), "a back-up of a served folder is made", f"{code} {out} {err}")
    code, again, err = dure("restore", kept, "--folder", back)
    tap.line(code == 0 and hash_in(again) == hash_in(out) and same_files(served, back),
             "restored, it has the same hash, files and key", f"{code} {again} {err}")
    code, exported, err = dure("export", f"{base}/text.jsonl", "--folder", back)
    tap.line(code == 0 and hash_in(exported) == hash_in(out), "exported from there, it has the same hash",
             f"{code} {exported} {err}")
    code, imported, err = dure("import", f"{base}/text.jsonl", "--folder", f"{base}/third")
    tap.line(code == 0 and hash_in(imported) == hash_in(out), "imported into an empty store, it has the same hash",
             f"{code} {imported} {err}")
    server = Server("--folder", back)
    alive = server.port and server.health()
    server.stop()
    tap.line(alive == 200, "a server starts on what was restored")


def check_refused(tap, base):
    kept, back = f"{base}/kept", f"{base}/refused"
    code, _, err = dure("backup", kept, "--folder", f"{base}/served")
    tap.line(code == 1 and "there already" in err, "a back-up is not written over another", f"{code} {err}")
    code, _, err = dure("restore", kept, "--folder", f"{base}/served")
    tap.line(code == 1 and "there already" in err, "a folder in use is not restored over", f"{code} {err}")
    for words in (["export", f"{base}/none.jsonl"], ["ledger", "audit"], ["ranking", "winwin-2025-advanced"]):
        code, _, err = dure(*words, "--folder", f"{base}/nowhere")
        tap.line(code == 1 and "nowhere/dure.db" in err and not os.path.exists(f"{base}/nowhere"),
                 f"dure {words[0]} in a folder named by mistake is refused and makes no store", f"{code} {err}")
    code, _, err = dure("import", f"{base}/text.jsonl", "--folder", f"{base}/third")
    tap.line(code == 1 and "it holds" in err, "a store that is not empty is not read into", f"{code} {err}")
    bad = f"{base}/bad"
    for name in ("files/log-1.csv", "store.jsonl", "people.key"):
        shutil.rmtree(bad, ignore_errors=True)
        shutil.copytree(kept, bad)
        os.chmod(f"{bad}/{name}", 0o600)
        with open(f"{bad}/{name}", "r+b") as out:
            first = out.read(1)
            out.seek(0)
            out.write(bytes([first[0] ^ 1]))
        code, _, err = dure("restore", bad, "--folder", back)
        tap.line(code == 1 and "not as it was written" in err and not os.path.exists(back),
                 f"a back-up with a changed {name} is refused and nothing is put in place", f"{code} {err}")
    shutil.copytree(kept, f"{base}/out")
    with open(f"{base}/out/manifest.json", "r+", encoding="utf-8") as manifest:
        text = manifest.read().replace("files/log-1.csv", "../../../evil1")
        manifest.seek(0)
        manifest.write(text)
        manifest.truncate()
    code, _, err = dure("restore", f"{base}/out", "--folder", back)
    tap.line(code == 1 and "leads out" in err, "a manifest that leads out of its folder is refused", f"{code} {err}")


def check(tap, folder):
    base = str(folder / "backup")
    os.makedirs(base)
    check_round(tap, base)
    check_refused(tap, base)
