import type { Session } from "../../model";
import type { EndedSession, Fault, Refusal } from "../ports";
import type { Sighting } from "./look";

/** What the last look after the kill told of a session. */
export type Fate =
  /** It is not listed any more. `early`: a newcomer with its id may be too young to be listed. */
  | { readonly kind: "absent"; readonly ended?: EndedSession; readonly early?: boolean }
  /** Its id belongs to another session now. */
  | { readonly kind: "replaced" }
  | { readonly kind: "there"; readonly session: Session }
  /** The listing does not tell: it is incomplete, or the session may be too young to be listed. */
  | { readonly kind: "unclear" };

/** Everything that a run knows of one key. */
export interface Track {
  readonly key: string;
  /** As first listed: what a named id stands for. Empty where it was never listed. */
  first: Sighting;
  /** As last listed before a request named it. */
  seen: Sighting;
  /** When a request that may have been carried out named it last; undefined: never. */
  sentAt?: number;
  /** Whether the vendor confirmed a request that named it. */
  accepted: boolean;
  /** Whether nothing tells if the last request was carried out. It is sent again then, if it is still the same session. */
  doubt: boolean;
  /** What the vendor said against killing it. */
  refusal?: Refusal;
  /** The keys of the request that was refused as a whole: without those that ended, it may be accepted. */
  refusedWith?: readonly string[];
  /** The failure that kept it from being sent, or its answer from arriving. */
  fault?: Fault;
  /** Why it is not sent, or not again. */
  held?: string;
  /** Its id can't be sent: no round tries. */
  unsendable?: boolean;
  /** It ended before anything was sent for it. */
  gone?: { readonly ended?: EndedSession; readonly message?: string };
  /** It is not a victim any more: no result. */
  dropped?: boolean;
  fate?: Fate;
}

export function newTrack(key: string, first: Sighting): Track {
  return { key, first, seen: first, accepted: false, doubt: false };
}

/** Whether a request that may have been carried out named it. */
export function wasSent(track: Track): boolean {
  return track.sentAt !== undefined;
}

/** Whether a request may have killed it. One that was refused for several may have killed some of them. */
export function mayHaveKilled(track: Track): boolean {
  return wasSent(track) || (track.refusedWith?.length ?? 0) > 1;
}

/** Whether another round may send it. */
export function isPending(track: Track): boolean {
  if (track.gone || track.unsendable || track.dropped) return false;
  if (track.refusal) return (track.refusedWith?.length ?? 0) > 1;
  return track.doubt || !wasSent(track);
}

/** How many sessions a kill of it ends. */
export function sizeOf({ seen }: Pick<Track, "seen">): number {
  return Math.max(1, seen.sessions.length);
}
