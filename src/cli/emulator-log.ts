import type { EmulatorEvent } from "../emulator";

/** One event as one line for a terminal. Names that clients choose can't break out of it. */
export function eventLine(event: EmulatorEvent): string {
  return printable(`${timeOfDay(event.at)}  ${describe(event)}`);
}

function describe(event: EmulatorEvent): string {
  switch (event.kind) {
    case "call": {
      const { service, action, instance_id, http_status, error_code, fault } = event;
      const result = [http_status ?? "no response", error_code, fault && `(fault ${fault})`];
      const call = [service, action || "(no action)", instance_id].filter(Boolean).join(" ");
      return `${call}: ${result.filter(Boolean).join(" ")}`;
    }
    case "kill": {
      const { service, instance_id, session, by } = event;
      return `killed session ${session.id} of ${session.user || "(no user)"} on ${service} ${instance_id}, by ${by.replace(":", " ")}`;
    }
    case "task": {
      const until = event.expires_at === null ? "until it is cancelled" : `until ${event.expires_at}`;
      const end = event.event === "started" ? until : `kills: ${event.kills}`;
      return `task ${event.id} ${event.event} on ${event.service} ${event.instance_id}, ${end}`;
    }
    case "refused":
      return `refused a request, ${event.code}: ${event.message}`;
  }
}

/** `10:00:00` of an RFC 3339 time. */
function timeOfDay(at: string): string {
  return at.slice(at.indexOf("T") + 1).slice(0, 8);
}

/** Control and format characters as `\u{1b}`: in a terminal they could forge lines. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
