import { Tokenization } from "cdktf";
import { checkSelection, type SelectionDraft, sessionKey, UNDECIDED } from "../model";
import { factsOf } from "../vendors/facts";
import { type ConstructProblem, fromModel } from "./errors";
import type { KillTarget } from "./kill-target";
import { refusedProperties } from "./services";
import type { SessionKillSettings } from "./services/service";
import { type SessionSelection, selectionDraft } from "./session-selection";
import { ID_PROPERTIES, spell } from "./spelling";
import { decide } from "./tokens";

type IdProperty = (typeof ID_PROPERTIES)[keyof typeof ID_PROPERTIES];

/** The choice of sessions, as the construct was given it. */
type GivenSelection = Pick<SessionKillSettings, IdProperty> &
  SessionSelection & { readonly target: KillTarget };

/** What is wrong with the choice of sessions, as far as it is known at synth. */
export function sessionKillProblems(props: GivenSelection): ConstructProblem[] {
  const facts = factsOf(props.target.service);
  const own = ID_PROPERTIES[facts.ids.attribute as keyof typeof ID_PROPERTIES];
  const foreign = Object.values(ID_PROPERTIES).filter((name) => name !== own && props[name] !== undefined);
  if (foreign.length > 0) {
    const instead = Object.fromEntries(
      foreign.map((name) => [name, `Its ${facts.words.many} are known by ${own}. Set ${own} instead.`]),
    ) as Record<IdProperty, string>;
    return refusedProperties(props, instead, props.target);
  }
  const draft: SelectionDraft = { ...selectionDraft(props), ids: decideIds(props[own]) };
  return checkSelection(draft, { facts, spell, spellSetting: spell })
    .filter(({ severity }) => severity === "error")
    .map((problem) => fromModel(problem, spell));
}

function decideIds(ids: SessionKillSettings[IdProperty]): SelectionDraft["ids"] {
  if (ids === undefined) return undefined;
  if (Tokenization.isResolvable(ids)) return UNDECIDED;
  return decide(
    ids.map((each) => {
      if (typeof each === "string") return each;
      // A key with a token in it is a token.
      return sessionKey(each);
    }),
  ) as SelectionDraft["ids"];
}
