#!/bin/sh
# Two incidents: each kills once. In between, a plan has no changes.
set -eu

npx dbkill mirror terraform.d/plugins
terraform init

terraform plan -var incident=1001 -out=incident.tfplan
terraform apply incident.tfplan
terraform plan -var incident=1001 -detailed-exitcode

# The client reconnects.
curl --silent --fail "$DBKILL_ENDPOINT_URL/_dbkill/sessions" -H 'content-type: application/json' -d '{
  "service": "dbbrain", "instance_id": "cdb-8jawylhf",
  "sessions": [{ "id": "31", "user": "report", "duration_seconds": 320, "info": "SELECT * FROM order_lines" }]
}'
terraform apply -var incident=1002 -auto-approve
terraform destroy -var incident=1002 -auto-approve
