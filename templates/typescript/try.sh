#!/bin/sh
# Applies the stack and lets the runner have one pass: `npm run try` does it on the emulator.
set -eu

npx tsx main.ts
terraform -chdir=cdktf.out/stacks/policies init
terraform -chdir=cdktf.out/stacks/policies apply -auto-approve
terraform -chdir=cdktf.out/stacks/policies show -json > policies.json
npx dbkill enforce --policies policies.json --once --audit audit.jsonl
