import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Metrics } from "../../../src/cli/enforce/metrics";
import type { PolicyPass } from "../../../src/engine/runner/order";
import { text } from "../../support/kubernetes";
import { readPromql } from "../../support/promql";
import { policy } from "../model/policy/support";

/** The labels that a scrape adds. */
const SCRAPED = ["job", "instance"];

/** What the runner serves at `/metrics`, by name: the labels of each. */
async function served(): Promise<ReadonlyMap<string, readonly string[]>> {
  const one = policy();
  const board = { intervalMs: 5_000, statuses: () => [{ policy: one, status: "enforced" as const }] };
  const metrics = new Metrics(
    board,
    { index: 1, count: 3 },
    () => false,
    () => 0,
  );
  const pass: PolicyPass = {
    policy: one,
    enforcer: "runner",
    matched: 1,
    wouldKill: 0,
    killed: { killed: 1 },
    spared: {},
    capped: true,
    events: [{ code: "DBKILL_X", severity: "error", summary: "", detail: "" }],
  };
  metrics.replace(1, [one.target]);
  metrics.record({
    target: one.target,
    pass: { target: one.target, listed: 1, policies: [pass], failed: false },
  });
  const lines = (await metrics.text()).split("\n");
  const samples = lines.flatMap((line) => /^(dbkill_\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []);
  const found = new Map<string, readonly string[]>();
  for (const line of lines) {
    const [, name, labels = ""] = /^(dbkill_\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name)
      found.set(
        name,
        [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!),
      );
  }
  expect(samples.length).toBeGreaterThan(0);
  // Each that is declared has a sample.
  const declared = lines.flatMap((line) => /^# TYPE (\w+)/.exec(line)?.[1] ?? []);
  expect([...found.keys()].sort()).toEqual(declared.sort());
  return found;
}

describe("what watches a runner", () => {
  let metrics: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    metrics = await served();
  });

  /** What an expression asks for that no runner serves. */
  const wrongIn = (expression: string) => {
    const { metrics: asked, grouping } = readPromql(expression);
    expect(asked).not.toEqual([]);
    const known = asked.flatMap(({ name }) => metrics.get(name) ?? []);
    return [
      ...asked.flatMap(({ name, labels }) =>
        metrics.has(name) ? labels.filter((label) => !metrics.get(name)!.includes(label)) : [name],
      ),
      ...grouping.filter((label) => ![...known, ...SCRAPED].includes(label)),
    ];
  };

  const { groups } = parse(text("prometheus-rules.yaml")) as {
    groups: {
      rules: { alert: string; expr: string; annotations: Record<string, string>; labels: object }[];
    }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  test.each(rules.map(({ alert, ...rule }) => [alert, rule] as const))(
    "alert %s asks for what a runner serves",
    (_, { expr, annotations, labels }) => {
      expect(wrongIn(expr)).toEqual([]);
      expect(labels).toMatchObject({ severity: expect.stringMatching(/^(warning|critical)$/) });
      const shown = [
        ...Object.values(annotations)
          .join(" ")
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label!);
      const { grouping, metrics: asked } = readPromql(expr);
      const kept = /\b(sum|count|max|min) by\b/.test(expr)
        ? grouping
        : asked.flatMap(({ name }) => metrics.get(name)!);
      for (const label of shown) expect(kept).toContain(label);
    },
  );

  test("alerts tell of policies that are not enforced, of no pass, of caps and of errors", () => {
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["DbkillPolicyNotEnforced", "DbkillNoPass", "DbkillCapHit", "DbkillErrors"]),
    );
  });

  const dashboard = JSON.parse(text("grafana-dashboard.json")) as {
    panels: { id: number; title: string; targets: { expr: string }[] }[];
    templating: { list: { name: string }[] };
  };

  test.each(dashboard.panels.map(({ title, targets }) => [title, targets] as const))(
    "panel %s asks for what a runner serves",
    (_, targets) => {
      for (const { expr } of targets) {
        const variables = [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name!);
        expect(["__rate_interval", ...dashboard.templating.list.map(({ name }) => name)]).toEqual(
          expect.arrayContaining(variables),
        );
        expect(wrongIn(expr.replaceAll("$__rate_interval", "5m").replaceAll("$target", ".*"))).toEqual([]);
      }
    },
  );

  test("would be found out if it asked for anything else", () => {
    expect(wrongIn("rate(dbkill_kill_total[5m])")).toEqual(["dbkill_kill_total"]);
    expect(wrongIn('sum by (policy) (dbkill_errors_total{policy="a"})')).toEqual(["policy", "policy"]);
    expect(() => readPromql("sum(dbkill_kills_total")).toThrow("not PromQL");
  });

  test("is in the guide, each metric with its labels", () => {
    const guide = readFileSync(join(__dirname, "..", "..", "..", "docs", "guides", "runner.md"), "utf8");
    const told = [...guide.matchAll(/^\| `(dbkill_\w+)(?:\{([\w,]+)\})?` \|/gm)].map(
      ([, name, labels]) => [name!, (labels ?? "").split(",").filter(Boolean).sort()] as const,
    );
    const wanted = [...metrics].map(([name, labels]) => [name, [...labels].sort()] as const);
    expect(new Map(told)).toEqual(new Map(wanted));
  });
});
