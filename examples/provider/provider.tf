terraform {
  required_providers {
    dbkill = {
      source  = "registry.terraform.io/dbkill/dbkill"
      version = "0.1.0"
    }
  }
}

# Name the clouds that are used. Keys come from the environment, such as TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.
provider "dbkill" {
  tencent {
    region = "ap-guangzhou"
  }

  huawei {
    region = "cn-north-4"
  }

  alibaba {
    region = "cn-hangzhou"
  }
}
