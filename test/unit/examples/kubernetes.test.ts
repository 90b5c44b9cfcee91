import { enforceCommand } from "../../../src/cli/enforce";
import { type Manifest, manifests, problemsOf, text } from "../../support/kubernetes";

const all = manifests();
const of = (kind: string): Manifest => all.find((manifest) => manifest.kind === kind);
const pods = () => [
  { shards: of("StatefulSet").spec.replicas, template: of("StatefulSet").spec.template },
  {
    shards: of("CronJob").spec.jobTemplate.spec.completions,
    template: of("CronJob").spec.jobTemplate.spec.template,
  },
];

describe("the manifests for Kubernetes", () => {
  test.each(all.map((manifest) => [manifest.kind, manifest.metadata.name, manifest]))(
    "have a valid %s %s",
    (_, __, manifest) => {
      expect(problemsOf(manifest)).toEqual([]);
    },
  );

  test("would be found out if they were wrong", () => {
    const wrong = structuredClone(of("StatefulSet"));
    wrong.spec.template.spec.containers[0].volumeMounts[0].readonly = true;
    wrong.spec.replicas = "three";
    expect(problemsOf(wrong).sort()).toEqual([
      "/spec/replicas breaks type",
      "/spec/template/spec/containers/0/volumeMounts/0/readonly is unknown",
    ]);
    expect(problemsOf({ ...of("CronJob"), spec: {} })).toContain("/spec breaks required");
  });

  test("hold a service of shards, a job of shards, and what keeps them safe", () => {
    expect(all.map(({ kind }) => kind).sort()).toEqual([
      "CronJob",
      "Namespace",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Secret",
      "Service",
      "ServiceAccount",
      "StatefulSet",
    ]);
  });

  test("call the runner as it can be called, with as many shards as there are pods", () => {
    for (const { shards, template } of pods()) {
      const { args } = template.spec.containers[0];
      expect(args[0]).toBe("enforce");
      const command = enforceCommand().exitOverride();
      process.env.JOB_COMPLETION_INDEX = String(shards - 1);
      try {
        expect(command.parseOptions(args.slice(1))).toEqual({ operands: [], unknown: [] });
        expect(command.opts().shard).toEqual({ index: shards, count: shards });
      } finally {
        delete process.env.JOB_COMPLETION_INDEX;
      }
    }
    expect(of("CronJob").spec.jobTemplate.spec).toMatchObject({ completionMode: "Indexed", parallelism: 3 });
  });

  test("fit together: names, labels, ports and volumes", () => {
    const { spec, metadata } = of("StatefulSet");
    const { labels } = spec.template.metadata;
    for (const selector of [
      spec.selector.matchLabels,
      of("Service").spec.selector,
      of("PodDisruptionBudget").spec.selector.matchLabels,
      of("NetworkPolicy").spec.podSelector.matchLabels,
    ]) {
      expect(labels).toMatchObject(selector);
    }
    const job = pods()[1]!.template;
    expect(job.metadata.labels).toMatchObject(of("NetworkPolicy").spec.podSelector.matchLabels);
    expect(spec.serviceName).toBe(of("Service").metadata.name);
    expect([metadata.namespace, of("Namespace").metadata.name]).toEqual(["dbkill", "dbkill"]);
    const ports = [
      of("Service").spec.ports[0].port,
      spec.template.spec.containers[0].ports[0].containerPort,
      of("NetworkPolicy").spec.ingress[0].ports[0].port,
    ];
    expect(ports).toEqual([9464, 9464, 9464]);
    for (const { template } of pods()) {
      const { volumes, containers, serviceAccountName } = template.spec;
      const claims = template === spec.template ? spec.volumeClaimTemplates : [];
      const names = [
        ...volumes.map(({ name }: Manifest) => name),
        ...claims.map((each: Manifest) => each.metadata.name),
      ];
      expect(containers[0].volumeMounts.map(({ name }: Manifest) => name).sort()).toEqual(names.sort());
      expect(volumes[0].configMap.name).toBe("dbkill-policies");
      expect(containers[0].envFrom[0].secretRef.name).toBe(of("Secret").metadata.name);
      expect(serviceAccountName).toBe(of("ServiceAccount").metadata.name);
    }
    expect(text("main.tf")).toContain('name      = "dbkill-policies"');
    expect(text("main.tf")).toContain(`range(${spec.replicas})`);
  });

  test("let no pod be root, write, gain rights or call the cluster", () => {
    for (const { template } of pods()) {
      const { securityContext: pod, automountServiceAccountToken, containers } = template.spec;
      expect(pod).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect(automountServiceAccountToken).toBe(false);
      expect(containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(containers[0].resources.limits.memory).toBeDefined();
    }
  });
});
