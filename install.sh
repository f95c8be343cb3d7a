#!/usr/bin/env bash
# Makes .venv what the committed lock says and sees to the programs beside it.
# Usage: install.sh run|test|cluster. What is in order already is left alone.
set -euo pipefail
cd "$(dirname "$0")"

purpose=${1:-run}
case $purpose in
run) locks=(run) ;;
test) locks=(test) ;;
cluster) locks=(test spark) ;;
*)
    echo "install.sh: run, test or cluster?" >&2
    exit 2
    ;;
esac

# The lock for tests holds everything that the lock for running holds, in the same versions.
declare -A files=([run]=requirements.txt [test]=requirements-dev.txt [spark]=requirements-spark.txt)

# One line a program: purposes, Debian packages, test that it is there, what is lost without it.
programs() {
    cat <<'LIST'
run test cluster|chromium|has chromium chromium-browser google-chrome|export of pictures, PDF and slides
run test cluster|fontconfig fonts-noto-cjk|has_chinese_font|Chinese letters in exported pictures (boxes stand in their place)
test cluster|postgresql|has_postgresql|tests of accounts on PostgreSQL
test|libreoffice-impress libreoffice-writer poppler-utils|has_office|tests that open slides and bulletins
cluster|nginx-light|has_nginx|tests of several processes behind nginx
cluster|openjdk-17-jre-headless|has java|tests of roll-ups on Spark
LIST
}

has() {
    local name
    for name in "$@"; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

has_chinese_font() { has fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }

has_postgresql() { has initdb || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; }

has_nginx() { has nginx || [ -x /usr/sbin/nginx ]; }

has_office() { has soffice && has pdftoppm; }

fingerprint() { sha256sum "$1" | cut -d' ' -f1; }

installed() {
    [ -x .venv/bin/python ] && [ "$(cat ".venv/.lock-$1" 2>/dev/null)" = "$(fingerprint "${files[$1]}")" ]
}

libraries() {
    local lock
    if [ "$purpose" = run ] && installed test; then return; fi
    for lock in "${locks[@]}"; do
        if ! installed "$lock"; then install_lock "$lock"; fi
    done
}

install_lock() {
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        local python
        python=$(command -v python3.11 || command -v python3)
        echo "Creating .venv with $python"
        "$python" -m venv --clear .venv
    fi
    echo "Installing the libraries of ${files[$1]} (a few minutes, once)"
    rm -f ".venv/.lock-$1"
    if [ "$1" != spark ]; then rm -f .venv/.lock-run .venv/.lock-test; fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes -r "${files[$1]}"
    fingerprint "${files[$1]}" >".venv/.lock-$1"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

may_install() { has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }; }

missing() {
    local wanted packages probe loss
    while IFS='|' read -r wanted packages probe loss; do
        case " $wanted " in
        *" $purpose "*) $probe || echo "$packages|$loss" ;;
        esac
    done < <(programs)
}

system() {
    local found packages loss
    found=$(missing)
    if [ -z "$found" ]; then return; fi
    if [ ! -e ".venv/.system-$purpose" ] && may_install; then
        packages=$(cut -d'|' -f1 <<<"$found" | tr '\n' ' ')
        echo "Installing $packages through the system's package manager"
        # shellcheck disable=SC2086 # a list of names
        as_root env DEBIAN_FRONTEND=noninteractive sh -c \
            "apt-get -qq update && apt-get -qq install --no-install-recommends --yes $packages" \
            >.venv/apt.log 2>&1 || echo "That failed: see .venv/apt.log"
        touch ".venv/.system-$purpose"
        found=$(missing)
    fi
    while IFS='|' read -r packages loss; do
        if [ -n "$packages" ]; then
            echo "Not installed: $packages. Will not work: $loss. After installing it by hand: make system"
        fi
    done <<<"$found"
}

libraries
system
