#!/bin/sh
# Runs the steps of the pipeline's three jobs in turn. Includes OPA's rule if opa is installed.
set -eu
export TF_IN_AUTOMATION=1 TF_INPUT=0

cat > backend_override.tf <<'OVERRIDE'
terraform {
  backend "local" {}
}
OVERRIDE
npx dbkill mirror terraform.d/plugins
terraform init

# On a merge request.
terraform test
terraform plan -out=dbkill.tfplan
terraform show -json dbkill.tfplan > plan.json
if command -v opa; then
  opa eval --fail-defined --format pretty --data policy --input plan.json 'data.dbkill.deny[_]'
fi
npx dbkill preview --policies plan.json --format markdown > preview.md
cat preview.md

# On main.
terraform apply dbkill.tfplan
sleep 3

# Each night.
terraform plan -detailed-exitcode
