"""Logs that must be refused, and logs that must be read in spite of their defects."""
import json, os, shutil

from program import ROOT, run

SAMPLE = ROOT / "data/samples/line-log.csv"
HEAD = "case,station,start,end\n"


def rows(count, start="2026-01-05 08:{:02d}", end="2026-01-05 09:{:02d}"):
    return "".join(f"W{i // 2},S{i % 2},{start.format(i % 60)},{end.format(i % 60)}\n" for i in range(count))


def damaged(write):
    """name, content, reason, place: each is refused."""
    yield "an empty log", write("empty.csv", ""), "kit.empty", r"empty\.csv"
    yield "a log of a heading alone", write("heading.csv", HEAD), "calibrate.no_rows", r"heading\.csv.*0 rows"
    yield "a log of blank lines", write("blank.csv", "\n\n\n"), "kit.empty", r"blank\.csv"
    yield "a log of one row", write("one.csv", HEAD + rows(1)), "calibrate.too_little", r"1 (order|row)|order"
    yield "a log in UTF-16", write("utf16.csv", (HEAD + rows(9)).encode("utf-16")), "kit.binary", r"line 1|\b1째 줄"
    yield ("a log in an unknown encoding",
           write("latin.csv", (HEAD + "W\xe9 1,S,2026-01-05 08:00,\n").encode("latin-1")),
           "kit.encoding", r"line 2")
    yield ("a log that changes its encoding",
           write("mixed.csv", (HEAD + "작업1,설비,2026-01-05 08:00,\n").encode() +
           "작업2,설비,2026-01-05 08:00,\n".encode("cp949")), "kit.encoding", r"line 3")
    program = open(shutil.which("true"), "rb").read()
    yield "a program instead of a log", write("binary.csv", program), "kit.binary", r"line \d+|\d+째 줄"
    yield ("a log without work orders",
           write("nocase.csv", "station,start,end\nS1,2026-01-05 08:00,2026-01-05 09:00\n"),
           "calibrate.column_missing", r"line 1.*work order.*작업지시")
    yield ("a log without stations",
           write("nostation.csv", "case,start,end\nW1,2026-01-05 08:00,2026-01-05 09:00\n"),
           "calibrate.column_missing", r"line 1.*station.*설비")
    yield ("a log without times", write("notime.csv", "case,station,pieces\nW1,S1,7\nW2,S1,8\n"),
           "calibrate.column_missing", r"line 1.*start.*시작")
    yield ("a log in which all ends lie before their starts", write("backwards.csv", HEAD + rows(40,
           "2026-01-05 09:{:02d}", "2026-01-05 08:{:02d}")), "calibrate.ends_before_starts", r"end.*40 rows")
    yield ("an open quotation",
           write("quote.csv", HEAD + rows(3) + 'W9,"S1,2026-01-05 08:00,2026-01-05 09:00\n'),
           "kit.csv", r"line 5|\b5째 줄")
    wide = HEAD + rows(3) + "," * 1000 + "\n"
    yield "a row of a thousand fields", write("wide.csv", wide), "kit.too_large", r"line 5|\b5째 줄"
    yield "a field without an end", write("long.csv", HEAD + "W" * 100000), "kit.csv", r"(line 2|\b2째 줄).*4096"
    yield "a log that is a folder", write("folder.csv", None), "kit.file", r"folder\.csv"
    yield "a log that is a pipe", write("pipe.csv", "|"), "kit.file", r"pipe\.csv"
    yield "a log that is not there", write("absent.csv", ""), "kit.file", r"absent\.csv"


def write_in(folder):
    def write(name, content):
        path = folder / name
        if content is None:
            path.mkdir(exist_ok=True)
        elif content == "|":
            path.unlink(missing_ok=True)
            os.mkfifo(path)
        elif name != "absent.csv":
            folder.write(name, content)
        return path
    return write


def check_damaged(tap, refusals, folder):
    for name, path, reason, place in damaged(write_in(folder)):
        if path.is_fifo():
            writer = os.open(path, os.O_RDWR) # or opening it would wait for a writer, as it should
        refusals.check(f"{name} is refused", ["calibrate", path, "-o", folder / "model.json"], reason, place)
        if path.is_fifo():
            os.close(writer)


def check_options(tap, refusals, folder):
    log = folder.write("log.csv", HEAD + rows(40))
    asks = [("an unknown time zone", ["--zone", "Mars/Olympus"], "kit.zone", r"Mars/Olympus"),
            ("an unknown role", ["--map", "colour=case"], "app.usage", r"colour.*case, activity"),
            ("a column that the log has not", ["--map", "case=주문"], "app.usage", r"주문.*case, station"),
            ("a choice of columns without a role", ["--map", "case"], "app.usage", r"\"case\" names no role"),
            ("one column with two meanings", ["--map", "case=station,resource=station"], "calibrate.mapping",
             r"station"),
            ("an empty choice", ["--map", ""], "app.usage", r"--map"),
            ("one replication", ["--replications", "1"], "app.usage", r"--replications.*2 to 1000"),
            ("a seed that is no number", ["--seed", "abc"], "app.usage", r"--seed.*\"abc\""),
            ("a model over its own log", ["-o", str(log)], "app.usage", r"log\.csv"),
            ("a model into a folder that is not there", ["-o", str(folder / "no/model.json")], "kit.file",
             r"--output.*no/model"),
            ("a model into a folder's name", ["-o", str(folder.path)], "kit.file", r"--output.*folder")]
    for name, more, reason, place in asks:
        refusals.check(f"calibrate refuses {name}", ["calibrate", log, *more], reason, place)


