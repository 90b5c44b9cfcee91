#!/bin/sh
# Applies the stack, shows which sessions its policies would kill, and runs one pass of the runner.
set -eu

npx tsx main.ts
terraform -chdir=cdktf.out/stacks/estate init
terraform -chdir=cdktf.out/stacks/estate apply -auto-approve
terraform -chdir=cdktf.out/stacks/estate show -json > policies.json
npx dbkill preview --policies policies.json
npx dbkill enforce --policies policies.json --once --audit audit.jsonl
