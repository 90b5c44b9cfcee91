#!/bin/sh
# The Terraform provider dbkill: what Terraform starts. It runs the program beside it on the Node.js of the PATH.
# Terraform shows the first line on stdout where that is not the provider's own, so every failure here is one line there.
self=$0
if [ -h "$self" ]; then self=$(readlink -f "$self"); fi
if ! command -v node >/dev/null 2>&1; then
  echo "dbkill needs Node.js @NODE@ or later on the PATH, and there is no node on it. Install Node.js, or add its folder to the PATH of the shell that runs Terraform."
  exit 1
fi
case $self in
*/*) exec node "${self%/*}/check.cjs" "$@" ;;
*) exec node "./check.cjs" "$@" ;;
esac
