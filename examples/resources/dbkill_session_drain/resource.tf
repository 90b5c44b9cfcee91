# A schema of the instance. Your own resource, such as a mysql_database, stands here.
resource "terraform_data" "shop" {
  input = "shop"
}

# Destroyed before the schema, because it depends on it: its sessions are gone when the schema is dropped.
resource "dbkill_session_drain" "shop" {
  target {
    service     = "dbbrain"
    instance_id = "cdb-8jawylhf"
    region      = "ap-guangzhou"
  }

  match {
    databases = [terraform_data.shop.output]
  }

  exclude {
    users = ["backup"]
  }

  max_kills        = 200
  grace_seconds    = 30
  deadline_seconds = 120

  depends_on = [terraform_data.shop]
}
