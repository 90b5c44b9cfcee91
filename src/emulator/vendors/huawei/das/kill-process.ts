import { Fields } from "../../../control/fields";
import type { Operation } from "../operation";
import { bodyOf, longText } from "./parameters";
import { checkEngine } from "./query-process-list";

/**
 * CancelInstanceProcess (huaweicloud-sdk-go-v3, services/das/v3): kills chosen sessions now and answers how many kills were
 * accepted. A session is named by its id and its user: an id that is somebody else's by now is left alone. What is gone or refused is
 * just not counted. Nobody is spared: whoever asks for the kill of a system's session gets it.
 */
export const killProcess: Operation = {
  method: "POST",
  path: "kill-process",
  async carryOut({ instance, body, context }) {
    const fields = bodyOf(body, ["engine_type", "processes"]);
    checkEngine(fields.text("engine_type"));
    const named = fields.list("processes").map((each, index) => {
      const process = Fields.of(each, `processes[${index}]`, ["id", "user"]);
      return { id: longText(process.value("id"), process.where("id")), user: process.text("user") };
    });
    const users = new Map((await context.engine.list(instance)).map(({ id, user }) => [id, user]));
    let count = 0;
    for (const { id, user } of named) {
      if (users.get(id) !== user) continue;
      const { outcome } = await context.engine.kill(instance, id, "api");
      if (outcome === "killed" || outcome === "accepted") count += 1;
    }
    return { count };
  },
};
