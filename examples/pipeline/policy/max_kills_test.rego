package dbkill_test

import data.dbkill

plan(type, actions, after) := {"resource_changes": [{
	"address": concat(".", [type, "this"]),
	"type": type,
	"change": {"actions": actions, "after": after},
}]}

task := "dbkill_tencent_dbbrain_kill_task"

test_a_limit_passes if {
	count(dbkill.deny) == 0 with input as plan(task, ["create"], {"max_kills": 0})
}

test_no_limit_is_denied if {
	dbkill.deny == {"dbkill_tencent_dbbrain_kill_task.this has no max_kills"} with input as plan(task, ["create"], {"max_kills": null})
}

test_a_limit_that_nobody_knows_yet_is_denied if {
	count(dbkill.deny) == 1 with input as plan("dbkill_auto_kill_policy", ["update"], {})
}

test_a_replacement_is_checked if {
	count(dbkill.deny) == 1 with input as plan(task, ["delete", "create"], {})
}

test_what_is_destroyed_needs_none if {
	count(dbkill.deny) == 0 with input as plan(task, ["delete"], null)
}

test_a_switch_needs_none if {
	count(dbkill.deny) == 0 with input as plan("dbkill_huawei_das_kill_switch", ["create"], {})
}

test_what_is_not_of_dbkill_needs_none if {
	count(dbkill.deny) == 0 with input as plan("tencentcloud_mysql_instance", ["create"], {})
}
