"""Compares Delta tables in a bucket, as a reader sees them, with the tables of a silver of this machine: every row, every digit.

  same.py duckdb|pandas|spark s3://BUCKET/PREFIX DATABASE [VERSION]     scripts/test-tables runs this
"""

import os
import re
import sys
import time

import duckdb
import pyarrow as pa
from deltalake import DeltaTable
from deltalake.fs import DeltaStorageHandler
from pyarrow.fs import FileSelector, PyFileSystem

OPTIONS = {"aws_endpoint_url": os.environ["AWS_ENDPOINT_URL_S3"], "aws_allow_http": "true"}
SPARK_TABLES = ("observations", "validated_rates")


def delta(location, table, version):
    return DeltaTable(f"{location}/tables/{table}", version=version, storage_options=OPTIONS).to_pyarrow_dataset().to_table()


def by_duckdb(location, table, version):
    return delta(location, table, version)


def by_pandas(location, table, version):
    there = delta(location, table, version)
    return pa.Table.from_pandas(there.to_pandas(date_as_object=True), schema=there.schema, preserve_index=False)


def by_spark(session, location, table, version):
    read = session.read.format("delta")
    read = read if version is None else read.option("versionAsOf", version)
    return read.load(f"{location}/tables/{table}".replace("s3://", "s3a://")).toArrow()


def spark_session():
    import glob

    from pyspark.sql import SparkSession

    jars = glob.glob(os.path.join(os.environ["PYTHONPATH"], "jars", "*.jar"))
    settings = {
        "spark.jars": ",".join(jars), "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.hadoop.fs.s3a.endpoint": os.environ["AWS_ENDPOINT_URL_S3"], "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.endpoint.region": os.environ["AWS_REGION"], "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.access.key": os.environ["AWS_ACCESS_KEY_ID"],
        "spark.hadoop.fs.s3a.secret.key": os.environ["AWS_SECRET_ACCESS_KEY"],
        "spark.sql.shuffle.partitions": "1", "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def differing(connection, name, there):
    """How many rows only one of the two has."""
    types = {row[0]: row[1] for row in connection.execute(f"describe worker.silver.{name}").fetchall()}
    assert there.column_names == list(types), f"{name} differs: columns {there.column_names}, not {list(types)}"
    # An enumeration is text in Parquet.
    as_text = lambda type_: re.sub(r"^ENUM\(.*\)", "VARCHAR", type_)
    ours = ", ".join(f"{column}::{as_text(type_)} as {column}" for column, type_ in types.items())
    theirs, ours = f"select * from there_{name}", f"select {ours} from worker.silver.{name}"
    connection.register(f"there_{name}", there)
    query = f"select count(*) from (({theirs} except all {ours}) union all ({ours} except all {theirs}))"
    return connection.execute(query).fetchone()[0]


def main(reader, location, database, version=None):
    version = None if version is None else int(version)
    connection = duckdb.connect()
    connection.execute(f"set timezone = 'UTC'; attach '{database}' as worker (read_only)")
    files = PyFileSystem(DeltaStorageHandler(location, OPTIONS))
    names = sorted(info.base_name for info in files.get_file_info(FileSelector("tables")))
    started = time.monotonic()
    if reader == "spark":
        session = spark_session()
        names = SPARK_TABLES
        read = lambda *which: by_spark(session, *which)
    else:
        read = by_duckdb if reader == "duckdb" else by_pandas
    count, wrong = 0, {}
    for name in names:
        there = read(location, name, version)
        count += there.num_rows
        if rows := differing(connection, name, there):
            wrong[name] = rows
    assert not wrong, f"rows differ: {wrong}"
    assert count > 0
    print(f"test-tables: rows compared: {count} of {len(names)} tables in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
