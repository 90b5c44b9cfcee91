terraform {
  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }

  # CI runners are ephemeral, so the state is remote. try.sh overrides this with a local file.
  backend "cos" {
    region = "ap-guangzhou"
    bucket = "terraform-states-1250000000"
    prefix = "dbkill"
  }
}

# Keys come from the pipeline's secrets (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
provider "dbkill" {
  tencent {
    region = "ap-guangzhou"
  }
}

resource "dbkill_tencent_dbbrain_kill_task" "long_reports" {
  instance_id = "cdb-8jawylhf"
  max_kills   = 10

  match {
    users                = ["report"]
    min_duration_seconds = 300
  }
}

resource "dbkill_auto_kill_policy" "idle" {
  name      = "idle"
  max_kills = 20

  target {
    service     = "dbbrain"
    instance_id = "cdb-5kq7w2xd"
  }

  match {
    commands             = ["Sleep"]
    min_duration_seconds = 3600
  }
}
