import type { SelectionDraft } from "../model";
import type { SessionFilter } from "./session-filter";
import { decide } from "./tokens";

/** The properties by which session kills, drains and policies choose sessions. */
export interface SessionSelection {
  readonly filter?: SessionFilter;
  readonly exclude?: SessionFilter;
  readonly protectedUsers?: readonly string[];
}

/** For the rules of the model: what only Terraform will know is undecided. */
export function selectionDraft({ filter, exclude, protectedUsers }: SessionSelection): SelectionDraft {
  return {
    match: filter?.toDraft(),
    match_all: filter?.matchesEverything,
    // An exclude of everything leaves nothing: the rules of the model tell by the missing field.
    exclude: exclude && (exclude.toDraft() ?? {}),
    protected_users: decide(protectedUsers) as SelectionDraft["protected_users"],
  };
}

/** A filter in the attributes of the generated bindings. */
export function matchOf(filter: SessionFilter | undefined) {
  return { match: filter?.toMatch(), matchAll: filter?.matchesEverything || undefined };
}

/** In the attributes of the generated bindings. */
export function selectionAttributes({ filter, exclude, protectedUsers }: SessionSelection) {
  return {
    ...matchOf(filter),
    // An exclude of everything becomes an empty block, which the provider refuses.
    exclude: exclude && (exclude.toMatch() ?? {}),
    protectedUsers: protectedUsers as string[] | undefined,
  };
}
