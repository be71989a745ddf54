#!/usr/bin/env bash
# Makes a clean Python environment with the pinned packages of the examples, and Java for PySpark where it is missing and
# can be installed:
#
#   scripts/python-environment.sh FOLDER && EMPORIUM_PYTHON=FOLDER/bin/python npx vitest run test/examples/python.test.ts
#
# Without Python 3.11 or later it says so and ends with 0; the tests that need it are then skipped with the reason.
set -eu
folder=${1:?usage: scripts/python-environment.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
if ! "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "no environment: there is no Python 3.11 or later with venv"
  exit 0
fi
"$python" -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -r "$here/../examples/requirements.txt"
if ! java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])'; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null ||
      echo "Java 17 could not be installed; PySpark is left out"
  else
    echo "there is no Java 17 or later; PySpark is left out"
  fi
fi
"$folder/bin/python" --version
