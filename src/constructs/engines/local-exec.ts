import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import {
  Annotations,
  App,
  DataResource,
  type ISynthesisSession,
  Lazy,
  LocalBackend,
  type TerraformMetaArguments,
  type TerraformResource,
  TerraformStack,
} from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { HANDLER_FILES } from "../../handler-format";
import { providerFolder, writeFiles } from "../../mirror";
import { ConstructError, type ConstructProblem, renderProblem } from "../errors";
import { type Declaration, declarationOf, environmentOf, escaped, settingsOf } from "./declaration";
import { journalOf, KillEngine } from "./kill-engine";
import { nullResource, requireNullProvider } from "./null-provider";
import { providerProblems, providerSettings } from "./provider";

/**
 * What a construct declares: `task` stands from its create to its destroy; `kill` happens once, when it is created; `drain` happens once,
 * when it is destroyed.
 */
export type Life = "task" | "kill" | "drain";

/** What a construct hands over, besides what makes its resource. */
export interface Declared extends TerraformMetaArguments {
  readonly renewOnExpiry?: unknown;
  readonly maxKills?: unknown;
}

/**
 * Attributes that decide nothing about what is declared: a change of one starts, stops and kills nothing, as with the provider. All
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

/** Folder of the handler in the stack's own. */
const FOLDER = "dbkill-handler";

/** Makes the resource of the provider. */
export type Make = (scope: Construct, id: string) => TerraformResource;

/** What a binding declares; itself it is never a part of the stack. */
function attributesOf(binding: TerraformResource): Record<string, unknown> {
  return (binding as unknown as { synthesizeAttributes(): Record<string, unknown> }).synthesizeAttributes();
}

/**
 * Carries a construct out by resources with provisioners that call the handler. A task has two of them: Terraform runs no destroy
 * provisioner of a resource whose create provisioner failed, so one has nothing but the destroy, and never fails to be created; the other,
 * which depends on it, has nothing but the create.
 *
 * @param make makes the resource of the provider, of which only the attributes are taken
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
    DBKILL_JOURNAL_FOLDER: Lazy.stringValue({ produce: () => journalFolder(stack, owner) }),
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
  // A destroy provisioner reads nothing but its own object.
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
      lifecycle: { postcondition, ignoreChanges },
      connection,
      provisioners: [command("create", { ...given, ...asked, ...context(object) }), ...(provisioners ?? [])],
    },
  );
}

interface State {
  /** A change of it replaces the object. */
  readonly triggers?: Readonly<Record<string, string>>;
  /** A change of it does not. `terraform_data` alone has it. */
  readonly input?: Readonly<Record<string, string>>;
}

function dataResource(owner: Construct, id: string, { triggers, input }: State): TerraformResource {
  return new DataResource(owner, id, { triggersReplace: triggers, input });
}

/** What the copies of a repeated resource are told apart by, in its own blocks and in those of others. */
function copyOf({
  count,
  forEach,
}: TerraformResource): { readonly key: string; readonly index: string } | undefined {
  if (forEach !== undefined) return { key: "${each.key}", index: "[each.key]" };
  return count === undefined ? undefined : { key: "${count.index}", index: "[count.index]" };
}

/** A policy says how many a pass may kill: for it that is a part of what is declared. */
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

/** Where bindings are made whose attributes alone are wanted: an app that nobody synthesizes. */
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

/** The folder of the journal, from where Terraform runs: relative, so that the stack's folder can be moved. */
function journalFolder(stack: TerraformStack, owner: Construct): string {
  const { manifest, outdir } = App.of(stack);
  const here = resolve(outdir, manifest.forStack(stack).workingDirectory);
  const from = (folder: string) => escaped(relative(here, folder).split("\\").join("/"));
  const configured = journalOf(owner);
  const backend = stack.node.children.find((child) => child instanceof LocalBackend);
  const { path } = (backend?.toTerraform().terraform.backend.local ?? {}) as { path?: string };
  if (configured !== undefined) return `\${path.module}/${from(configured)}`;
  if (path === undefined) return "${path.module}/.dbkill";
  const beside = join(dirname(path), ".dbkill");
  // Terraform reads a relative path from where it runs.
  return `\${path.module}/${isAbsolute(path) ? from(beside) : escaped(beside)}`;
}

