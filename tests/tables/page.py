"""Runs the examples of docs/reading-silver.md as they stand there, but for where silver is.

  page.py sql|python|spark s3://BUCKET/PREFIX FOLDER     FOLDER: the Parquet files of the same build
"""

import os
import pathlib
import re
import sys

import duckdb

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reading-silver.md"


def main(language, location, folder):
    fence = {"sql": "sql", "python": "python", "spark": "python"}[language]
    blocks = re.findall(rf"^```{fence}\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    (block,) = [block for block in blocks if ("spark" in block) == (language == "spark") and "makerates_silver." not in block
                and "quarantine" in block]
    if language == "sql":
        print(*duckdb.sql(block.replace("data/silver/parquet", folder)).fetchall(), sep="\n")
        return
    os.environ |= {"AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL_S3"], "AWS_ALLOW_HTTP": "true"}
    names = {}
    if language == "spark":
        from same import spark_session

        names["spark"] = spark_session()
    else:
        import pandas

        pandas.set_option("display.width", 300, "display.max_columns", None)
        # What the page says of an earlier build belongs to it.
        block += "".join(each for each in blocks if "version_of" in each)
    exec(block.replace("s3a://BUCKET/PREFIX", location.replace("s3://", "s3a://")).replace("s3://BUCKET/PREFIX", location), names)
    if language == "python":
        place = f"{location}/tables/quarantine"
        newest = names["DeltaTable"](place).history()[0]
        assert names["version_of"](place, newest["build"]) == newest["version"]


if __name__ == "__main__":
    main(*sys.argv[1:])
