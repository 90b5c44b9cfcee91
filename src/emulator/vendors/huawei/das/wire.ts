import type { Session } from "../../../types";
import { long } from "../../long-json";
import type { VendorContext } from "../../vendor";

/** What DAS answers to a write that it carried out. */
export function done({ huawei }: VendorContext): { success: boolean } {
  return { success: !huawei.quirks.has("success-false") };
}

/** A moment as DAS tells it: in milliseconds. */
export function wireTime({ huawei }: VendorContext, milliseconds: number): number {
  return huawei.quirks.has("times-in-seconds") ? Math.floor(milliseconds / 1000) : milliseconds;
}

/** When the sessions of an answer were looked at: in seconds, as in the documents' example. */
export function dataSyncTime({ world }: VendorContext): number {
  return Math.floor(world.clock.now() / 1000);
}

/** A session in a preview. */
export function processRow(session: Session) {
  return {
    id: long(session.id),
    user: session.user,
    host: session.host,
    db: session.database,
    state: session.state,
    command: session.command,
    sql_info: session.info,
    state_duration: session.duration_seconds,
  };
}

/** The same with the names of ListProcesses, where everything is a text. */
export function olderProcessRow(session: Session) {
  return {
    id: session.id,
    user: session.user,
    host: session.host,
    database: session.database,
    command: session.command,
    time: String(session.duration_seconds),
    state: session.state,
    sql: session.info,
    trx_executed_time: "0",
  };
}

/** The only node that an instance has here. */
export function nodeIdOf(instanceId: string): string {
  return `${instanceId.slice(0, 32)}no01`;
}
