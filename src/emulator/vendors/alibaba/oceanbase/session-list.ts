import { parseLongJson } from "../../long-json";
import { invalid } from "../error";
import { isSessionId } from "./service";

/** One item of KillProcessList's SessionList. */
export interface ListedSession {
  readonly ServerIp: string;
  readonly SessionId: string;
}

const FORM = 'must be a JSON list of {"ServerIp":"...","SessionId":"..."}';

/**
 * Reads a SessionList: JSON in a text. An id may be a text or a number, and keeps all its digits. Throws InvalidParameter, also for
 * an empty list.
 */
export function parseSessionList(text: string): ListedSession[] {
  const list = read(text);
  if (!Array.isArray(list) || list.length === 0) throw invalid("SessionList", FORM);
  return list.map((item: unknown) => {
    const { ServerIp, SessionId } = (item ?? {}) as Partial<Record<keyof ListedSession, unknown>>;
    if (typeof ServerIp !== "string" || ServerIp === "" || SessionId === undefined) {
      throw invalid("SessionList", FORM);
    }
    const id = String(SessionId);
    if (!isSessionId(id)) throw invalid("SessionList", `holds ${id}, which is no session id`);
    return { ServerIp, SessionId: id };
  });
}

function read(text: string): unknown {
  try {
    return parseLongJson(text);
  } catch {
    throw invalid("SessionList", FORM);
  }
}
