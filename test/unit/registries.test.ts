import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { ACTS } from "../../scripts/demo/acts";
import { DbkillProvider, KillTarget } from "../../src/constructs";
import { SERVICES } from "../../src/constructs/services";
import { SERVICE_NAMES as EMULATED } from "../../src/emulator/core/types";
import { World } from "../../src/emulator/core/world";
import { vendors } from "../../src/emulator/vendors";
import { CLOUD_NAMES } from "../../src/emulator/vendors/environment";
import type { ServiceFacts } from "../../src/model";
import { provider } from "../../src/resources/provider";
import { adaptersOf, SERVICE_ADAPTERS, type ServiceAdapters } from "../../src/vendors/adapters";
import { CLOUD_FACTS, factsOf, SERVICE_FACTS, SERVICE_NAMES } from "../../src/vendors/facts";

const root = join(__dirname, "..", "..");
const has = (path: string) => existsSync(join(root, path));
/** Whether a module is there, as a file or as a folder. */
const hasModule = (path: string) => has(`${path}.ts`) || has(`${path}/index.ts`);
const read = (path: string) => readFileSync(join(root, path), "utf8");
const list = (path: string) => readdirSync(join(root, path), { recursive: true, encoding: "utf8" });

/** The folders of services, such as `huawei/das`: those that hold facts, or anything that needs them. */
const FOLDERS = [
  ...new Set(
    list("src/vendors").flatMap((path) => {
      const [, folder] = /^(\w+\/\w+)\/(?:facts|client|sessions|kill-task)\.ts$/.exec(path) ?? [];
      return folder ?? [];
    }),
  ),
].sort();

/** The folders of servers themselves, such as `sql/mysql`: they are in no cloud, and the emulator plays clouds. */
const isServer = (folder: string) => folder.startsWith("sql/");

/** The cloud of a folder; a server has its own name in the place of one. */
const cloudOf = (folder: string) => folder.split("/")[isServer(folder) ? 1 : 0]!;

const CLOUDS = [...new Set(FOLDERS.map(cloudOf))];
const SERVERS = FOLDERS.filter(isServer).map(cloudOf);

/** What is played through real Terraform, as one text. */
const PLAYED = ["test/acceptance", "test/mysql", "test/support"]
  .flatMap((folder) => list(folder).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".ts"))
  .map(read)
  .join("\n");

/** The services that the emulator serves. */
const SERVED = vendors({ world: new World() } as never).flatMap((cloud) =>
  cloud.services.map(({ name }) => name as string),
);

/** The targets that the factories of a cloud make, by the factory's name. */
function targetsOf(cloud: string): KillTarget[] {
  if (SERVERS.includes(cloud)) return [KillTarget.mysql({ host: "db.example.com" })];
  const factories = Object.getOwnPropertyNames(KillTarget).filter(
    (name) => name.startsWith(cloud) && name !== cloud,
  );
  return factories.map((name) => {
    const factory = (KillTarget as unknown as Record<string, (...ids: string[]) => KillTarget>)[name]!;
    return factory.apply(KillTarget, ["id-1", "t-1"].slice(0, factory.length));
  });
}

/** The facts that a service's folder exports, registered or not. */
function factsIn(folder: string): ServiceFacts | undefined {
  if (!has(`src/vendors/${folder}/facts.ts`)) return undefined;
  const exported: unknown[] = Object.values(require(join(root, "src/vendors", folder, "facts")));
  return exported.find(
    (value): value is ServiceFacts => typeof value === "object" && value !== null && "service" in value,
  );
}

