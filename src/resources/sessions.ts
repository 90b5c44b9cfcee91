import { compileSelection, compileFilter, type ServiceFacts, type Session, type Target } from "../model";
import { attr, type Config, defineDataSource, type Diagnostics, isUnknown, schema, type Unknown, validate } from "../framework";
import { checkFilter } from "../model";
import { SERVICE_FACTS, factsOf } from "../vendors/facts";
import { reportGroupProblem } from "./attributes";
import { excludeBlock, type FilterValue, matchBlock, targetBlock, type TargetValue, toDraft, toFilter, toTarget } from "./blocks";
import { showStatement } from "./preview";
import type { ProviderClients } from "./provider-clients";
import { reportProblems } from "./render";

/** The services whose sessions can be listed. */
const LISTABLE = Object.values(SERVICE_FACTS as Record<string, ServiceFacts>).flatMap(({ service, list }) => (list ? [service] : []));
