import { devDependencies, name as packageName } from "../../package.json";

/** What a user's project can be made of. Each value is met by at least one project. */
export const VALUES = {
  manager: ["npm", "pnpm", "yarn", "yarn-pnp"],
  /** `init`: as `cdktf init` writes it; `tsx`; `compiled`: by `tsc`, then `node`; `plain`: JavaScript. */
  shape: ["init", "tsx", "compiled", "plain"],
  modules: ["cjs", "esm"],
  typescript: ["5.0", "5.9", "newest"],
  resolution: ["node10", "node16", "bundler"],
  cdktf: ["cdktf", "cdktn"],
} as const;

export type Project = { readonly name: string } & {
  readonly [K in keyof typeof VALUES]: (typeof VALUES)[K][number];
};

const project = (
  name: string,
  manager: Project["manager"],
  shape: Project["shape"],
  modules: Project["modules"],
  typescript: Project["typescript"],
  resolution: Project["resolution"],
  cdktf: Project["cdktf"],
): Project => ({ name, manager, shape, modules, typescript, resolution, cdktf });

/**
 * Projects as users have them, installed from the packed tarball: a list that covers every value, not every combination. The first
 * two are the core.
 */
export const PROJECTS: readonly Project[] = [
  project("init-npm", "npm", "init", "cjs", "5.9", "node10", "cdktf"),
  project("esm-pnpm", "pnpm", "tsx", "esm", "newest", "node16", "cdktn"),
  project("init-pnpm", "pnpm", "init", "cjs", "5.0", "node10", "cdktn"),
  project("tsx-npm", "npm", "tsx", "cjs", "newest", "node16", "cdktf"),
  project("tsx-yarn", "yarn", "tsx", "cjs", "5.9", "bundler", "cdktf"),
  project("tsx-pnpm", "pnpm", "tsx", "cjs", "5.0", "bundler", "cdktf"),
  project("esm-npm", "npm", "compiled", "esm", "newest", "bundler", "cdktn"),
  project("cjs-pnp", "yarn-pnp", "compiled", "cjs", "5.9", "node16", "cdktf"),
  project("esm-pnp", "yarn-pnp", "compiled", "esm", "5.9", "node16", "cdktn"),
  project("js-npm", "npm", "plain", "cjs", "5.0", "node16", "cdktf"),
  project("js-yarn", "yarn", "plain", "esm", "newest", "bundler", "cdktn"),
];

export const PROJECT_NAMES: readonly string[] = PROJECTS.map(({ name }) => name);

/** Package managers are installed from npm, pinned. Yarn's two ways are one program. */
export const MANAGERS = {
  pnpm: ["pnpm", "10.34.8"],
  yarn: ["@yarnpkg/cli-dist", "4.18.1"],
  "yarn-pnp": ["@yarnpkg/cli-dist", "4.18.1"],
} as const;

/** TypeScript, pinned: the newest is the one that the package itself is built with. */
const TYPESCRIPT: Record<Project["typescript"], string> = {
  "5.0": "5.0.4",
  "5.9": "5.9.3",
  newest: devDependencies.typescript,
};

const CDKTF: Record<Project["cdktf"], Record<string, string>> = {
  cdktf: { cdktf: devDependencies.cdktf, constructs: devDependencies.constructs },
  cdktn: { cdktf: "npm:cdktn@0.24.0", constructs: "10.7.2" },
};

/**
 * A project's `package.json`.
 *
 * @param tarball the packed package, beside it
 */
export function manifest({ shape, modules, typescript, cdktf }: Project, tarball: string) {
  return {
    name: "kills",
    private: true,
    ...(modules === "esm" && { type: "module" }),
    dependencies: { [packageName]: `file:./${tarball}`, ...CDKTF[cdktf] },
    devDependencies: {
      typescript: TYPESCRIPT[typescript],
      "@types/node": devDependencies["@types/node"],
      ...(shape === "tsx" && { tsx: devDependencies.tsx }),
      ...(shape === "init" && {
        "@types/jest": devDependencies["@types/jest"],
        jest: devDependencies.jest,
        "ts-jest": "29.4.15",
        "ts-node": "10.9.2",
      }),
    },
  };
}
