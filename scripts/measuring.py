"""What the benchmarks share: release executables, recorded rates as the sources, and what a process took."""

import contextlib
import csv
import gzip
import json
import os
import platform
import subprocess
import sys
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".tools", "bench-venv")
PYTHON = os.path.join(VENV, "bin", "python")


def built(folder=None):
    """The folder of the release executables; builds them unless it is given."""
    if folder:
        return os.path.abspath(folder)
    build = [os.path.join(ROOT, "scripts", "build-executables")]
    environment = dict(os.environ, BUILD_PROFILE="release")
    return subprocess.run(build, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@contextlib.contextmanager
def serving(command):
    """The address that a server says in its first line. It ends with its standard input."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.stdin.close()
        process.wait()


def replay(folder):
    """The address of both sources, from recorded rates."""
    data = os.path.join(ROOT, "tests", "data")
    return serving([os.path.join(folder, "replay"), "--exit-with-parent-stdin", "--data", data])


def set_clock(url, now):
    """Moves the clock of the sources."""
    body = json.dumps({"now": now}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{url}/_control/clock", body, headers, method="PUT")).close()


def environment_of(home, url, now):
    """Nothing of the caller's own, but this home, these sources and this clock."""
    return {
        "PATH": os.environ["PATH"],
        "MAKERATES_HOME": home,  # the working directory too, so that no makerates.toml of yours is read
        "MAKERATES_NOW": now,
        "MAKERATES_SOURCES__FRANKFURTER__URL": url,
        "MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL": url,
    }


def measure(command, environment, log=None):
    """What a process says (JSON), and its CPU seconds, wall seconds and peak memory in MiB. Its log goes into a file, if one is
    given."""
    begun = time.monotonic()
    home = environment["MAKERATES_HOME"]
    process = subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=log)
    with process.stdout as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return json.loads(said), (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run(folder, home, url, now, tool, *arguments):
    """What a step says, and what it took; with the sources' clock at the same instant."""
    set_clock(url, now)
    return measure([os.path.join(folder, tool), "-q", *arguments], environment_of(home, url, now))


def keep_everything_recorded(folder, home, url, last):
    """Asks for all that is recorded up to a day: the market feed each morning, the ECB since 1999, the panel of central banks."""
    with gzip.open(os.path.join(ROOT, "tests", "data", "market_usd.csv.gz"), "rt", encoding="utf-8") as lines:
        days = sorted({row["date"] for row in csv.DictReader(lines) if row["date"] <= last})
    for day in days:
        run(folder, home, url, f"{day}T06:00:00Z", "extract-exchangerate")
    evening = f"{last}T18:00:00Z"
    run(folder, home, url, evening, "extract-frankfurter", "--from", "1999-01-04", "--to", last, "--no-panel")
    last_of_panel = min(last, "2024-12-31")
    run(folder, home, url, evening, "extract-frankfurter", "--from", "2017-01-01", "--to", last_of_panel, "--panel")


def machine():
    """The processor, by the name it gives itself."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration), open("/proc/cpuinfo", encoding="utf-8") as info:
        name = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def installed(packages):
    """Installs packages (name to version) into the benchmarks' own Python environment; says whether they are there."""
    pinned = [f"{name}=={version}" for name, version in packages.items()]
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pinned]
    commands = [pip] if os.path.exists(PYTHON) else [[sys.executable, "-m", "venv", "--clear", VENV], pip]
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        for command in commands:
            subprocess.run(command, stdout=sys.stderr, check=True)
        return True
    return False