/** What "How to add a service" in CONTRIBUTING.md asks for and is not there, one sentence for each part. */
function missingOf(folder: string): string[] {
  const facts = factsIn(folder);
  if (!facts) return [`Step 1: src/vendors/${folder}/facts.ts has to export the facts of the service.`];
  const cloud = cloudOf(folder);
  const name = folder.split("/")[1]!;
  const prefix = isServer(folder) ? `dbkill_${name}` : `dbkill_${cloud}_${name}`;
  const { service, title } = facts;
  const hasTasks = facts.task !== undefined;
  const adapters = (SERVICE_ADAPTERS as Readonly<Record<string, ServiceAdapters>>)[service];
  const types = Object.keys(provider.resources).filter((type) => type.startsWith(`${prefix}_`));
  const killType = types.find((type) => /_(session_kill|sql_cancel)$/.test(type));
  const taskType = types.find((type) => type.endsWith("_kill_task"));
  const operations = (["list", "kill", "task"] as const).filter((able) => facts[able]);

  const parts: [isThere: boolean, step: number, what: string][] = [
    [facts.cloud === cloud, 1, `the facts of ${service} have to say cloud: "${cloud}", as its folder does.`],
    [Object.hasOwn(SERVICE_FACTS, service), 1, `register ${service} in src/vendors/facts.ts.`],
    ...operations.map((able): [boolean, number, string] => [
      (facts.permissions[able] ?? []).length > 0,
      1,
      `the facts of ${service} name no permission for "${able}".`,
    ]),
    [hasModule(`src/vendors/${folder}/client`), 2, `write src/vendors/${folder}/client.ts.`],
    [has(`src/vendors/${folder}/sessions.ts`), 2, `write src/vendors/${folder}/sessions.ts.`],
    [
      has(`src/vendors/${folder}/kill-task.ts`) === hasTasks,
      2,
      `src/vendors/${folder}/kill-task.ts and "task" in the facts belong together.`,
    ],
    [adapters !== undefined, 2, `register ${service} in src/vendors/adapters.ts.`],
    [
      (adapters?.tasks !== undefined) === hasTasks,
      2,
      `"tasks" of ${service} in src/vendors/adapters.ts and "task" in its facts belong together.`,
    ],
    [
      (killType !== undefined) === (facts.kill !== undefined),
      4,
      `a type dbkill_${cloud}_${name}_session_kill in src/resources/provider.ts and "kill" in the facts belong together.`,
    ],
    [
      (taskType !== undefined) === hasTasks,
      4,
      `a type dbkill_${cloud}_${name}_kill_task in src/resources/provider.ts and "task" in the facts belong together.`,
    ],
    [has(`src/constructs/services/${name}.ts`), 5, `write src/constructs/services/${name}.ts.`],
    [
      Object.entries(SERVICES).some(([key, entry]) => key === service && entry.facts === facts),
      5,
      `register ${service} in src/constructs/services/index.ts.`,
    ],
    [
      targetsOf(cloud).some((target) => target.service === service),
      5,
      `write a factory of KillTarget for ${service}, whose name begins with ${cloud}.`,
    ],
    ...types.flatMap((type): [boolean, number, string][] => {
      const file = `src/resources/${type.slice("dbkill_".length).replaceAll("_", "-")}.ts`;
      const example = `examples/resources/${type}/resource.tf`;
      return [
        [has(file), 4, `write ${file}.`],
        [has(example), 6, `write ${example}, then run npm run docs.`],
        [PLAYED.includes(type), 6, `play ${type} through real Terraform in test/acceptance/${cloud}.`],
      ];
    }),
    [read("docs/guides/safety.md").includes(title), 6, `say in docs/guides/safety.md what ${title} can do.`],
    ...(isServer(folder) ? [] : emulatedParts(folder, service)),
  ];
  return parts.filter(([isThere]) => !isThere).map(([, step, what]) => `Step ${step}: ${what}`);
}

/** What a service in a cloud needs, because the emulator plays it. */
function emulatedParts(folder: string, service: string): [isThere: boolean, step: number, what: string][] {
  return [
    [(EMULATED as readonly string[]).includes(service), 3, `add ${service} to src/emulator/core/types.ts.`],
    [hasModule(`src/emulator/vendors/${folder}`), 3, `write src/emulator/vendors/${folder}.ts.`],
    [SERVED.includes(service), 3, `register ${service} in src/emulator/vendors/index.ts.`],
    [
      Object.values(ACTS).some((acts) => acts.some(({ setting }) => setting.database.service === service)),
      6,
      `write an act for ${service} and add it to scripts/demo/acts.ts.`,
    ],
    [
      read("docs/guides/credentials.md").includes(`\`${service.toUpperCase()}\``),
      6,
      `name DBKILL_ENDPOINT_URL_${service.toUpperCase()} in docs/guides/credentials.md.`,
    ],
  ];
}

