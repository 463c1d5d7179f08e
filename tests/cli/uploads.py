"""Bad logs sent to a server by a signed-in owner, and a server whose disk fills up under it."""
import re

import logs
from program import ROOT, Small, run
from server import Server

REFUSED = {"kit.empty", "kit.binary", "kit.encoding", "kit.csv", "kit.too_large", "calibrate.column_missing",
           "calibrate.ends_before_starts", "calibrate.no_rows"}


def owner_story():
    """The demo's accounts down to the owner of the first shop, who may send logs."""
    text = (ROOT / "data/demo/accounts.story").read_text()
    return text[:text.index("enrol owner")] + "enrol owner\n"


def token_of(server):
    return re.search(r"/invitation#(\S+)", server.text).group(1)


def act(folder, server, text):
    story = folder.write("acted.story", text)
    return run("story", story, "--port", server.port, "--set", f"admin_token={token_of(server)}", "--lang",
               "en",
               seconds=120)


def left_in(place):
    return sorted(str(path.relative_to(place)) for name in ("uploads",
                                                            "files") for path in (place / name).rglob("*"))


def check_uploads(tap, folder):
    place = folder / "uploaded"
    server = Server("--folder", place)
    asks, text = [], owner_story()
    for name, path, reason, _ in logs.damaged(logs.write_in(folder)):
        if reason in REFUSED:
            asks.append((name, path, reason))
            status = 413 if reason == "kit.too_large" else 422
            text += f"say now {name}\nupload /api/logs {path} -> {status}\nexpect /reason = \"{reason}\"\n"
    done = act(folder, server, text)
    for name, path, reason in asks:
        passed = f"now {name}\n" in done.out and (done.code == 0 or f"now {name}\n" != done.out.splitlines(True)[-1])
        tap.line(passed, f"the server refuses {name} as the command line does: {reason}", done)
    tap.line(done.code == 0 and left_in(place) == [], "and keeps nothing of what it refused",
             f"{left_in(place)}\n{done}")
    code, err = server.stop()
    tap.line(code == 0, "and ends with 0", err)


def check_full(tap, folder):
    sentence = "a server whose disk fills up refuses, and goes on with what it had when there is room"
    small = Small("12m")
    if not small.ok:
        tap.skip(sentence, "only root may mount a small file system")
        small.remove()
        return
    server = Server("--folder", small / "data")
    small.fill()
    full = act(folder, server, owner_story())
    alive = server.health()
    (small / "filler").unlink()
    free = act(folder, server, owner_story())
    code, err = server.stop()
    tap.line(full.code == 1 and re.search(r"store\.full|disk is full|디스크",
                                          full.err) and alive == 200 and free.code == 0
             and code == 0, sentence, f"full: {full}\nfree: {free}\n{code} {err}")
    small.remove()


def check(tap, folder):
    check_uploads(tap, folder)
    check_full(tap, folder)
