#!/bin/sh
# The life of a kill task without a provider: synth, plan, apply, destroy.
set -eu

npx tsx main.ts
cd cdktf.out/stacks/kill-tasks
terraform init
terraform plan -out=kill-tasks.tfplan
terraform apply kill-tasks.tfplan
# The task kills what matches, once a second.
sleep 3
terraform destroy -auto-approve
