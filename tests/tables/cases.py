"""What must hold of scripts/publish-tables whatever happens, on a silver of a few rows that this makes itself.

  cases.py [CASE...]     AWS_ENDPOINT_URL_S3 and what goes with it name the server, TABLES_BUCKET_FOLDER the folder of its bucket

scripts/test-tables runs this. A case's name is its claim.
"""

import contextlib
import datetime
import importlib.util
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback
import uuid
from importlib.machinery import SourceFileLoader

import pyarrow as pa
import pyarrow.parquet as pq

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "publish-tables"
DAY_MS = 86_400_000
TABLES = ("observations", "quarantine", "validated_rates")


def step_module():
    """The step itself, which is run in this process where nobody kills it or stops it."""
    loader = SourceFileLoader("publish_tables", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


STEP = step_module()


class FakeSilver:
    """Commits, and Parquet files beside them, as `transform` leaves them in a bucket."""

    def __init__(self, name, kept=3):
        self.location = f"s3://silver/{name}"
        self.folder = pathlib.Path(os.environ["TABLES_BUCKET_FOLDER"]) / name
        self.files = STEP.Silver(self.location).files
        self.number, self.kept = 0, kept
        self.began_ms = int(time.time() * 1000)

    def build(self, **tables):
        """Publishes a build: a table by its name, or numbers of rows that say which build they are of."""
        self.number += 1
        self.began_ms += 60_000
        build = str(uuid.UUID(int=self.began_ms << 80 | 0x7 << 76 | 0x8 << 60 | uuid.uuid4().int % 2**60))
        objects = []
        for name, table in (tables or {name: rows(self.number) for name in TABLES}).items():
            path = f"tables/{name}/{build}.parquet"
            with self.files.open_output_stream(path) as stream:
                pq.write_table(table, stream)
            objects.append({"path": path, "bytes": self.files.get_file_info(path).size, "sha256": "-"})
        facts = {"build": build, "silver_version": f"2026-09-24#{self.number:08}", "built_at": f"2026-09-24T{self.number:02}"}
        commit = {"manifest": facts, "published_at": "-", "previous": "-", "objects": objects}
        path = self.folder / "commits" / f"{self.number:020}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(commit))
        (path.parent / f"{self.number - self.kept:020}.json").unlink(missing_ok=True)
        return build

    @staticmethod
    def write(path, table):
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)

    def start(self, **options):
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), self.location], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
        )

    def publish(self, exit_code=0):
        """The step in this process: its outputs, and what it said."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            code = STEP.main([self.location])
        return checked(code, stdout.getvalue(), stderr.getvalue(), exit_code)

    def table(self, name, version=None):
        return STEP.DeltaTable(f"{self.location}/tables/{name}", version=version, storage_options=options(self.location))

    def rows_of(self, name, version=None):
        return self.table(name, version).to_pyarrow_dataset().to_table()

    def files_of(self, name):
        return {path.name for path in (self.folder / "tables" / name).iterdir() if path.is_file()}

    def log(self):
        """Every file of every log, and its bytes."""
        return {str(path): path.read_bytes() for path in self.folder.glob("tables/*/_delta_log/*")}


def options(location):
    return STEP.Silver(location).options


def ended(step, exit_code=0):
    stdout, said = step.communicate(timeout=120)
    return checked(step.returncode, stdout, said, exit_code)


def checked(code, stdout, said, expected):
    """The outputs of a step that ended as expected, and what it said."""
    assert code == expected, f"exit code {code}, not {expected}: {said}{stdout}"
    lines = stdout.splitlines()
    assert len(lines) == 1, lines
    return json.loads(lines[0]), said


def rows(number, count=3):
    return pa.table({"number": pa.array([number] * count, pa.int64()), "digits": [f"{number}.{row}0" for row in range(count)]})


def numbers(table):
    return sorted(set(table.column("number").to_pylist()))


def builds_of(table):
    """The builds in the log, the oldest first; a feature that was added is none."""
    return [each["build"] for each in reversed(table.history()) if "build" in each]


# --- the cases

CASES = []


def case(claim):
    CASES.append(claim)
    return claim


@case
def a_second_run_changes_nothing():
    silver = FakeSilver("twice")
    build = silver.build()
    outputs, _ = silver.publish()
    expected = {"tables": 3, "replaced": 3, "unchanged": 0, "silver_version": "2026-09-24#00000001", "reason": ""}
    assert outputs == expected, outputs
    before = silver.log()
    assert silver.publish()[0] == {**expected, "replaced": 0, "unchanged": 3}
    assert silver.log() == before and silver.files_of("quarantine") == {f"{build}.parquet"}


@case
def a_build_is_one_version_that_names_it():
    silver = FakeSilver("versions")
    builds = []
    for _ in range(3):
        builds.append(silver.build())
        silver.publish()
    table = silver.table("quarantine")
    assert table.version() == 2 and builds_of(table) == builds, table.history()
    assert table.history(1)[0]["silver_version"] == "2026-09-24#00000003"
    assert [numbers(silver.rows_of("quarantine", version)) for version in range(3)] == [[1], [2], [3]]
    add = pa.table(table.get_add_actions()).to_pylist()
    assert [(each["num_records"], each["path"]) for each in add] == [(3, f"{builds[2]}.parquet")], add


@case
def a_late_step_puts_nothing_older_over_a_newer_build():
    silver = FakeSilver("late")
    silver.build()
    silver.publish()
    silver.build()
    late = silver.start()
    assert late.stderr.readline().startswith("commit 2:")
    late.send_signal(signal.SIGSTOP)
    silver.build()
    assert silver.publish()[0]["replaced"] == 3
    late.send_signal(signal.SIGCONT)
    # It may have done a table before it stood still.
    outputs, said = ended(late)
    assert outputs["silver_version"].endswith("2") and outputs["replaced"] <= 1, said
    assert all(numbers(silver.rows_of(name)) == [3] for name in TABLES)


@case
def a_step_that_stood_still_until_its_build_was_gone_takes_the_current_one():
    silver = FakeSilver("gone")
    build = silver.build()
    late = STEP.Silver(silver.location)
    first, read = late.commits(), late.commits
    for _ in range(3):
        silver.build()
    for name in TABLES:
        (silver.folder / "tables" / name / f"{build}.parquet").unlink()
    # It has read the commits when there was only the first.
    late.commits = lambda: (setattr(late, "commits", read), first)[1]
    outputs = {}
    STEP.run(late, outputs)
    assert outputs["replaced"] == 3 and all(numbers(silver.rows_of(name)) == [4] for name in TABLES), outputs


@case
def what_comes_between_reading_and_writing_refuses_the_older_build():
    for is_new in (False, True):
        silver = FakeSilver(f"between-{is_new}")
        if not is_new:
            silver.build()
            silver.publish()
        silver.build()
        step, calls, outputs = step_module(), [], {}
        replace = step.replace

        def after_another(*arguments):
            if not calls:
                calls.append(silver.build())
                silver.publish()
            replace(*arguments)

        step.replace = after_another
        step.run(step.Silver(silver.location), outputs)
        assert calls and outputs["replaced"] == 0, outputs
        assert all(numbers(silver.rows_of(name)) == [silver.number] for name in TABLES)
        assert builds_of(silver.table(TABLES[0]))[-1] == calls[0]


@case
def steps_at_once_make_each_build_one_version():
    silver, builds = FakeSilver("at-once"), []
    # The last two rounds remove files, too.
    for round_ in range(5):
        builds.append(silver.build())
        steps = [silver.start() for _ in range(3)]
        replaced = [ended(step)[0]["replaced"] for step in steps]
        for name in TABLES:
            assert builds_of(silver.table(name)) == builds, (round_, silver.table(name).history())
            assert numbers(silver.rows_of(name)) == [silver.number], round_
        # Who lost a race against its own build's commit may count it as its own or not.
        assert sum(replaced) >= 3, replaced


@case
def a_killed_step_is_finished_by_the_next():
    # So many lines it has said when it dies: none of a table, of the first one, of the second.
    for after in range(1, 4):
        silver = FakeSilver(f"killed-{after}")
        silver.build()
        silver.publish()
        build = silver.build()
        step = silver.start()
        for _ in range(after):
            step.stderr.readline()
        step.kill()
        step.communicate()
        assert all(silver.rows_of(name).num_rows == 3 for name in TABLES), "a reader sees a whole build"
        silver.publish()
        for name in TABLES:
            assert numbers(silver.rows_of(name)) == [2] and builds_of(silver.table(name)).count(build) == 1, after


@case
def columns_come_and_go():
    silver = FakeSilver("columns")
    shapes = [rows(1), rows(2).append_column("note", pa.array(["new"] * 3)), rows(3).drop_columns("digits")]
    for shape in shapes:
        silver.build(observations=shape)
        silver.publish()
    for version, shape in enumerate(shapes):
        there = silver.rows_of("observations", version)
        assert there.to_pylist() == shape.to_pylist(), (version, there)


@case
def a_table_may_be_empty():
    silver = FakeSilver("empty")
    for shape in (rows(1, 0), rows(2), rows(3, 0)):
        silver.build(decisions=shape)
        silver.publish()
        there = silver.rows_of("decisions")
        assert there.to_pylist() == shape.to_pylist() and there.schema == shape.schema, there.schema


@case
def a_timestamp_without_a_zone_may_come_later():
    silver = FakeSilver("timestamps", kept=5)
    instant = datetime.datetime(2026, 9, 24, 6, 0, 0, 123456)
    seen = rows(2).append_column("seen_at", pa.array([instant] * 3, pa.timestamp("us")))
    within = rows(3).append_column("seen", pa.array([{"at": instant}] * 3, pa.struct([("at", pa.timestamp("us"))])))
    for shape in (rows(1), seen, within, rows(4)):
        silver.build(observations=shape)
        silver.publish()
        assert silver.rows_of("observations").to_pylist() == shape.to_pylist()
    found = [numbers(silver.rows_of("observations", version)) for version in range(1, 5)]
    assert found == [[1], [2], [3], [4]], "the feature is a version of its own, of the old rows"
    silver.build(receipts=seen)
    silver.publish()
    assert silver.table("receipts").version() == 0, "one that has it from the first build needs no other version"


@case
def only_what_silver_keeps_no_more_goes():
    silver = FakeSilver("kept")
    builds = [silver.build()]
    silver.publish()
    folder = silver.folder / "tables" / "quarantine"
    now_ms = silver.began_ms
    begun = lambda days: str(uuid.UUID(int=now_ms - days * DAY_MS << 80 | 0x7 << 76 | 0x8 << 60))
    mine = {"mine.parquet", "notes.txt", f"{begun(6)}.parquet", f"{begun(9)}.txt"}
    for name in [*mine, f"{begun(8)}.parquet"]:
        silver.write(folder / name, rows(99))
    (folder / "folder").mkdir()
    silver.write(folder / "folder" / f"{begun(8)}.parquet", rows(99))
    for _ in range(4):
        builds.append(silver.build())
        silver.publish()
    expected = {f"{build}.parquet" for build in builds[-3:]} | mine
    assert silver.files_of("quarantine") == expected, silver.files_of("quarantine") ^ expected
    assert (folder / "folder" / f"{begun(8)}.parquet").is_file()
    assert [numbers(silver.rows_of("quarantine", version)) for version in (2, 3, 4)] == [[3], [4], [5]]


@case
def a_late_step_removes_no_file_of_a_newer_build():
    silver = FakeSilver("late-removal")
    builds = [silver.build()]
    late_commits = STEP.Silver(silver.location)
    silver.publish()
    for _ in range(2):
        builds.append(silver.build())
        silver.publish()
    outputs = {}
    first, read = late_commits.commits()[:1], late_commits.commits
    # It has read the commits when there was only the first.
    late_commits.commits = lambda: (setattr(late_commits, "commits", read), first)[1]
    STEP.run(late_commits, outputs)
    assert outputs["unchanged"] == 3 and silver.files_of("quarantine") == {f"{build}.parquet" for build in builds}


@case
def a_table_that_is_not_exported_any_more_stays_as_it_is():
    silver = FakeSilver("dropped")
    old = silver.build()
    silver.publish()
    for _ in range(4):
        silver.build(observations=rows(silver.number + 1))
        silver.publish()
    assert numbers(silver.rows_of("quarantine")) == [1] and silver.files_of("quarantine") == {f"{old}.parquet"}
    silver.build()
    silver.publish()
    assert numbers(silver.rows_of("quarantine")) == [6], "and goes on when it is exported again"


@case
def the_log_is_checkpointed_and_forgets_after_a_quarter():
    silver, builds = FakeSilver("log"), []
    for number in range(21):
        builds.append(silver.build(quarantine=rows(silver.number + 1)))
        if number == 12:
            old = time.time() - 91 * 86_400
            for path in silver.folder.glob("tables/*/_delta_log/*"):
                os.utime(path, (old, old))
        silver.publish()
    names = sorted(path.split("/")[-1] for path in silver.log())
    checkpoints = [name for name in names if name.endswith(".checkpoint.parquet")]
    assert checkpoints and checkpoints[-1] == f"{19:020}.checkpoint.parquet", names
    assert f"{0:020}.json" not in names and f"{19:020}.json" in names, names
    assert numbers(silver.rows_of("quarantine")) == [21] and silver.files_of("quarantine") == {f"{b}.parquet" for b in builds[-3:]}
    assert [numbers(silver.rows_of("quarantine", version)) for version in (18, 19, 20)] == [[19], [20], [21]]


@case
def a_log_of_another_silver_is_refused():
    for earlier in (1, 2):
        silver = FakeSilver(f"other-{earlier}")
        for _ in range(earlier):
            silver.build()
            silver.publish()
        for path in silver.folder.glob("commits/*"):
            path.unlink()
        silver.number = 0
        silver.build()
        outputs, said = silver.publish(exit_code=6)
        assert "is of another silver" in outputs["reason"] and "next: remove s3://silver/" in said, said
        assert numbers(silver.rows_of("observations")) == [earlier]


@case
def what_is_wrong_is_said_in_one_line():
    silver = FakeSilver("wrong")
    for location, exit_code, reason in (
        ("silver", 2, "is in the folder"), (silver.location, 2, "there is no silver"), ("s3://no-such-bucket/x", 6, "NoSuchBucket"),
    ):
        silver.location = location
        outputs, said = silver.publish(exit_code)
        assert reason in outputs["reason"] and said.startswith("error: ") and "; next: " in said and said.count("\n") == 1, said
    silver = FakeSilver("unreadable")
    silver.build(odd=pa.table({"at": pa.array([1], pa.time64("us"))}), observations=rows(1))
    outputs, said = silver.publish(exit_code=1)
    assert outputs["replaced"] == 1 and "the table odd" in outputs["reason"], "the others are published all the same"


@case
def endpoint_credentials_and_place_may_come_as_the_pipeline_has_them():
    silver = FakeSilver("environment")
    silver.build()
    secrets = silver.folder / "credentials"
    names = {"aws_access_key_id": "AWS_ACCESS_KEY_ID", "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY"}
    secrets.write_text("[worker]\n" + "".join(f"{key} = {os.environ[name]}\n" for key, name in names.items()))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MAKERATES_"))}
    environment |= {
        "AWS_SHARED_CREDENTIALS_FILE": str(secrets), "AWS_PROFILE": "worker", "AWS_REGION": os.environ["AWS_REGION"],
        "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL_S3"], "AWS_ENDPOINT_URL_S3": "", "MAKERATES_FORMAT": "kestra",
        "MAKERATES_SILVER__LOCATION": silver.location + "/",
    }
    done = subprocess.run([sys.executable, str(SCRIPT)], env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    line = done.stdout.strip()
    assert line.startswith('::{"outputs": {') and line.endswith("}}::") and json.loads(line[2:-2])["outputs"]["replaced"] == 3


def run(each):
    """In cargo's words, which scripts/ci counts."""
    claim, said = each.__name__.replace("_", " "), io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            each()
    except Exception:
        print(f"test {claim} ... FAILED\n{said.getvalue()}{traceback.format_exc()}", flush=True)
    else:
        print(f"test {claim} ... ok", flush=True)


if __name__ == "__main__":
    for each in CASES:
        if not sys.argv[1:] or each.__name__ in sys.argv[1:]:
            run(each)
