"""The book and the bank's files on the command line, without a server."""
import shutil, subprocess

from program import run

FILES = "tests/stories/files"
ACCOUNT = ["--account", "100-20-300400"]


def check_bank(tap, folder, place):
    ask = lambda name, *more: run("bank", "import", f"{FILES}/{name}.csv", *place, *more, "--lang", "en")
    done = ask("bank-1", *ACCOUNT)
    tap.line(done.code == 0 and "3 lines: 3 new, 0 known" in done.out, "a file of the bank is imported", done)
    done = ask("bank-1", *ACCOUNT)
    tap.line(done.code == 0 and "imported before" in done.out, "the same file again does nothing", done)
    done = ask("bank-2", *ACCOUNT)
    tap.line(done.code == 0 and "3 lines: 1 new, 2 known" in done.out, "a line counts once in two files", done)
    done = ask("bank-changed", *ACCOUNT)
    tap.line(done.code == 1 and "bank-changed.csv, line 3" in done.err, "a changed line is refused by its place", done)
    done = ask("bank-cut", *ACCOUNT)
    tap.line(done.code == 1 and "line 3, balance" in done.err, "a file with a line less is refused", done)
    done = ask("bank-1")
    tap.line(done.code == 2 and "--account" in done.err, "a file without its account is refused", done)
    done = run("bank", "export", "x", *place, "--lang", "en")
    tap.line(done.code == 2 and "is not import" in done.err, "an unknown work of the bank is refused", done)


def check_book(tap, folder, place):
    done = run("ledger", "audit", *place, "--lang", "en")
    tap.line(done.code == 0 and "the book holds" in done.out, "the book is audited", done)
    first, again = run("ledger", "night", *place, "--lang", "en"), run("ledger", "night", *place, "--lang", "en")
    tap.line(first.code == 0 and "balanced" in first.out and "4 lines of the bank open" in first.out
             and again.out == first.out, "a night is measured once and told again", f"{first}\n{again}")
    journal = folder / "book.journal"
    done = run("ledger", "export", "--hledger", "-o", journal, *place)
    sentence = "hledger accepts the exported journal"
    if done.code != 0 or not shutil.which("hledger"):
        tap.line(done.code == 0, "the journal is written", done)
        tap.skip(sentence, "hledger is not installed")
    else:
        told = subprocess.run(["hledger", "-f", journal, "check", "--strict"], capture_output=True, text=True)
        tap.line(told.returncode == 0, sentence, told.stderr)
    done = run("ledger", "sing", *place, "--lang", "en")
    tap.line(done.code == 2 and "export, audit, night" in done.err, "an unknown work of the book is refused", done)
    done = run("ledger", "audit", "--folder", folder / "nowhere", "--lang", "en")
    tap.line(done.code == 1 and "nowhere" in done.err, "a store that is not there is said", done)


def check(tap, folder):
    place = ["--store", f"sqlite:{folder / 'book.db'}"]
    check_bank(tap, folder, place)
    check_book(tap, folder, place)
