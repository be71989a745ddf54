"""Reads a dataset that `emporium generate` wrote, CSV or Parquet, with pandas, Polars or PySpark.

    python read_output.py pandas data/sales-warehouse

Column types come from the data dictionary, so that a ZIP code keeps its zeros and an amount its cents. Prints one JSON
object: for each table the rows, the kind of every column as the library has it, and the sum of every number, as text.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path


def kind_of(type_name):
    """integer, decimal, date or text, from a type as the dictionary or a library writes it."""
    name = type_name.lower()
    if name.startswith(("decimal", "numeric")):
        return "decimal"
    if "int" in name or "long" in name:
        return "integer"
    if name.startswith("date"):
        return "date"
    if name.startswith(("varchar", "char", "str", "large_string", "utf8")):
        return "text"
    return name


def read_pandas(path, columns):
    import pandas as pd
    import pyarrow as pa

    arrow = {"integer": pa.int64(), "decimal": pa.decimal128(10, 2), "date": pa.date32(), "text": pa.string()}
    if path.suffix == ".csv":
        # The CSV parser would make a decimal of a binary fraction: read as text, it keeps its cents.
        parsed = {name: arrow["text" if kind == "decimal" else kind] for name, kind in columns.items()}
        frame = pd.read_csv(path, dtype={name: pd.ArrowDtype(kind) for name, kind in parsed.items()})
        amounts = {name: pd.ArrowDtype(arrow[kind]) for name, kind in columns.items() if kind == "decimal"}
        frame = frame.astype(amounts)
    else:
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
    kinds = {name: kind_of(str(frame[name].dtype.pyarrow_dtype)) for name in frame.columns}
    sums = {name: frame[name].sum() for name, kind in columns.items() if kind in ("integer", "decimal")}
    return len(frame), kinds, sums


def read_polars(path, columns):
    import polars as pl

    types = {"integer": pl.Int64, "decimal": pl.Decimal(10, 2), "date": pl.Date, "text": pl.String}
    if path.suffix == ".csv":
        frame = pl.read_csv(path, schema={name: types[kind] for name, kind in columns.items()})
    else:
        frame = pl.read_parquet(path)
    names = {"Int32": "integer", "Int64": "integer", "String": "text", "Date": "date"}
    kinds = {name: names.get(str(kind), kind_of(str(kind))) for name, kind in frame.schema.items()}
    numbers = [name for name, kind in columns.items() if kind in ("integer", "decimal")]
    sums = frame.select(pl.col(numbers).cast(pl.Decimal(38, 2)).sum()).row(0) if numbers else ()
    return frame.height, kinds, dict(zip(numbers, sums))


def read_pyspark(path, columns, sessions=[]):
    from pyspark.sql import SparkSession, functions as f

    if not sessions:
        builder = SparkSession.builder.master("local[2]").appName("emporium").config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false").config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
        sessions.append(builder.getOrCreate())
        sessions[0].sparkContext.setLogLevel("ERROR")
    spark = sessions[0]
    types = {"integer": "BIGINT", "decimal": "DECIMAL(10,2)", "date": "DATE", "text": "STRING"}
    if path.suffix == ".csv":
        schema = ", ".join(f"{name} {types[kind]}" for name, kind in columns.items())
        frame = spark.read.csv(str(path), header=True, schema=schema, mode="FAILFAST")
    else:
        frame = spark.read.parquet(str(path))
    kinds = {name: kind_of(kind) for name, kind in frame.dtypes}
    numbers = [name for name, kind in columns.items() if kind in ("integer", "decimal")]
    aggregates = [f.count(f.lit(1)), *(f.sum(f.col(name).cast("DECIMAL(38,2)")) for name in numbers)]
    rows, *sums = frame.agg(*aggregates).first()
    return rows, kinds, dict(zip(numbers, sums))


READERS = {"pandas": read_pandas, "polars": read_polars, "pyspark": read_pyspark}


def main(reader, folder):
    dictionary = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    report = {}
    for name, table in dictionary["tables"].items():
        columns = {column: kind_of(about["type"]) for column, about in table["columns"].items()}
        rows, kinds, sums = READERS[reader](folder / table["path"], columns)
        texts = {column: f"{Decimal(str(value or 0)):.2f}" for column, value in sums.items()}
        report[name] = {"rows": int(rows), "kinds": kinds, "sums": texts}
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
