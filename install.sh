#!/usr/bin/env bash
# Makes .venv what the committed lock says and sees to the programs beside it.
# Usage: install.sh run|test. What is in order already is left alone.
set -euo pipefail
cd "$(dirname "$0")"

purpose=${1:-run}
case $purpose in
run) lock=requirements.txt ;;
test) lock=requirements-dev.txt ;;
*)
    echo "install.sh: run or test?" >&2
    exit 2
    ;;
esac

# One line a program: purpose, Debian packages, test that it is there, what is lost without it.
programs() {
    cat <<'LIST'
run|chromium|has chromium chromium-browser google-chrome|export of pictures, PDF and slides
run|fontconfig fonts-noto-cjk|has_chinese_font|Chinese letters in exported pictures (boxes stand in their place)
test|postgresql|has_postgresql|tests of accounts on PostgreSQL
test|libreoffice-impress libreoffice-writer poppler-utils|has_office|tests that open slides and bulletins
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

has_office() { has soffice && has pdftoppm; }

fingerprint() { sha256sum "$1" | cut -d' ' -f1; }

installed() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.lock-$1" 2>/dev/null)" = "$(fingerprint "$2")" ]; }

libraries() {
    # The lock for tests holds everything that the lock for running holds, in the same versions.
    if installed test requirements-dev.txt || installed "$purpose" "$lock"; then return; fi
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        local python
        python=$(command -v python3.11 || command -v python3)
        echo "Creating .venv with $python"
        "$python" -m venv --clear .venv
    fi
    echo "Installing the libraries of $lock (a few minutes, once)"
    rm -f .venv/.lock-*
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes -r "$lock"
    fingerprint "$lock" >".venv/.lock-$purpose"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

may_install() { has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }; }

missing() {
    local wanted packages probe loss
    while IFS='|' read -r wanted packages probe loss; do
        if [ "$wanted" = run ] || [ "$purpose" = test ]; then
            $probe || echo "$packages|$loss"
        fi
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
