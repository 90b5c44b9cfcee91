# The instance's id.
terraform import dbkill_huawei_das_kill_switch.shop bcfa975193f1402fa11a6d4fd6baf5fbin01
