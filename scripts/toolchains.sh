# What each language needs on the machine. Sourced by the scripts that go through all languages.

toolchain_of() {
  case $1 in
    go) echo go ;;
    python) echo python3 ;;
    java) echo mvn ;;
    rust) echo cargo ;;
    php) echo php ;;
    ruby) echo ruby ;;
    *) echo node ;;
  esac
}

has_toolchain() {
  command -v "$(toolchain_of "$1")" >/dev/null
}

# In CI nothing is skipped.
skip_language() {
  echo "skipped: $1, since $(toolchain_of "$1") is not installed" >&2
  [[ -z ${CI:-} ]]
}
