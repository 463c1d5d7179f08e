"""The real log, when it is there: calibrate, simulate, advise."""
import os, pathlib, re

from program import ROOT, run


def find():
    base = pathlib.Path(os.environ.get("DURE_DATA", ROOT.parent / "shared/data"))
    found = sorted((base / "production_log").glob("*.csv")) if base.is_dir() else []
    return found[0] if found else None


def check(tap, folder):
    log = find()
    sentences = ["calibrate prints the real log beside its model and writes the model",
                 "simulate of the real log's model prints the same table",
                 "advice on the real log's model repeats its fitness beside each option"]
    if log is None:
        for sentence in sentences:
            tap.skip(sentence, "the real log is not there (DURE_DATA)")
        return
    model = folder / "real.json"
    done = run("calibrate", log, "-o", model, "--lang", "en", seconds=120)
    table = re.search(r"^Judgement: .*?\n\n.*?\n\n.*?\n  [^\n]+\n", done.out, re.S | re.M)
    tap.line(done.code == 0 and model.exists() and table is not None and "one lead time for all" in done.out,
             sentences[0], done)
    done = run("simulate", model, "--lang", "en", "--days", 30, seconds=120)
    tap.line(done.code == 0 and table is not None and table.group(0) in done.out, sentences[1], done)
    done = run("advise", model, "--lang", "en", seconds=180)
    options = len(re.findall(r"^ *\d+\. ", done.out, re.M))
    package = "package in the budget" in done.out
    marks = done.out.count("     ! the model is not fit for advice\n")
    unfit = "not fit for advice" in (table.group(0) if table else "")
    tap.line(done.code == 0 and options > 2 and marks == (options + package if unfit else 0), sentences[2],
             done)
