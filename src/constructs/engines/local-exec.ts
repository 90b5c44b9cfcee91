import { join } from "node:path";
import {
  App,
  DataResource,
  type ISynthesisSession,
  Lazy,
  type TerraformResource,
  TerraformStack,
} from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { HANDLER_FILES } from "../../handler-format";
import { providerFolder, writeFiles } from "../../mirror";
import { renderProblem } from "../errors";
import { declarationOf, environmentOf, escaped, settingsOf } from "./declaration";
import { journalFolder, stateName } from "./journal-folder";
import { KillEngine } from "./kill-engine";
import { type Declared, type Life, problemsOf, warn } from "./limits";
import { nullResource, requireNullProvider } from "./null-provider";
import { providerProblems, providerSettings } from "./provider-settings";

/**
 * Attributes that do not change what is declared: as with the provider, changing one starts, stops and kills nothing. All
 * others are part of the state.
 */
const SETTINGS: ReadonlySet<string> = new Set([
  "adopt_existing",
  "fail_on_survivors",
  "max_kills",
  "on_conflict",
  "record_history",
  "renew_on_expiry",
  "require_switch",
  "timeouts",
  "verify",
]);

/** The handler's folder within the stack's folder. */
const FOLDER = "dbkill-handler";

/** Creates the provider's resource. */
export type Make = (scope: Construct, id: string) => TerraformResource;

/** The attributes of a binding that never becomes part of the stack. */
function attributesOf(binding: TerraformResource): Record<string, unknown> {
  return (binding as unknown as { synthesizeAttributes(): Record<string, unknown> }).synthesizeAttributes();
}

/**
 * Carries out a construct with resources whose provisioners call the handler. A task has two resources, because Terraform runs no destroy
 * provisioner of a resource whose create provisioner failed: one only has the destroy provisioner, so its creation never fails; the other
 * depends on it and only has the create provisioner.
 *
 * @param make creates the provider's resource, of which only the attributes are used
 * @returns the resource that is created last
 */
export function localExec(
  owner: Construct,
  engine: Exclude<KillEngine, "provider">,
  life: Life,
  declared: Declared,
  make: Make,
): TerraformResource {
  const stack = TerraformStack.of(owner);
  const isNull = engine === KillEngine.NULL_RESOURCE;
  if (isNull) requireNullProvider(stack);
  writeHandler(stack);
  const scratch = scratchOf(stack);
  const binding = make(scratch, `${scratch.node.children.length}`);
  const { config, settings } = split(attributesOf(binding), life);
  const declaration = declarationOf(binding.terraformResourceType, owner.node.path, config);
  const problems = problemsOf(engine, life, declared, declaration);
  owner.node.addValidation({
    validate: () => [...problems, ...providerProblems(owner, binding.provider)].map(renderProblem),
  });
  warn(owner, life, declared);

  const copy = copyOf(binding);
  const settingsOnly = settingsOf({ config: settings });
  const context = (object: string) => ({
    DBKILL_OBJECT: object,
    DBKILL_WORKSPACE: "${terraform.workspace}",
    DBKILL_JOURNAL_FOLDER: Lazy.stringValue({ produce: () => journalFolder(owner) }),
    DBKILL_STATE: Lazy.stringValue({ produce: () => stateName(stack) }),
    DBKILL_PROVIDER: Lazy.stringValue({
      produce: () => escaped(JSON.stringify(providerSettings(owner, binding.provider))),
    }),
    ...(copy && { DBKILL_INSTANCE: copy.key }),
  });
  const { dependsOn, lifecycle, count, forEach, connection, provisioners } = binding;
  const {
    preventDestroy,
    replaceTriggeredBy,
    precondition,
    postcondition,
    ignoreChanges,
    createBeforeDestroy,
  } = lifecycle ?? {};
  const repeated = { count, forEach };
  const resource = (id: string, state: State, meta: object) => {
    const made = isNull ? nullResource(owner, id, state.triggers) : dataResource(owner, id, state);
    Object.assign(made, repeated, meta, { dependsOn });
    return made;
  };
  const command = (when: "create" | "destroy", environment: Record<string, string>) => ({
    type: "local-exec" as const,
    ...(when === "destroy" && { when }),
    // Terraform appends the command to the interpreter: no shell reads it.
    interpreter: ["node", `\${path.module}/${FOLDER}/handler.cjs`],
    command: when,
    environment,
  });
  const holder = isNull ? "triggers" : life === "drain" ? "output" : "triggers_replace";
  const stored = environmentOf(
    Object.fromEntries(
      Object.keys(declaration.variables).map((name) => [name, `\${self.${holder}.${name}}`]),
    ),
  );
  const given = environmentOf(declaration.variables);
  const asked = environmentOf(settingsOnly.variables);
  // A destroy provisioner can only read its own object.
  const settled = settingsOnly.holdsReferences ? {} : asked;

  if (life === "drain") {
    const state = isNull ? {} : { input: declaration.variables };
    return resource("Resource", state, {
      lifecycle: { preventDestroy, precondition, postcondition, ignoreChanges },
      connection,
      provisioners: [
        command("destroy", {
          ...(isNull ? given : stored),
          ...settled,
          ...context("${self.id}"),
        }),
        ...(provisioners ?? []),
      ],
    });
  }
  if (life === "kill") {
    return resource(
      "Resource",
      { triggers: declaration.variables },
      {
        lifecycle,
        connection,
        provisioners: [
          command("create", { ...given, ...asked, ...context("${self.id}") }),
          ...(provisioners ?? []),
        ],
      },
    );
  }
  const holding = resource(
    "Stop",
    { triggers: declaration.variables },
    {
      lifecycle: { preventDestroy, replaceTriggeredBy, precondition, ignoreChanges, createBeforeDestroy },
      provisioners: [command("destroy", { ...stored, ...settled, ...context("${self.id}") })],
    },
  );
  const object = `\${${holding.terraformResourceType}.${holding.friendlyUniqueId}${copy?.index ?? ""}.id}`;
  return resource(
    "Resource",
    { triggers: { of: object } },
    {
      // Not affected by ignoreChanges: a new Stop always needs a new start.
      lifecycle: { postcondition },
      connection,
      provisioners: [command("create", { ...given, ...asked, ...context(object) }), ...(provisioners ?? [])],
    },
  );
}

