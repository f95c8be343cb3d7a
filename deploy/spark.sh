#!/usr/bin/env bash
# Runs a part of a Spark cluster in the foreground: spark.sh master | worker.
# SPARK_MASTER names the master's address: spark://10.0.0.21:7077
set -euo pipefail
cd "$(dirname "$0")/.."

address=${SPARK_MASTER#spark://}
home=$(.venv/bin/python -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)')
export SPARK_HOME=$home

case ${1:-} in
master)
    exec "$home/bin/spark-class" org.apache.spark.deploy.master.Master \
        --host "${address%:*}" --port "${address##*:}" --webui-port "${SPARK_WEB_PORT:-8080}"
    ;;
worker)
    exec "$home/bin/spark-class" org.apache.spark.deploy.worker.Worker \
        --work-dir "${STATE_DIRECTORY:-$(mktemp -d)}" --webui-port "${SPARK_WEB_PORT:-8081}" \
        "$SPARK_MASTER"
    ;;
*)
    echo "spark.sh: master or worker?" >&2
    exit 2
    ;;
esac
