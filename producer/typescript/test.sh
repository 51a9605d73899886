#!/bin/sh
# Runs the npm package's tests within the Maven build, or says in one line why not. TOWPATH_NODE=required makes a
# missing Node a failure. Arguments: what Maven says of leaving tests out, name=value.
set -eu
cd "$(dirname "$0")"

task=test
for said in "$@"; do
  case $said in
    skipTests=false | maven.test.skip=false | only=) ;;
    only=full) task=test:next ;;
    # Others need what it builds.
    only=*) task=build ;;
    *)
      echo "The TypeScript tests are left out: $said"
      exit 0
      ;;
  esac
done

left_out() {
  if [ "${TOWPATH_NODE:-}" = required ]; then
    echo "The TypeScript tests cannot run: $1. TOWPATH_NODE=required asks for them" >&2
    exit 1
  fi
  echo "The TypeScript tests are left out: $1"
  exit 0
}

version=$(node --version 2>/dev/null) || left_out "expected Node 20 or newer on the PATH, got none"
major=${version#v}
[ "${major%%.*}" -ge 20 ] || left_out "expected Node 20 or newer on the PATH, got $version"
npm --version >/dev/null 2>&1 || left_out "expected npm beside Node on the PATH, got none"

# npm writes this file last.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund
fi
npm run "$task"