const WITHOUT = "Terraform can't do that with a provisioner.";

/** What this engine would do otherwise than the declaration says. */
function problemsOf(
  engine: KillEngine,
  life: Life,
  { lifecycle, renewOnExpiry }: Declared,
  declaration: Declaration,
): ConstructProblem[] {
  const problems: ConstructProblem[] = [];
  const refuse = (path: string, text: string) =>
    problems.push({ code: "DBKILL_ENGINE_UNSUPPORTED", path, text });
  if (renewOnExpiry !== undefined && renewOnExpiry !== false) {
    refuse(
      "renewOnExpiry",
      `renewOnExpiry has no effect on the engine ${engine}: no plan looks whether the task has ended. ${WITHOUT} Remove it, or use KillEngine.PROVIDER.`,
    );
  }
  if (lifecycle?.createBeforeDestroy && life !== "kill") {
    refuse(
      "lifecycle.createBeforeDestroy",
      `createBeforeDestroy is set, but Terraform then runs no destroy provisioner of the old object, and its task would go on. Remove it, or use KillEngine.PROVIDER.`,
    );
  }
  if (Array.isArray(lifecycle?.ignoreChanges)) {
    refuse(
      "lifecycle.ignoreChanges",
      `ignoreChanges names attributes that resources of the engine ${engine} do not have. Write "all", or use KillEngine.PROVIDER.`,
    );
  }
  if (life === "drain" && engine === KillEngine.NULL_RESOURCE && declaration.holdsReferences) {
    refuse(
      "engine",
      "This drain has a value that only Terraform knows. A null_resource can't take a change of it without being destroyed, which would drain. Use KillEngine.TERRAFORM_DATA, or give fixed values.",
    );
  }
  return problems;
}

const warned = new WeakSet<TerraformStack>();

/** Says once for each stack what is weaker, and for each construct what would surprise. */
function warn(owner: Construct, life: Life, { maxKills }: Declared): void {
  const tell = (construct: Construct, path: string, text: string) =>
    Annotations.of(construct).addWarning(renderProblem({ code: "DBKILL_ENGINE_LIMITS", path, text }));
  const stack = TerraformStack.of(owner);
  if (life === "task" && !warned.has(stack)) {
    warned.add(stack);
    tell(
      stack,
      "engine",
      `Tasks of the stack "${stack.node.path}" run without the dbkill provider. No plan finds a task that was stopped elsewhere or shows whom it would kill. Before you remove one from the code, apply it with count: 0, or it goes on: Terraform runs no destroy provisioner of a block that is gone. See docs/guides/engines.md.`,
    );
  }
  if (maxKills !== undefined && life !== "drain") {
    tell(
      owner,
      "maxKills",
      "maxKills is checked when Terraform applies, right before the call, and not in the plan.",
    );
  }
}

/** What a construct's getters may read. @throws ConstructError `DBKILL_ENGINE_NO_OUTPUT` on an engine that has no outputs */
export function readable<R extends TerraformResource>(owner: Construct & { readonly resource: R }): R {
  const { resource } = owner;
  if (!["terraform_data", "null_resource"].includes(resource.terraformResourceType)) return resource;
  throw new ConstructError(owner.node.path, [
    {
      code: "DBKILL_ENGINE_NO_OUTPUT",
      path: "engine",
      text: `"${owner.node.path}" is carried out by a provisioner, which returns nothing to Terraform, so none of its results can be read. They are in the log and in the journal. Use KillEngine.PROVIDER for it.`,
    },
  ]);
}
