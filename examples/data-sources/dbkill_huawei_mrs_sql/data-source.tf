data "dbkill_huawei_mrs_sql" "join" {
  cluster_id = "5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961"
  sql_id     = "20261122_091502_00041_k3v8q"
}

output "status" {
  value = data.dbkill_huawei_mrs_sql.join.status
}
