#!/bin/sh
# Makes a database, connects a client that never gives up, and destroys the database all the same.
set -eu

npx tsx setup.ts
./node_modules/.bin/tsx client.ts &
client=$!
trap 'kill $client' EXIT
sleep 3

npx tsx main.ts
cd cdktf.out/stacks/shop-database
terraform init
terraform apply -auto-approve
terraform destroy -auto-approve
# The client comes back, and finds nothing.
sleep 5
