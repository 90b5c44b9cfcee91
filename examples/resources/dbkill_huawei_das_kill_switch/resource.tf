resource "dbkill_huawei_das_kill_switch" "shop" {
  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"
  enabled     = true

  # Destroying this leaves the switch as it is, instead of restoring what was found.
  on_destroy = "leave"
}
