#!/bin/sh
# Applies the databases and then the policies of each environment, and runs one pass of the runner.
set -eu

npx tsx main.ts
for environment in dev staging prod; do
  for stack in databases policies; do
    terraform -chdir="cdktf.out/stacks/$stack-$environment" init
    terraform -chdir="cdktf.out/stacks/$stack-$environment" apply -auto-approve
  done
done
# Staging's task kills what matches, once a second.
sleep 3
for environment in dev prod; do
  terraform -chdir="cdktf.out/stacks/policies-$environment" show -json > "policies-$environment.json"
  npx dbkill enforce --policies "policies-$environment.json" --once --audit "audit-$environment.jsonl"
done
