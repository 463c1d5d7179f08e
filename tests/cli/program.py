"""The program under test, run as a user would, and TAP lines about what it did."""
import hashlib, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DURE = str(pathlib.Path(os.environ.get("DURE", ROOT / "build/release/src/dure")).resolve())
SECONDS = 60


class Done:
    """What a run left: code, output, seconds and peak memory in bytes."""

    def __init__(self, code, out, err, seconds, peak, late):
        self.code, self.out, self.err = code, out, err
        self.seconds, self.peak, self.late = seconds, peak, late

    def __str__(self):
        late = ", stopped: it hung" if self.late else ""
        return f"code {self.code}{late} after {self.seconds:.1f} s\n{self.out[-900:]}\n{self.err[-900:]}"


def start(arguments, out, err, cwd):
    environment = dict(os.environ, LANG="C.UTF-8", LC_ALL="C.UTF-8")
    return subprocess.Popen([DURE, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                            cwd=cwd, env=environment)


def run(*arguments, seconds=SECONDS, interrupt_after=None, stdout=None, cwd=ROOT,
        signal_number=signal.SIGINT):
    """Runs to the end or kills after `seconds`; wait4() tells the peak memory of this one child."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        child = start(arguments, stdout if stdout is not None else out, err, cwd)
        late = threading.Event()
        timers = [threading.Timer(seconds, lambda: (late.set(), child.kill()))]
        if interrupt_after is not None:
            timers.append(threading.Timer(interrupt_after, lambda: child.send_signal(signal_number)))
        for timer in timers:
            timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        for timer in timers:
            timer.cancel()
        out.seek(0)
        err.seek(0)
        return Done(child.returncode, out.read().decode("utf-8", "replace"),
                    err.read().decode("utf-8", "replace"),
                    time.monotonic() - began, usage.ru_maxrss * 1024, late.is_set())


class Tap:
    def __init__(self):
        self.count = self.bad = 0

    def line(self, good, sentence, why=""):
        self.count += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {sentence}", flush=True)
        if not good:
            for row in str(why).splitlines():
                print(f"#   {row}")

    def skip(self, sentence, why):
        self.count += 1
        print(f"ok {self.count} - {sentence} # SKIP {why}", flush=True)

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.bad else 0


def reasons():
    """name -> words, from the program's own table: ko, remedy ko, en, remedy en."""
    table = {}
    for row in run("describe", "reasons").out.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if len(cells) == 6 and cells[0].startswith("`"):
            table[cells[0].strip("`")] = cells[2:]
    return table


class Folder:
    """A folder of its own, and whether anything in it has changed since."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="dure-cli-"))

    def __truediv__(self, name):
        return self.path / name

    def write(self, name, content):
        path = self.path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def state(self):
        """Names and bytes; of a huge file the size alone."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            size = path.stat().st_size if path.is_file() else 0
            found[str(path)] = (size,
                                hashlib.sha256(path.read_bytes()).hexdigest() if 0 < size < 1 << 24 else "")
        return found

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Small:
    """A file system of a few pages, so that it can be full. Only root may make one."""

    def __init__(self, size, read_only=False):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="dure-cli-full-"))
        options = f"size={size}" + (",ro" if read_only else "")
        self.ok = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "none", str(self.path)],
            capture_output=True).returncode == 0

    def __truediv__(self, name):
        return self.path / name

    def state(self):
        return {path.name: path.read_bytes() for path in sorted(self.path.iterdir())}

    def fill(self):
        with open(self.path / "filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def remove(self):
        if self.ok:
            subprocess.run(["umount", str(self.path)], capture_output=True)
        self.path.rmdir()


class Refusals:
    """Runs that must be refused: in both languages, with place and remedy, and nothing changed."""

    def __init__(self, tap, folder):
        self.tap, self.folder, self.words = tap, folder, reasons()

    def check(self, sentence, arguments, reason, place, *, seconds=20, peak=400 << 20, code=None,
              watched=None,
              out_too=False):
        watched = watched if watched is not None else self.folder
        code = code if code is not None else 2 if reason == "app.usage" else 1
        if reason not in self.words:
            self.tap.line(False, sentence, f"there is no reason {reason}")
            return
        korean, remedy_korean, english, remedy_english = self.words[reason]
        for language, says, remedy in (("ko", korean, remedy_korean), ("en", english, remedy_english)):
            before = watched.state()
            done = run(*arguments, "--lang", language, seconds=seconds)
            wrong = []
            lines = done.err.splitlines()
            if done.late:
                wrong.append(f"it hung for {seconds} s")
            if done.code != code:
                wrong.append(f"wanted code {code}")
            if f"dure: {says}" not in lines:
                wrong.append(f"it does not say \"{says}\"")
            if f"  ->  {remedy}" not in lines:
                wrong.append(f"it does not say what to do: \"{remedy}\"")
            if not re.search(place, done.err):
                wrong.append(f"it does not name the place: /{place}/")
            if done.out and not out_too:
                wrong.append("it printed a result")
            if done.peak > peak:
                wrong.append(f"it took {done.peak >> 20} MB of memory")
            if watched.state() != before:
                wrong.append("files were changed or left behind")
            if wrong:
                self.tap.line(False, sentence, f"{'; '.join(wrong)}\n{done}")
                return
        self.tap.line(True, sentence)
