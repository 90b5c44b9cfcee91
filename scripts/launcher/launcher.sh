#!/bin/sh
# The Terraform provider dbkill: what Terraform starts. It runs the program beside it on the Node.js of the PATH.
# Terraform shows the first line on stdout where that is not the provider's own, so every failure here is one line there.
self=$0
if [ -h "$self" ]; then self=$(readlink -f "$self"); fi
if ! command -v node >/dev/null 2>&1; then
  echo "dbkill needs Node.js @NODE@ or later on the PATH, and there is no node on it. Install Node.js, or add its folder to the PATH of the shell that runs Terraform."
  exit 1
fi
# Node.js does not start where NODE_OPTIONS preloads something that is not found from here, or fails.
case ${NODE_OPTIONS:-} in
*-r* | *--import* | *loader*) node -e 0 >/dev/null 2>&1 || unset NODE_OPTIONS ;;
esac
# Node.js 20 reads this file at every start, which takes longer than the start itself; the provider reads it on its first API call. If
# Node.js is configured to trust the system's authorities, only Node.js knows them all.
case "${NODE_OPTIONS:-} ${NODE_USE_SYSTEM_CA:+--use-system-ca}" in
*-ca*) ;;
*)
  DBKILL_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-}
  export DBKILL_EXTRA_CA_CERTS
  unset NODE_EXTRA_CA_CERTS
  ;;
esac
# Terraform takes whatever comes first on stdout for the provider's answer, also what a preload prints. So stdout goes where stderr goes,
# into Terraform's log, and the provider finds Terraform at 3.
DBKILL_STDOUT=3
export DBKILL_STDOUT
# One thread beside the main one: to start more takes longer than they save.
case $self in
*/*) exec node --v8-pool-size=1 "${self%/*}/check.cjs" "$@" 3>&1 1>&2 ;;
*) exec node --v8-pool-size=1 "./check.cjs" "$@" 3>&1 1>&2 ;;
esac
