#!/bin/sh
# The Terraform provider dbkill: what Terraform starts. It runs the program beside it on the Node.js of the PATH.
# Terraform shows the first line on stdout where that is not the provider's own, so every failure here is one line there.
self=$0
if [ -h "$self" ]; then self=$(readlink -f "$self"); fi
if ! command -v node >/dev/null 2>&1; then
  echo "dbkill needs Node.js @NODE@ or later on the PATH, and there is no node on it. Install Node.js, or add its folder to the PATH of the shell that runs Terraform."
  exit 1
fi
# What NODE_OPTIONS preloads is most often meant for other programs. Where it prints, or is not found from here, the provider starts without it.
preloads=
case ${NODE_OPTIONS:-} in
*-r* | *--import* | *loader*) preloads=yes ;;
esac
if [ "$preloads" ] && { ! printed=$(node -e 0 2>/dev/null) || [ "$printed" ]; }; then
  kept=
  drop=
  set -f
  for word in $NODE_OPTIONS; do
    case $drop$word in
    -r | --require | --import | --loader | --experimental-loader) drop=next ;;
    --require=\"*\" | --import=\"*\" | --loader=\"*\" | --experimental-loader=\"*\") ;;
    --require=\"* | --import=\"* | --loader=\"* | --experimental-loader=\"*) drop=quoted ;;
    --require=* | --import=* | --loader=* | --experimental-loader=*) ;;
    next\"*\" | quoted*\") drop= ;;
    next\"*) drop=quoted ;;
    next*) drop= ;;
    quoted*) ;;
    *) kept="$kept $word" ;;
    esac
  done
  set +f
  NODE_OPTIONS=$kept
  export NODE_OPTIONS
fi
case $self in
*/*) exec node "${self%/*}/check.cjs" "$@" ;;
*) exec node "./check.cjs" "$@" ;;
esac
