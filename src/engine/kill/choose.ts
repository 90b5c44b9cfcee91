import {
  compileSelection,
  type Selection,
  type ServiceFacts,
  type Session,
  type Spared,
  sessionKey,
} from "../../model";
import { isSame, type Look } from "./look";
import type { KillResult, SentSession } from "./order";

/** What one listing offers to kill. */
export interface Chosen {
  /** By key: the sessions that a kill of the key ends, all of them victims. */
  readonly groups: ReadonlyMap<string, readonly Session[]>;
  readonly spared: readonly Spared<Session>[];
  /** Victims that share their key with sessions that are spared or not chosen. */
  readonly shared: readonly Session[];
  /** How many sessions the choice names. */
  readonly matched: number;
  /** Named keys that the listing does not have. */
  readonly absent: readonly string[];
}

/** What is left of an earlier run, by key, with the user of each; null where the user is not known. */
type Left = ReadonlyMap<string, string | null>;

/** A selection, narrowed to what is left of an earlier run where there was one. */
export class Chooser {
  /** The keys that are named one by one; undefined where a filter or everything is meant. */
  readonly named: readonly string[] | undefined;
  readonly #select: ReturnType<typeof compileSelection>;
  readonly #left: Left | undefined;
  readonly #only: ReadonlyMap<string, SentSession> | undefined;

  /** @throws Error for a selection that chooses nothing, or everything without `match_all` */
  constructor(
    readonly selection: Selection,
    private readonly facts: ServiceFacts,
    previous?: readonly KillResult[],
    only?: readonly SentSession[],
  ) {
    assertDeliberate(selection, facts);
    this.#only = only && new Map(only.map((each) => [each.key, each]));
    this.#left = previous && leftOf(previous);
    const { choice } = selection;
    if (choice.by === "ids") {
      this.named = this.#left ? choice.ids.filter((key) => this.#left!.has(key)) : choice.ids;
    } else if (choice.by === "all" && this.#left) this.named = [...this.#left.keys()];
    const narrowed = this.named
      ? { ...selection, choice: { by: "ids" as const, ids: this.named } }
      : selection;
    this.#select = compileSelection(narrowed, facts);
  }

  /** What is left of an earlier run; undefined for a new kill. */
  get left(): Left | undefined {
    return this.#left;
  }

  /** Whether some sessions are to be spared: then an id that is not listed must not be killed. */
  get spares(): boolean {
    return this.selection.exclude !== null || this.selection.protectedUsers.length > 0;
  }

  choose(look: Pick<Look, "sessions" | "byKey" | "from" | "at">): Chosen {
    const { byKey } = look;
    const offered = look.sessions.filter(
      (session) => this.#mayBeLeft(session) && this.#isMeant(session, look),
    );
    const { matched, victims, spared } = this.#select(offered);
    const chosen = new Set(victims);
    const groups = new Map<string, readonly Session[]>();
    const left = [...spared];
    const shared: Session[] = [];
    for (const victim of victims) {
      const key = sessionKey(victim);
      const group = byKey.get(key)!;
      if (group.every((session) => chosen.has(session))) groups.set(key, group);
      else {
        shared.push(victim);
        left.push({ session: victim, reason: "not_selected", detail: "shares its id" });
      }
    }
    const absent = (this.named ?? []).filter((key) => !byKey.has(key));
    return { groups, spared: left, shared, matched: matched.length, absent };
  }

  /** Whether the session is one of those that an earlier look chose, where there was one. */
  #isMeant(session: Session, { byKey, from, at }: Pick<Look, "byKey" | "from" | "at">): boolean {
    if (!this.#only) return true;
    const key = sessionKey(session);
    const chosen = this.#only.get(key);
    return chosen !== undefined && isSame(chosen, { sessions: byKey.get(key)!, from, at }, this.facts);
  }

  /** An id may have a new owner since the earlier run. */
  #mayBeLeft(session: Session): boolean {
    if (!this.#left) return true;
    const user = this.#left.get(sessionKey(session));
    return user === null || user === session.user;
  }
}

/** The results that an earlier run left open. */
function leftOf(previous: readonly KillResult[]): Left {
  return new Map(
    previous
      .filter(({ outcome }) => outcome !== "killed" && outcome !== "gone")
      .map(({ key, user }) => [key, user]),
  );
}

/**
 * The first lock: a choice must be explicit, wherever it comes from. `compileSelection` checks filters.
 * @throws Error for no choice, ids that are no list, or a choice that needs a list on a service without one
 */
function assertDeliberate({ choice }: Selection, { list }: ServiceFacts): void {
  const by: string | undefined = choice?.by;
  const isList = choice?.by !== "ids" || Array.isArray(choice.ids);
  if (!["ids", "match", "all"].includes(by ?? "") || !isList) {
    throw new Error("Refused to carry out a kill without a choice of sessions.");
  }
  if (!list && by !== "ids") throw new Error("Refused to choose sessions on a service that can't list them.");
}
