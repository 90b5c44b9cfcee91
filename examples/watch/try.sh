#!/bin/sh
# Plans while the policy is not enforced, and again while a runner enforces it.
set -eu
export DBKILL_RUNNER_URL=http://127.0.0.1:9464

npx dbkill mirror terraform.d/plugins
terraform init
terraform apply -auto-approve

echo "--- Nobody enforces the policy."
terraform plan

terraform show -json > policies.json
./node_modules/.bin/dbkill enforce --policies policies.json --audit audit.jsonl --listen 127.0.0.1:9464 --interval 1s &
runner=$!
trap 'kill $runner; wait $runner' EXIT
until curl --silent --fail "$DBKILL_RUNNER_URL/v1/policies" | grep '"status": *"enforced"'; do sleep 1; done

echo "--- A runner enforces it."
terraform plan
