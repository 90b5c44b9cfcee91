# METADATA
# description: Whatever dbkill may kill with says how many sessions it may kill at most.
package dbkill

# What kills nobody, or only what is named by id.
unlimited := {"dbkill_huawei_das_kill_switch", "dbkill_huawei_mrs_sql_cancel"}

deny contains message if {
	some resource in input.resource_changes
	startswith(resource.type, "dbkill_")
	not resource.type in unlimited
	some action in resource.change.actions
	action in {"create", "update"}

	# One that is known only after the apply can't be checked, and counts as missing.
	object.get(resource.change.after, "max_kills", null) == null
	message := sprintf("%s has no max_kills", [resource.address])
}
