import { TerraformIterator, TerraformVariable, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import {
  AutoKillPolicy,
  CONSTRUCT_CODES,
  ConstructError,
  DbkillProvider,
  Duration,
  KillPreview,
  KillSwitch,
  KillTarget,
  KillTask,
  PolicyTemplate,
  SessionDrain,
  SessionFilter,
  SessionKill,
  SqlCancel,
  Window,
} from "../../../src";
import { requirePeers } from "../../../src/constructs/peers";
import { MODEL_CODES } from "../../../src/model";
import { complaints, failure, newStack, onlyResource, refusals } from "./support";

type Kind =
  | "text"
  | "texts"
  | "count"
  | "integer"
  | "flag"
  | "Duration"
  | "SessionFilter"
  | "KillTarget"
  | "Windows"
  | "time"
  | "map"
  | "word"
  | "words"
  | { readonly [property: string]: Kind }
  | readonly [{ readonly [property: string]: Kind }];

const tencent = KillTarget.tencentMysql("cdb-1");
const das = KillTarget.huaweiDas("in01");
const filter = SessionFilter.of({ users: ["report"] });
const night = { start: "22:00", end: "06:00", timeZone: "Europe/Berlin" };
const timeouts = { create: "Duration", update: "Duration" } as const;
const keys = {
  region: "text",
  secretKey: "text",
  securityToken: "text",
  endpointUrl: "text",
} as const;

const policySettings = {
  name: "text",
  filter: "SessionFilter",
  exclude: "SessionFilter",
  protectedUsers: "texts",
  protectTools: "flag",
  action: "word",
  victims: "word",
  groupBy: "word",
  maxKills: "count",
  maxKillsPerHour: "count",
  when: { activeSessionsAtLeast: "count", matchingAtLeast: "count", for: "Duration" },
  mode: "word",
  enforcement: "word",
  windows: "Windows",
  enabled: "flag",
  expiresAt: "time",
  priority: "integer",
  reason: "text",
  onConflict: "word",
  timeouts: { ...timeouts, delete: "Duration" },
  engine: "word",
} as const satisfies Record<string, Kind>;

/** Every class that takes properties: how it is made, which it needs, and the kind of each. */
const CLASSES: Record<
  string,
  {
    make(props: unknown): unknown;
    readonly needs: Record<string, unknown>;
    readonly properties: Record<string, Kind>;
    /** Whether it takes what every Terraform resource takes. */
    readonly meta?: true;
  }
> = {
  DbkillProvider: {
    make: (props) => new DbkillProvider(newStack(), "x", props as never),
    needs: {},
    properties: {
      endpointUrl: "text",
      tencent: { ...keys, secretId: "text" },
      huawei: { ...keys, projectId: "text", accessKey: "text" },
      alibaba: { ...keys, accessKey: "text" },
      mysql: { username: "text", password: "text", tls: "word", caFile: "text" },
      maxRetries: "count",
      requestTimeout: "Duration",
      planPreview: "flag",
      planStatements: "word",
      runnerUrl: "text",
      binary: "word",
      nativeFolder: "text",
      source: "text",
      alias: "text",
      platforms: "words",
    },
  },
  KillTask: {
    make: (props) => new KillTask(newStack(), "x", props as never),
    needs: { target: tencent, filter },
    meta: true,
    properties: {
      target: "KillTarget",
      filter: "SessionFilter",
      duration: "Duration",
      renewOnExpiry: "flag",
      maxKills: "count",
      onConflict: "word",
      requireSwitch: "flag",
      adoptExisting: "flag",
      timeouts: { ...timeouts, delete: "Duration" },
      engine: "word",
    },
  },
  SessionKill: {
    make: (props) => new SessionKill(newStack(), "x", props as never),
    needs: { target: tencent },
    meta: true,
    properties: {
      target: "KillTarget",
      sessionIds: "texts",
      queryIds: "texts",
      sessions: [{ server: "text", id: "text" }],
      filter: "SessionFilter",
      exclude: "SessionFilter",
      maxKills: "count",
      protectedUsers: "texts",
      verify: "flag",
      failOnSurvivors: "flag",
      triggers: "map",
      recordHistory: "flag",
      kill: "word",
      timeouts,
      engine: "word",
    },
  },
  SessionDrain: {
    make: (props) => new SessionDrain(newStack(), "x", props as never),
    needs: { target: tencent, filter },
    meta: true,
    properties: {
      target: "KillTarget",
      filter: "SessionFilter",
      exclude: "SessionFilter",
      protectedUsers: "texts",
      maxKills: "count",
      grace: "Duration",
      deadline: "Duration",
      failOnSurvivors: "flag",
      timeouts: { delete: "Duration" },
      engine: "word",
    },
  },
  AutoKillPolicy: {
    make: (props) => new AutoKillPolicy(newStack(), "x", props as never),
    needs: { name: "reports", target: tencent, filter },
    meta: true,
    properties: { target: "KillTarget", ...policySettings },
  },
  SqlCancel: {
    make: (props) => new SqlCancel(newStack(), "x", props as never),
    needs: { target: KillTarget.huaweiMrs("cluster"), sqlIds: ["1"] },
    meta: true,
    properties: {
      target: "KillTarget",
      sqlIds: "texts",
      triggers: "map",
      verify: "flag",
      failOnSurvivors: "flag",
      timeouts,
      engine: "word",
    },
  },
  KillPreview: {
    make: (props) => new KillPreview(newStack(), "x", props as never),
    needs: { target: das, filter },
    meta: true,
    properties: { target: "KillTarget", filter: "SessionFilter" },
  },
  KillSwitch: {
    make: (props) => new KillSwitch(newStack(), "x", props as never),
    needs: { target: das, enabled: true },
    meta: true,
    properties: {
      target: "KillTarget",
      enabled: "flag",
      onDestroy: "word",
      timeouts: { ...timeouts, delete: "Duration" },
    },
  },
  "SessionFilter.of": {
    make: (props) => SessionFilter.of(props as never),
    needs: { users: ["report"] },
    properties: {
      users: "texts",
      hosts: "texts",
      databases: "texts",
      commands: "texts",
      states: "texts",
      infoPrefix: "text",
      infoKeywords: "texts",
      infoRegex: "text",
      ignoreComments: "flag",
      minDuration: "Duration",
      minTransaction: "Duration",
    },
  },
  "PolicyTemplate.of": {
    make: (props) => PolicyTemplate.of(props as never),
    needs: { name: "reports", filter },
    meta: true,
    properties: policySettings,
  },
  "PolicyTemplate.with": {
    make: (overlay) => PolicyTemplate.of({ name: "reports", filter }).with(overlay as never),
    needs: {},
    meta: true,
    properties: policySettings,
  },
  "Window.of": {
    make: (props) => Window.of(props as never),
    needs: night,
    properties: { days: "texts", start: "text", end: "text", timeZone: "text" },
  },
  "KillTarget.alibabaClickhouse": {
    make: (options) => KillTarget.alibabaClickhouse("cc-1", options as never),
    needs: {},
    properties: { region: "text", edition: "word", computingGroupId: "text" },
  },
  ...Object.fromEntries(
    Object.entries({
      tencentMysql: (options: never) => KillTarget.tencentMysql("cdb-1", options),
      tencentTdsqlC: (options: never) => KillTarget.tencentTdsqlC("cynosdbmysql-1", options),
      huaweiDas: (options: never) => KillTarget.huaweiDas("in01", options),
      huaweiMrs: (options: never) => KillTarget.huaweiMrs("cluster", options),
      alibabaOceanbase: (options: never) => KillTarget.alibabaOceanbase("ob-1", "t-1", options),
    }).map(([name, make]) => [
      `KillTarget.${name}`,
      {
        make: (options: unknown) => make(options as never),
        needs: {},
        properties: { region: "text" as const },
      },
    ]),
  ),
};

class Lookalike {
  props = { users: ["report"] };
  toSeconds = () => 60;
}

/** Values that no kind takes. */
const ALIEN: unknown[] = [null, Symbol("x"), () => "x", new Map([["a", "b"]]), new Date(), new Lookalike()];

/** Values of a wrong kind, each with what is to blame in it. */
function wrongValues(kind: Kind): [value: unknown, at: string][] {
  const blamed = (values: unknown[], at = ""): [unknown, string][] => values.map((value) => [value, at]);
  const each = (element: unknown[]): [unknown, string][] => element.map((value) => [["fine", value], "[1]"]);
  if (kind === "text") return blamed([...ALIEN, 5, true, ["a"], { a: "b" }]);
  if (kind === "texts") {
    const elements = [...ALIEN, undefined, 5, true, ["a"], {}];
    return [...blamed([...ALIEN, "etl", 5, true, { 0: "a", length: 1 }, new Set(["a"])]), ...each(elements)];
  }
  if (kind === "count")
    return blamed([...ALIEN, "10", true, [1], -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 5n]);
  if (kind === "integer") return blamed([...ALIEN, "10", true, [1], 1.5, Number.NaN, 5n]);
  if (kind === "time")
    return blamed([...ALIEN.filter((value) => !(value instanceof Date)), 5, true, [], new Date("soon")]);
  if (kind === "Windows")
    return [
      ...blamed([...ALIEN, "22:00", Window.of(night), night]),
      [[night], "[0]"],
      [[Window.of(night), undefined], "[1]"],
    ];
  if (kind === "flag") return blamed([...ALIEN, "true", 1, [true], {}]);
  if (kind === "word") return blamed([...ALIEN, "nonsense", "", 5, true, ["error"]]);
  if (kind === "words")
    return [...blamed([...ALIEN, "linux_amd64", 5]), [["solaris"], "[0]"], [[undefined], "[0]"]];
  if (kind === "map") {
    const values = [...ALIEN, undefined, 42, true, ["a"]];
    return [
      ...blamed([...ALIEN.slice(0, 5), "a", 5, ["a"]]),
      ...values.map((value): [unknown, string] => [{ fine: "x", incident: value }, ".incident"]),
    ];
  }
  if (kind === "Duration" || kind === "SessionFilter" || kind === "KillTarget") {
    const others = [Duration.minutes(1), filter, tencent].filter((value) => value.constructor.name !== kind);
    return blamed([...ALIEN, ...others, 5, "60s", "cdb-1", true, [], {}, { users: ["a"] }]);
  }
  if (Array.isArray(kind)) {
    const [element] = kind as [Record<string, Kind>];
    const fine = Object.fromEntries(Object.keys(element).map((name) => [name, "1"]));
    return [
      ...blamed([...ALIEN.slice(0, 5), "8231", 5, fine]),
      ...[null, undefined, "8231", 5, [], new Map()].map((value): [unknown, string] => [
        [fine, value],
        "[1]",
      ]),
      ...Object.entries(element).flatMap(([name, inner]) =>
        wrongValues(inner).map(([value, at]): [unknown, string] => [
          [{ ...fine, [name]: value }],
          `[0].${name}${at}`,
        ]),
      ),
    ];
  }
  return [
    ...blamed([...ALIEN.slice(0, 5), "a", 5, true, [], [{}]]),
    ...Object.entries(kind as Record<string, Kind>).flatMap(([name, inner]) =>
      wrongValues(inner).map(([value, at]): [unknown, string] => [{ [name]: value }, `.${name}${at}`]),
    ),
  ];
}

/** Misspelt names at every depth: the object to give, and the path of the name. */
function misspellings(properties: Record<string, Kind>): [object, string][] {
  return Object.entries(properties).flatMap(([name, kind]): [object, string][] => {
    const wrong = `${name.slice(0, -1)}_`;
    const here: [object, string] = [{ [wrong]: "x" }, wrong];
    if (typeof kind === "string") return [here];
    const [inner, wrap, at]: [Record<string, Kind>, (value: object) => unknown, string] = Array.isArray(kind)
      ? [kind[0], (value) => [{ server: "a", id: "1", ...value }], `${name}[0].`]
      : [kind as Record<string, Kind>, (value) => value, `${name}.`];
    return [
      here,
      ...misspellings(inner).map(([value, path]): [object, string] => [{ [name]: wrap(value) }, at + path]),
    ];
  });
}

describe.each(Object.entries(CLASSES))("%s", (name, { make, needs, properties, meta }) => {
  const refused = (props: unknown) => refusals(() => make(props));
  const where = name.includes(".") ? name : `stack/x: ${name}`;

  test("is what it needs to be, and the table above has all of its properties", () => {
    make(needs);
    const error = failure(() => make({ ...needs, spare: 1 }));
    expect(error).toMatchObject({ code: "DBKILL_PROPERTY_UNKNOWN", where });
    const [, listed] = /Its properties are ([^.]+)\./.exec(error.message)!;
    expect(listed!.split(", ").sort()).toEqual(Object.keys(properties).sort());
  });

  test("refuses values of other kinds, and tells which", () => {
    for (const [property, kind] of Object.entries(properties)) {
      for (const [value, at] of wrongValues(kind)) {
        const props = { ...needs, [property]: value };
        const label = `${property}${at}`;
        expect({ value, refused: refused(props) }).toEqual({
          value,
          refused: [`DBKILL_PROPERTY_INVALID ${label}`],
        });
        const { message } = failure(() => make(props));
        expect(message).toContain(`${where}: ${label} is `);
        expect(message).toContain(", but it must be ");
      }
    }
  });

  test("refuses misspelt names at every depth", () => {
    for (const [wrong, path] of misspellings(properties)) {
      expect(refused({ ...needs, ...wrong })).toEqual([`DBKILL_PROPERTY_UNKNOWN ${path}`]);
    }
  });

  test("misses what it needs", () => {
    const required = Object.keys(needs).filter((property) => property !== "users");
    for (const property of required) {
      const { [property]: _, ...rest } = needs;
      expect(refused(rest)).toEqual([`DBKILL_PROPERTY_MISSING ${property}`]);
      expect(refused({ ...needs, [property]: undefined })).toEqual([`DBKILL_PROPERTY_INVALID ${property}`]);
    }
  });

  test.each([null, "ap-shanghai", 5, [], [{}], new Map(), () => ({})])(
    "refuses %p in place of its properties",
    (props) => {
      expect(refused(props)).toEqual(["DBKILL_PROPERTY_INVALID"]);
    },
  );

  test("reads getters once, and takes instances of classes for what they hold", () => {
    let reads = 0;
    class Props {
      method(): void {}
    }
    const props = Object.assign(new Props(), needs);
    const [property, value] = Object.entries(needs)[0] ?? ["region", undefined];
    if (value === undefined) return;
    Object.defineProperty(props, property, {
      enumerable: true,
      get: () => {
        reads++;
        return value;
      },
    });
    make(props);
    expect(reads).toBe(1);
  });

  if (meta) {
    test("refuses what is wrong in what every Terraform resource takes", () => {
      const stack = newStack();
      const wrong: [object, string][] = [
        [{ dependsOn: "x" }, "INVALID dependsOn"],
        [{ dependsOn: [undefined] }, "INVALID dependsOn[0]"],
        [{ dependsOn: ["dbkill_x.y"] }, "INVALID dependsOn[0]"],
        [{ provider: "dbkill.other" }, "INVALID provider"],
        [{ provider: stack }, "INVALID provider"],
        [{ lifecycle: { createBeforeDestory: true } }, "UNKNOWN lifecycle.createBeforeDestory"],
        [{ lifecycle: { preventDestroy: "yes" } }, "INVALID lifecycle.preventDestroy"],
        [{ lifecycle: { ignoreChanges: "match" } }, "INVALID lifecycle.ignoreChanges"],
        [{ count: "2" }, "INVALID count"],
        [{ forEach: ["a"].join() }, "INVALID forEach"],
        [{ connection: 5 }, "INVALID connection"],
        [{ provisioners: {} }, "INVALID provisioners"],
      ];
      for (const [extra, code] of wrong) {
        expect(refused({ ...needs, ...extra })).toEqual([`DBKILL_PROPERTY_${code}`]);
      }
      make({ ...needs, lifecycle: { ignoreChanges: "all", preventDestroy: true }, count: 2 });
    });
  }
});

describe("Properties", () => {
  test("no message shows what may be a secret", () => {
    for (const wrong of [
      { tencent: "hunter2" },
      { tencent: { secretKey: ["hunter2"] } },
      { planStatements: "hunter2" },
      { huawei: { secretKey: { hunter2: 1 } } },
    ]) {
      expect(failure(() => new DbkillProvider(newStack(), "x", wrong as never)).message).not.toContain(
        "hunter2",
      );
    }
  });

  test("all that is wrong is told at once", () => {
    expect(refusals(() => SessionFilter.of({ users: "etl", minDuration: 5, host: ["a"] } as never))).toEqual([
      "DBKILL_PROPERTY_INVALID users",
      "DBKILL_PROPERTY_INVALID minDuration",
      "DBKILL_PROPERTY_UNKNOWN host",
    ]);
  });

  test("what the caller changes later has no effect", () => {
    const stack = newStack();
    const protectedUsers = ["etl"];
    const triggers: Record<string, string> = { incident: "1" };
    new SessionKill(stack, "kill", { target: tencent, filter, protectedUsers, triggers });
    protectedUsers.length = 0;
    triggers.incident = "2";
    expect(onlyResource(stack, "dbkill_tencent_dbbrain_session_kill")).toMatchObject({
      protected_users: ["etl"],
      triggers: { incident: "1" },
    });
  });

  test("triggers keep every name", () => {
    const stack = newStack();
    const triggers = JSON.parse('{ "constructor": "a", "prototype": "b" }');
    new SessionKill(stack, "kill", { target: tencent, filter, triggers });
    expect(onlyResource(stack, "dbkill_tencent_dbbrain_session_kill")).toMatchObject({ triggers });
  });

  test("references of iterators stand wherever a string, a number or a list can", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "tasks", { type: "any" });
    const forEach = TerraformIterator.fromMap(Token.asAnyMap(variable.value));
    new SessionKill(stack, "kill", {
      target: KillTarget.tencentMysql(forEach.value, { region: forEach.value }),
      filter: SessionFilter.of({ users: [forEach.value], minDuration: Duration.seconds(forEach.value) }),
      maxKills: forEach.value,
      protectedUsers: forEach.value,
      forEach,
    });
    expect(complaints(stack)).toBe("");
    const value = "${each.value}";
    expect(onlyResource(stack, "dbkill_tencent_dbbrain_session_kill")).toMatchObject({
      instance_id: value,
      region: value,
      match: { users: [value], min_duration_seconds: value },
      max_kills: value,
      protected_users: value,
    });
  });

  test("objects of another copy of this package are taken", () => {
    jest.isolateModules(() => {
      const other = require("../../../src") as typeof import("../../../src");
      expect(other.SessionFilter).not.toBe(SessionFilter);
      const stack = newStack();
      new KillTask(stack, "task", {
        target: other.KillTarget.tencentMysql("cdb-1"),
        filter: other.SessionFilter.of({ minDuration: other.Duration.minutes(1) }),
        duration: other.Duration.hours(1) as unknown as Duration,
      });
      expect(onlyResource(stack, "dbkill_tencent_dbbrain_kill_task")).toMatchObject({
        match: { min_duration_seconds: 60 },
        duration_seconds: 3600,
      });
      const error = (() => {
        try {
          return other.SessionFilter.of({});
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).not.toBeInstanceOf(ConstructError);
      expect(ConstructError.isConstructError(error)).toBe(true);
    });
  });
});

describe("Where a construct stands", () => {
  const make = (scope: unknown) => new KillTask(scope as Construct, "x", { target: tencent, filter });

  test.each([undefined, null, "stack", {}])("%p is no scope", (scope) => {
    expect(refusals(() => make(scope))).toEqual(["DBKILL_SCOPE_INVALID scope"]);
  });

  test("an app without a stack is no scope, for the provider neither", () => {
    expect(refusals(() => make(Testing.app()))).toEqual(["DBKILL_SCOPE_INVALID scope"]);
    expect(refusals(() => new DbkillProvider(Testing.app(), "dbkill"))).toEqual([
      "DBKILL_SCOPE_INVALID scope",
    ]);
  });

  test("a stack of cdktn under its own name is refused, and the alias is named", () => {
    const stack = new Construct(undefined as never, "kills");
    // jsii leaves this mark on every class of CDKTF.
    const CdktnStack: new () => object = Object.assign(class {}, {
      [Symbol.for("jsii.rtti")]: { fqn: "cdktn.TerraformStack", version: "0.24.0" },
    });
    class UserStack extends CdktnStack {}
    Object.defineProperty(stack, Symbol.for("cdktf/TerraformStack"), { value: true });
    Object.defineProperty(stack, "constructor", { value: UserStack });
    const error = failure(() => make(new Construct(stack, "nested")));
    expect(error.code).toBe("DBKILL_SCOPE_INVALID");
    expect(error.message).toContain("npm i cdktf@npm:cdktn@");
  });
});

describe("Peers", () => {
  const installed =
    (...names: string[]) =>
    (name: string) => {
      if (names.includes(name)) return name;
      throw new Error(`Cannot find module ${name}`);
    };

  test("are fine where both are installed", () => {
    requirePeers(installed("cdktf", "constructs"));
    requirePeers();
  });

  test.each([
    [[], "npm i cdktf constructs"],
    [["constructs"], "npm i cdktf constructs"],
    [["constructs", "cdktn"], "npm i cdktf@npm:cdktn@"],
  ])("%p alone is an error that says what to install", (names, remedy) => {
    const error = failure(() => requirePeers(installed(...names)));
    expect(error.code).toBe("DBKILL_PEER_MISSING");
    expect(error.message).toContain(remedy);
  });
});

test("every code has a cause and a remedy, and no code is one of the model too", () => {
  for (const [code, { cause, remedy }] of Object.entries(CONSTRUCT_CODES)) {
    expect(code).toMatch(/^DBKILL_[A-Z_]+$/);
    expect(cause).toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
    expect(Object.keys(MODEL_CODES)).not.toContain(code);
  }
});
