"""Runs a notebook from its first cell to its last on a folder, without changing the file.

    python execute_notebook.py data-validation.ipynb data/sales-warehouse

Prints what the cells printed; ends with 1 and the error when a cell fails.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def main(notebook, folder):
    os.environ["EMPORIUM_FOLDER"] = str(Path(folder).resolve())
    book = nbformat.read(notebook, as_version=4)
    nbformat.validate(book)
    failure = None
    try:
        NotebookClient(book, timeout=300, kernel_name="python3").execute()
    except CellExecutionError as error:
        failure = error
    images = 0
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                print(output.text, end="")
            images += "image/png" in output.get("data", {})
    print(f"{images} plots")
    if failure:
        print(f"{failure.ename}: {failure.evalue}")
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