interface State {
  /** A change replaces the object. */
  readonly triggers?: Readonly<Record<string, string>>;
  /** A change does not replace the object. Only `terraform_data` has it. */
  readonly input?: Readonly<Record<string, string>>;
}

function dataResource(owner: Construct, id: string, { triggers, input }: State): TerraformResource {
  return new DataResource(owner, id, { triggersReplace: triggers, input });
}

/** The key of a repeated resource's copies, in its own blocks and in those of others. */
function copyOf({
  count,
  forEach,
}: TerraformResource): { readonly key: string; readonly index: string } | undefined {
  if (forEach !== undefined) return { key: "${each.key}", index: "[each.key]" };
  return count === undefined ? undefined : { key: "${count.index}", index: "[count.index]" };
}

/** maxKills of a policy limits each pass, so it is part of the declaration. */
function split(attributes: Record<string, unknown>, life: Life) {
  const isSetting = (name: string) =>
    SETTINGS.has(name) && !(name === "max_kills" && Object.hasOwn(attributes, "name"));
  const pick = (wanted: boolean) =>
    Object.fromEntries(
      Object.entries(attributes).filter(([name]) =>
        life === "drain" ? !wanted : isSetting(name) === wanted,
      ),
    );
  return { config: pick(false), settings: pick(true) };
}

const scratches = new WeakMap<TerraformStack, TerraformStack>();

/** Scope for bindings of which only the attributes are used: an app that is never synthesized. */
function scratchOf(stack: TerraformStack): Construct {
  let scratch = scratches.get(stack);
  if (!scratch) {
    scratch = new TerraformStack(new App({ skipValidation: true }), stack.node.id);
    scratches.set(stack, scratch);
  }
  return scratch;
}

const handled = new WeakSet<TerraformStack>();

/** Writes the handler into the stack's folder at synth, once for each stack. */
function writeHandler(stack: TerraformStack): void {
  if (handled.has(stack)) return;
  handled.add(stack);
  addCustomSynthesis(stack, {
    onSynthesize: ({ outdir, manifest }: ISynthesisSession) => {
      const folder = join(outdir, manifest.forStack(stack).workingDirectory, FOLDER);
      writeFiles(HANDLER_FILES, providerFolder(), folder);
    },
  });
}
