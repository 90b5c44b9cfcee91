import { readFileSync, readlinkSync } from "node:fs";

/** What tells a process from a later one that the system gives the same id. JSON. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Where ids are counted: this boot of this machine, and the container in it. Absent where the system does not tell. */
  readonly space?: string;
  /** When it was started, in ticks since the boot. Absent where the system does not tell, as on macOS. */
  readonly start?: string;
}

/** The process that has this id now. @param proc where the system tells of processes, as Linux does */
export function identify(pid: number, proc = "/proc"): ProcessIdentity {
  const space = told(() => {
    const boot = readFileSync(`${proc}/sys/kernel/random/boot_id`, "utf8").trim();
    return `${boot}.${readlinkSync(`${proc}/self/ns/pid`).replace(/\D/g, "")}`;
  });
  const start = told(() => {
    const stat = readFileSync(`${proc}/${pid}/stat`, "utf8");
    // Source: proc(5). The second field is a name in brackets, which may hold anything; the start is the 22nd.
    return /^\d+$/.exec(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "")?.[0];
  });
  return { pid, ...(space !== undefined && { space }), ...(start !== undefined && { start }) };
}

function told(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Whether a process still runs. `unknown` where that can't be told: the process belongs to another container or an earlier boot, or its id is in
 * use and the system does not say since when.
 */
export function lifeOf({ pid, space, start }: ProcessIdentity, proc?: string): "alive" | "over" | "unknown" {
  const now = identify(pid, proc);
  if (space !== undefined && now.space !== undefined && space !== now.space) return "unknown";
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "over";
  }
  if (start === undefined || now.start === undefined) return "unknown";
  return start === now.start ? "alive" : "over";
}
