terraform {
  required_providers {
    dbkill = {
      source  = "registry.terraform.io/dbkill/dbkill"
      version = "0.1.0"
    }
  }
}

# Keys come from the environment: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.
provider "dbkill" {
  tencent = {
    region = "ap-guangzhou"
  }
}
