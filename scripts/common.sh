# shellcheck shell=sh
# common.sh - what the scripts of this folder share; they read it with `. "$(dirname "$0")/common.sh"`.
#
# A script prints a line for each thing it checks, in the form of TAP:
#
#     ok - what was checked
#     not ok - what was checked
#     ok - what was checked # SKIP why not
#
# and below "not ok" what is wrong.  scripts/check adds the lines up.

set -eu

# Everything runs in the folder that has the repository.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

# Messages of compilers and the order of names are the same everywhere.
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKELEVEL GREP_OPTIONS

jobs=${CUPEL_JOBS:-$(nproc 2>/dev/null || echo 2)}
export jobs

failures=0

ok() {
    printf 'ok - %s\n' "$1"
}

# not_ok WHAT [FILE]: FILE holds what is wrong.
not_ok() {
    printf 'not ok - %s\n' "$1"
    if [ $# -gt 1 ]; then
        sed 's/^/    /' "$2"
    fi
    failures=$((failures + 1))
}

# ok or not ok, as FILE with the mistakes is empty or not.
ok_if_empty() {
    if [ -s "$2" ]; then
        not_ok "$1" "$2"
    else
        ok "$1"
    fi
}

finish() {
    [ "$failures" -eq 0 ] || exit 1
    exit 0
}

die() {
    echo "${0##*/}: $*" >&2
    exit 2
}

# What a script leaves behind goes when it ends, however it ends.
scratch=
servers=
clean_up() {
    if [ -n "$servers" ]; then
        for kind in postgresql mariadb; do
            scripts/stop-server "$servers/$kind" || true
        done
        rm -rf "$servers"
    fi
    [ -z "$scratch" ] || rm -rf "$scratch"
}

# A folder for files that live as long as the script.
make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/cupel-${0##*/}.XXXXXX")
    trap clean_up EXIT
    trap 'exit 1' HUP INT TERM
}

# Servers for the tests that live as long as the script, unless the environment names others.
start_servers() {
    servers=$(mktemp -d "${TMPDIR:-/tmp}/cupel-servers.XXXXXX")
    chmod 755 "$servers"
    trap clean_up EXIT
    trap 'exit 1' HUP INT TERM
    start_server CUPEL_POSTGRESQL_URL postgresql
    start_server CUPEL_MARIADB_URL mariadb
}

# start_server VARIABLE KIND: the tests of a server that is not installed are skipped.
start_server() {
    if eval "[ -n \"\${$1:-}\" ]"; then
        return 0
    fi
    if url=$(scripts/start-server "$2" "$servers/$2" 2>"$servers/said"); then
        export "$1=$url"
    else
        echo "# no $2 server: $(tail -n 1 "$servers/said")"
    fi
}

# The C files below the folders given, one a line, sorted; folders that do not exist are left out.
c_files() {
    for folder in "$@"; do
        if [ -d "$folder" ]; then
            find "$folder" \( -name '*.c' -o -name '*.h' \) -type f -print
        fi
    done | sort
}

# in_parallel WORDS COMMAND: runs COMMAND with the next WORDS words of standard input, again and again,
# several at a time, and prints what each printed, in the order of the input.
in_parallel() {
    rm -rf "$scratch/parallel"
    mkdir "$scratch/parallel"
    # Each has a file of its own for what it prints: nothing is mixed up, nothing is lost.
    # shellcheck disable=SC2016 # the variables are those of the inner shell
    nl -b a -n rz -w 8 | xargs -r -P "$jobs" -n "$(($1 + 1))" sh -c \
        'command_=$2 output_=$1/$3; shift 3; "$command_" "$@" >"$output_" 2>&1 || true' \
        sh "$scratch/parallel" "$2"
    find "$scratch/parallel" -type f -print0 | sort -z | xargs -0 -r cat
}
