import { hostMatches, sameCommand } from "../../../match";
import type { Session } from "../../../types";
import { defineAction } from "../action";
import { TencentError } from "../error";
import { findInstance } from "./instance";
import { DBBRAIN } from "./service";

const DEFAULT_LIMIT = 20;

/**
 * DescribeMySqlProcessList (https://cloud.tencent.com/document/api/1130/57824): the sessions that run now. Filters are ANDed; texts
 * are compared exactly, but for Command (without case), Host (without the port, `%` as a wildcard) and Info (it holds the text).
 * The vendor does not say how it compares, nor whether Limit has a maximum.
 */
export const describeMySqlProcessList = defineAction({
  name: "DescribeMySqlProcessList",
  ratePerSecond: 20,
  parameters: {
    InstanceId: "string!",
    ID: "integer",
    User: "string",
    Host: "string",
    DB: "string",
    State: "string",
    Command: "string",
    Time: "integer",
    Info: "string",
    Limit: "integer",
    Product: "string",
    StatDimensions: "object[]",
  },
  async carryOut(parameters, { world, engine }) {
    const { InstanceId, Product, Limit = DEFAULT_LIMIT, StatDimensions } = parameters;
    if (Limit <= 0) {
      throw new TencentError("InvalidParameterValue", "The value of the parameter `Limit` must be positive.");
    }
    if (StatDimensions?.length) {
      throw new TencentError(
        "UnsupportedOperation",
        "The emulator has no statistics: leave out `StatDimensions`.",
      );
    }
    const instance = findInstance(world, InstanceId, Product, DBBRAIN.products);
    const { ID, User, Host, DB, State, Command, Time = 0, Info = "" } = parameters;
    const chosen = (await engine.list(instance)).filter(
      (session) =>
        (ID === undefined || session.id === String(ID)) &&
        (!User || session.user === User) &&
        (!Host || hostMatches(Host, session.host)) &&
        (!DB || session.database === DB) &&
        (!State || session.state === State) &&
        (!Command || sameCommand(Command, session.command)) &&
        session.duration_seconds >= Time &&
        session.info.includes(Info),
    );
    return { ProcessList: chosen.slice(0, Limit).map(toRow), Statistics: [] };
  },
});

/** Every field is a text, the numbers too. */
function toRow(session: Session) {
  return {
    ID: session.id,
    User: session.user,
    Host: session.host,
    DB: session.database,
    State: session.state,
    Command: session.command,
    Time: String(session.duration_seconds),
    Info: session.info,
    SqlType: (/^\s*([a-z]+)/i.exec(session.info)?.[1] ?? "").toUpperCase(),
  };
}
