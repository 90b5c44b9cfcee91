# The policies, and the ConfigMap with their documents: the runner only reads what this apply decided.
# The next plan asks each shard whether it enforces them.

terraform {
  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

provider "dbkill" {
  runner_url = join(",", [for shard in range(3) : "http://dbkill-runner-${shard}.dbkill-runner.dbkill.svc:9464"])
}

resource "dbkill_auto_kill_policy" "reports" {
  for_each = toset(["orders", "stock", "billing"])

  name = "reports"
  target {
    service     = "mysql"
    instance_id = "${each.key}.db.internal.example:3306"
  }
  match {
    users                = ["report"]
    min_duration_seconds = 60
  }
  exclude {
    info_keywords = ["/* keep */"]
  }
  max_kills          = 10
  max_kills_per_hour = 50
  reason             = "Reports lock the order tables."
}

resource "kubernetes_config_map_v1" "policies" {
  metadata {
    name      = "dbkill-policies"
    namespace = "dbkill"
  }

  data = { for name, policy in dbkill_auto_kill_policy.reports : "reports-${name}.json" => policy.document }
}