/** What a cloud needs beside its services. */
function missingOfCloud(cloud: string): string[] {
  const facts = Object.entries(CLOUD_FACTS).find(([name]) => name === cloud)?.[1];
  const isCloud = !SERVERS.includes(cloud);
  if (!facts) return [`Write src/vendors/${cloud}/facts.ts and register it in src/vendors/facts.ts.`];
  const block = (provider.schema.attributes as Readonly<Record<string, unknown>>)[cloud];
  const fields = Object.keys(
    (block as { type?: { attributes?: object } } | undefined)?.type?.attributes ?? {},
  );
  const secrets = Object.keys(facts.secretVariables);
  const parts: [isThere: boolean, what: string][] = [
    [block !== undefined, `Write the block ${cloud} in src/resources/provider-block.ts.`],
    ...[...(isCloud ? ["region", "endpoint_url"] : []), ...secrets].map((field): [boolean, string] => [
      fields.includes(field),
      `The block ${cloud} in src/resources/provider-block.ts has no ${field}.`,
    ]),
    [
      fields.every((field) => isTaken(cloud, field, field === "tls" ? "required" : "x")),
      `DbkillProvider has to take ${cloud} with all fields of its block: src/constructs/cloud-props.ts.`,
    ],
    [
      !isCloud || (CLOUD_NAMES as readonly string[]).includes(cloud),
      `Say in src/emulator/vendors/environment.ts what to set for ${cloud}.`,
    ],
    [
      has(`src/vendors/${isCloud ? cloud : `sql/${cloud}`}/connect.ts`),
      `Write connect.ts in the folder of ${cloud}.`,
    ],
  ];
  return parts.filter(([isThere]) => !isThere).map(([, what]) => what);
}

/** Whether DbkillProvider takes a setting of a cloud. */
function isTaken(cloud: string, attribute: string, value: string): boolean {
  const name = attribute.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const stack = new TerraformStack(Testing.app(), "stack");
  try {
    new DbkillProvider(stack, "dbkill", { [cloud]: { [name]: value } });
    return true;
  } catch {
    return false;
  }
}

describe("the registries", () => {
  it("name the same services, each of which has a folder", () => {
    const names = FOLDERS.map((folder) => factsIn(folder)?.service ?? folder).sort();
    expect(Object.keys(SERVICE_FACTS).sort()).toEqual(names);
    expect(Object.keys(SERVICE_ADAPTERS).sort()).toEqual(names);
    expect(Object.keys(SERVICES).sort()).toEqual(names);
    const inClouds = names.filter((name) => !SERVERS.includes(name));
    expect([...EMULATED].sort()).toEqual(inClouds);
    expect(SERVED.sort()).toEqual(inClouds);
  });

  it("name the same clouds, each of which has a folder", () => {
    const clouds = [...CLOUDS].sort();
    expect(Object.keys(CLOUD_FACTS).sort()).toEqual(clouds);
    const emulated = clouds.filter((cloud) => !SERVERS.includes(cloud));
    expect([...CLOUD_NAMES].sort()).toEqual(emulated);
    expect(Object.keys(ACTS).sort()).toEqual(emulated);
  });

  it.each(["toString", "mysql2", ""])("refuse the unknown service %j", (name) => {
    expect(() => factsOf(name)).toThrow("Unknown service");
    expect(() => adaptersOf(name)).toThrow("Unknown service");
  });
});

describe('"How to add a service" in CONTRIBUTING.md', () => {
  it.each(FOLDERS)("is complete for %s", (folder) => {
    expect(missingOf(folder)).toEqual([]);
  });

  it.each(CLOUDS)("is complete for the cloud %s", (cloud) => {
    expect(missingOfCloud(cloud)).toEqual([]);
  });

  it("says where a part is missing", () => {
    expect(missingOf("huawei/gaussdb")).toHaveLength(1);
    expect(missingOfCloud("nimbus")).toHaveLength(1);
  });
});

describe.each(SERVICE_NAMES)("the registries' entries of %s", (service) => {
  it("have their own service's name", () => {
    expect(factsOf(service).service).toBe(service);
    expect(SERVICES[service].facts).toBe(factsOf(service));
  });
});
