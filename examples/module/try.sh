#!/bin/sh
# Applies two policies from the module, and runs one pass of the runner.
set -eu

npx dbkill mirror terraform.d/plugins
terraform init
terraform apply -auto-approve
terraform show -json > policies.json
npx dbkill enforce --policies policies.json --once --audit audit.jsonl
