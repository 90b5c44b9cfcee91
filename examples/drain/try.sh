#!/bin/sh
# Creates a database, connects a client that keeps reconnecting, and destroys the database anyway.
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
# The client reconnects and finds no database.
sleep 5
