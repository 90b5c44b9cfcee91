# METADATA
# description: Every dbkill resource that can kill must set max_kills.
package dbkill

# Types that kill nothing, or only sessions named by id.
unlimited := {"dbkill_huawei_das_kill_switch", "dbkill_huawei_mrs_sql_cancel"}

deny contains message if {
	some resource in input.resource_changes
	startswith(resource.type, "dbkill_")
	not resource.type in unlimited
	some action in resource.change.actions
	action in {"create", "update"}

	# A value that is known only after apply can't be checked, and counts as missing.
	object.get(resource.change.after, "max_kills", null) == null
	message := sprintf("%s has no max_kills", [resource.address])
}
