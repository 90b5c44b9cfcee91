import type { Project } from "./projects";

/** The stack of every project. */
export const STACK = "kills";

/**
 * What a project consists of, but its `package.json`: a program, the settings of the compiler, and in the shape of `cdktf init` a test.
 *
 * @returns texts by path
 */
export function projectFiles(project: Project): Record<string, string> {
  const { shape, modules, manager } = project;
  const extension = shape === "plain" ? "js" : "ts";
  const files: Record<string, string> = {
    "tsconfig.json": JSON.stringify(tsconfig(project), undefined, 2),
    [`stack.${extension}`]: shape === "plain" ? plainStack(modules) : typedStack,
    [`main.${extension}`]: main(project),
  };
  if (manager === "yarn" || manager === "yarn-pnp") {
    // Even an empty lock file ends Yarn's search for the root of a workspace.
    files["yarn.lock"] = "";
    files[".yarnrc.yml"] = `nodeLinker: ${manager === "yarn" ? "node-modules" : "pnp"}\n`;
  }
  if (shape === "init") {
    files["cdktf.json"] = JSON.stringify({
      language: "typescript",
      app: "npx ts-node main.ts",
      projectId: "kills",
    });
    files["setup.js"] = 'require("cdktf").Testing.setupJest();\n';
    files["jest.config.js"] = `module.exports = {
  preset: "ts-jest",
  moduleFileExtensions: ["ts", "js", "json", "node"],
  setupFilesAfterEnv: ["<rootDir>/setup.js"],
  testEnvironment: "node",
  testMatch: ["**/__tests__/**/*.ts"],
};
`;
    files["__tests__/main-test.ts"] = `import "cdktf/lib/testing/adapters/jest";
import { Testing } from "cdktf";
import { Kills } from "../stack";

it("declares a kill task", () => {
  const synthesized = Testing.synth(new Kills(Testing.app(), "test"));
  const type = { tfResourceType: "dbkill_tencent_dbbrain_kill_task" };
  expect(synthesized).toHaveResourceWithProperties(type, { max_kills: 10 });
  expect(synthesized).not.toHaveResourceWithProperties(type, { max_kills: 11 });
});
`;
  }
  return files;
}

/** The compiler's settings: those of `cdktf init` in its shape, else strict ones that also look into the package's own declarations. */
function tsconfig({ shape, modules, resolution }: Project) {
  const include = [shape === "plain" ? "*.js" : "**/*.ts"];
  const exclude = ["node_modules", "cdktf.out"];
  if (shape === "init") {
    return {
      compilerOptions: {
        alwaysStrict: true,
        declaration: true,
        experimentalDecorators: true,
        incremental: true,
        inlineSourceMap: true,
        inlineSources: true,
        lib: ["es2018"],
        module: "CommonJS",
        noEmitOnError: true,
        noFallthroughCasesInSwitch: true,
        noImplicitAny: true,
        noImplicitReturns: true,
        noImplicitThis: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        resolveJsonModule: true,
        skipLibCheck: true,
        strict: true,
        strictNullChecks: true,
        strictPropertyInitialization: true,
        stripInternal: true,
        target: "ES2018",
      },
      include,
      exclude,
    };
  }
  return {
    compilerOptions: {
      lib: ["es2022"],
      target: "es2022",
      module: resolution === "node16" ? "node16" : "esnext",
      moduleResolution: resolution,
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      exactOptionalPropertyTypes: true,
      types: ["node"],
      ...(modules === "esm" && shape !== "plain" && { verbatimModuleSyntax: true }),
      ...(shape === "plain" && { allowJs: true, checkJs: true }),
    },
    include,
    exclude,
  };
}

/** The `@ts-expect-error` lines prove that types are found: where they are not, everything is `any`, and the compiler complains. */
const typedStack = `import { TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import type { Emulator } from "cdktf-dbkill/emulator";
import type { Construct } from "constructs";

export class Kills extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new DbkillProvider(this, "dbkill");
    new KillTask(this, "reports", {
      target: KillTarget.tencentMysql("cdb-1"),
      filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
      maxKills: 10,
    });
  }
}

export const proofs = (emulator: Emulator): unknown[] => [
  // @ts-expect-error
  emulator.url.toFixed(),
  // @ts-expect-error
  SessionFilter.of({ users: 5 }),
];
`;

function plainStack(modules: Project["modules"]): string {
  const names = "{ DbkillProvider, Duration, KillTarget, KillTask, SessionFilter }";
  const [head, tail] =
    modules === "esm"
      ? [
          `import { TerraformStack } from "cdktf";\nimport ${names} from "cdktf-dbkill";\n`,
          "export { Kills, proofs };\n",
        ]
      : [
          `const { TerraformStack } = require("cdktf");\nconst ${names} = require("cdktf-dbkill");\n`,
          "module.exports = { Kills, proofs };\n",
        ];
  return `${head}
class Kills extends TerraformStack {
  /**
   * @param {import("constructs").Construct} scope
   * @param {string} id
   */
  constructor(scope, id) {
    super(scope, id);
    new DbkillProvider(this, "dbkill");
    new KillTask(this, "reports", {
      target: KillTarget.tencentMysql("cdb-1"),
      filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
      maxKills: 10,
    });
  }
}

/** @param {import("cdktf-dbkill/emulator").Emulator} emulator */
const proofs = (emulator) => [
  // @ts-expect-error
  emulator.url.toFixed(),
  // @ts-expect-error
  SessionFilter.of({ users: 5 }),
];

${tail}`;
}

/** Also loads the emulator, as a user's own tests do. */
function main({ shape, modules }: Project): string {
  const imported: [string, string][] = [
    ["App", "cdktf"],
    ["Emulator", "cdktf-dbkill/emulator"],
    ["Kills", modules === "esm" ? "./stack.js" : "./stack"],
  ];
  const lines = imported.map(([name, from]) =>
    shape === "plain" && modules === "cjs"
      ? `const { ${name} } = require("${from}");`
      : `import { ${name} } from "${from}";`,
  );
  return `${lines.join("\n")}

if (typeof Emulator.start !== "function") throw new Error("the emulator is not there");
const app = new App();
new Kills(app, "${STACK}");
app.synth();
`;
}
