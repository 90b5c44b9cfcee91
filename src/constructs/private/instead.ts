/** Why some services lack what others offer, and what to use in its place. Each for use in several descriptors. */

export const NO_KILL_TASK =
  "Its API kills what runs at the moment of the call and keeps no standing task. Use SessionKill, with triggers to kill again.";

export const NO_SQL_CANCEL =
  "SqlCancel is for the statements of Huawei MRS, which are cancelled by their ids. Use SessionKill.";

export const NO_KILL_PREVIEW =
  "Only Huawei DAS previews a kill by itself. Use bindings.DataDbkillSessions with the target's toTarget() and the filter's toMatch(): it lists the sessions that match.";

export const NO_RECORD_HISTORY =
  "Whether a kill is recorded is a choice of Tencent DBbrain's alone. Leave recordHistory out.";
