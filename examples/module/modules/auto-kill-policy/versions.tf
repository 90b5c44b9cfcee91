terraform {
  required_version = ">= 1.6"

  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }
}