def check_huge(tap, refusals, folder):
    """Sparse files and one of five million short rows: about 130 MB on the disk."""
    gigabyte = folder / "gigabyte.csv"
    with open(gigabyte, "wb") as file:
        file.write((HEAD + rows(40)).encode())
        file.truncate(1 << 30)
    refusals.check("a file of 1 GB is refused at once", ["calibrate", gigabyte, "-o", folder / "m.json"],
                   "kit.too_large", r"1073741824( bytes|바이트)", seconds=10, peak=200 << 20)
    os.truncate(gigabyte, 999_000_000)
    refusals.check("a file of 0.99 GB of zero bytes is refused with its line",
                   ["calibrate", gigabyte, "-o", folder / "m.json"],
                   "kit.binary", r"line 42|\b42째 줄", seconds=10, peak=200 << 20)
    refusals.check("a model of 0.99 GB is refused in bounded memory", ["simulate", gigabyte],
                   "kit.too_large", r"gigabyte\.csv.*67108864", seconds=20, peak=400 << 20)
    gigabyte.unlink()
    rich = shutil.disk_usage(folder.path).free > 1 << 30
    sentence = "a log of more than five million rows is refused in bounded memory"
    if not rich:
        tap.skip(sentence, "less than 1 GB is free")
        return
    long = folder / "long-log.csv"
    block = "".join(f"W{i // 4},S{i % 4},2026-01-05 {8 + i % 10:02d}:00\n" for i in range(1000))
    with open(long, "w") as file:
        file.write("case,station,start\n")
        for _ in range(5001):
            file.write(block)
    refusals.check(sentence, ["calibrate", long, "-o", folder / "m.json"], "calibrate.too_large",
                   r"5000000 rows", seconds=120, peak=2 << 30)
    long.unlink()


def model_of(path):
    model = json.loads(path.read_text())
    model.pop("validation", None)
    return model


def calibrated(folder, name, content, *more):
    log, model = folder.write(name, content), folder / (name + ".json")
    done = run("calibrate", log, "-o", model, "--replications", 2, "--lang", "en", *more)
    return done, model_of(model) if model.exists() else None


def check_read(tap, folder):
    sample = SAMPLE.read_text()
    lines = sample.splitlines()
    done, plain = calibrated(folder, "plain.csv", sample)
    tap.line(done.code == 0 and plain is not None, "the sample log becomes a model", done)
    for name, content in (("CP949", sample.encode("cp949")),
                          ("UTF-8 with a byte order mark", b"\xef\xbb\xbf" + sample.encode()),
                          ("CR LF line ends", sample.replace("\n", "\r\n")),
                          ("semicolons", sample.replace(",", ";")),
                          ("tabs", sample.replace(",", "\t"))):
        done, model = calibrated(folder, "other.csv", content)
        tap.line(model == plain is not None, f"the same log with {name} gives the same model", done)
    twice = "\n".join([lines[0]] + [line for line in lines[1:] for _ in range(2)]) + "\n"
    done, model = calibrated(folder, "twice.csv", twice)
    tap.line(model == plain is not None and f"{len(lines) - 1} rows (first in line 3) the same row twice" in done.out,
             "a log with every row twice gives the same model, and says so", done)
    fields = lines[1].split(",")
    fields[5], fields[6] = fields[6], fields[5]
    done, model = calibrated(folder, "back.csv", "\n".join([lines[0], ",".join(fields)] + lines[2:]) + "\n")
    tap.line(done.code == 0 and "1 rows (first in line 2) the end lies before the start" in done.out,
             "one row that ends before it starts is counted with its line", done)
    hidden = sample.replace("작업지시,", "xx1,", 1).replace(",설비,", ",xx2,", 1).replace(",시작,종료,", ",xx3,xx4,", 1)
    done, model = calibrated(folder, "map.csv", hidden, "--map", "case=xx1,resource=xx2,start=xx3,end=xx4")
    tap.line(model == plain is not None, "headings that say nothing are corrected with --map", done)
    unnamed = "a,b,c,d\n"
    for i in range(200):
        day, hour = 5 + i // 40, 8 + i % 8
        unnamed += f"{i // 2},{i % 7},2026-01-{day:02d} {hour:02d}:00,2026-01-{day:02d} {hour:02d}:{i % 50 + 5:02d}\n"
    without = run("calibrate", folder.write("unnamed.csv", unnamed), "--lang", "en")
    done, model = calibrated(folder, "unnamed.csv", unnamed, "--map", "case=a,resource=b,start=c,end=d")
    tap.line(without.code == 1 and "a column that is needed was not found" in without.err and done.code == 0 and model is not None,
             "--map helps where guessing the columns fails", f"{without}\n{done}")
