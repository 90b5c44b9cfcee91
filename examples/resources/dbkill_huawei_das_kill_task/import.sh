# <instance_id>/<task_id>; the DAS console and query-kill-process-task show a task's number.
terraform import dbkill_huawei_das_kill_task.long_reports bcfa975193f1402fa11a6d4fd6baf5fbin01/5
