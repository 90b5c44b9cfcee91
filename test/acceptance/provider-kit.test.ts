import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleProvider, executableIn } from "../../scripts/provider-executable";
import { Terraform } from "../../scripts/terraform";
import { schemaJson } from "../../src/framework";
import { testSince } from "../support/terraform-version";
import { TOY_PROGRAM, toyProvider } from "../support/toy-provider";

describe("the provider kit under a real terraform", () => {
  let directory: string;
  let terraform: Terraform;

  const write = (body: string) =>
    writeFileSync(
      join(directory, "main.tf"),
      `terraform {
  required_providers {
    toy = { source = "registry.terraform.io/toys/toy" }
  }
}
provider "toy" {
  folder  = "${directory}/things"
  api_key = "toy-api-key-1"
}
${body}`,
    );

  const values = async (address: string) => {
    const state = await terraform.show();
    const resources = state.values?.root_module?.resources ?? [];
    return resources.find((resource: { address: string }) => resource.address === address)?.values;
  };

  /** Terraform's exit code of a plan: 0 no changes, 2 changes. */
  const plan = async () => {
    const { code, output } = await terraform.plan("-detailed-exitcode");
    return { code, output: output.replace(/\s+/g, " ") };
  };

  const apply = async () => {
    const { code, output } = await terraform.apply();
    return { code, output: output.replace(/[\s│╷╵]+/g, " ") };
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "provider-kit-"));
    const file = executableIn(join(directory, "terraform.d", "plugins"), "toys/toy", "1.2.3");
    bundleProvider(file, { entryPoints: [TOY_PROGRAM] });
    terraform = new Terraform(directory);
    write("");
    await terraform.init();
  });

  afterAll(() => {
    terraform.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  test("creates, plans nothing, updates in place, replaces, imports and destroys", async () => {
    const full = (extra: string) => `
resource "toy_thing" "first" {
  name  = "first"
  ratio = 0.1
  users = ["b", "a"]
  tags  = { team = "x" }
  match = { user = "me" }
  rules = [{ port = 80 }, { port = 443, protocol = "udp" }]
  steps = [{ text = "one" }, { text = "two" }]
  ${extra}
}
resource "toy_thing" "second" {
  name  = "second"
  note  = "of \${toy_thing.first.id}"
  match = { user = toy_thing.first.zone }
  users = [toy_thing.first.id]
}
data "toy_lookup" "first" {
  name = toy_thing.first.name
}
output "found" {
  value = data.toy_lookup.first.found
}`;
    write(full(""));
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.first")).toMatchObject({
      id: "thing-first",
      size: 3,
      ratio: 0.1,
      zone: "zone-1",
      revision: 1,
      match: { user: "me", group: null, depth: 1 },
      users: ["a", "b"],
      steps: [
        { text: "one", number: 1 },
        { text: "two", number: 2 },
      ],
    });
    expect((await values("toy_thing.first")).rules).toContainEqual({
      port: 443,
      protocol: "udp",
      rule_id: "udp/443",
    });
    expect(await values("toy_thing.second")).toMatchObject({
      note: "of thing-first",
      match: { user: "zone-1" },
    });
    expect(await plan()).toMatchObject({ code: 0 });

    write(full('size = 20\n zone = "zone-9"'));
    const changed = await plan();
    expect(changed.output).toContain("0 to add, 2 to change, 0 to destroy");
    expect(changed.output).toContain('id = "thing-first"');
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.first")).toMatchObject({
      revision: 2,
      size: 20,
      zone: "zone-9",
      id: "thing-first",
    });
    expect(await plan()).toMatchObject({ code: 0 });

    write(full("size = 5"));
    expect((await plan()).output).toContain("forces replacement");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.first")).toMatchObject({ revision: 1, size: 5 });

    const { output } = await terraform.apply("-replace=toy_thing.second");
    expect(output).toContain("1 added, 0 changed, 1 destroyed");
    await terraform.must("state", "rm", "toy_thing.second");
    await terraform.must("import", "-input=false", "-no-color", "toy_thing.second", "thing-second");
    expect(await plan()).toMatchObject({ code: 0 });

    expect(readFileSync(join(directory, "terraform.tfstate"), "utf8")).not.toContain("toy-api-key-1");
    expect(await terraform.destroy()).toMatchObject({ code: 0 });
    expect(await terraform.show()).not.toHaveProperty("values");
  });

  const sinceWriteOnly = testSince("1.11", "write-only attributes");

  sinceWriteOnly("keeps what is write-only out of the state and out of what it prints", async () => {
    const thing = (body: string) => write(`resource "toy_thing" "hush" {\n  name = "hush"\n${body}\n}`);
    thing('password = "secret-one"');
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.hush")).toMatchObject({ password: null, password_length: 10 });
    expect(await plan()).toMatchObject({ code: 0 });
    thing('password = "secret-four"\n size = 20');
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.hush")).toMatchObject({ password: null, password_length: 11 });
    thing("size = 5");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.hush")).toMatchObject({ password: null, password_length: null });
    for (const secret of ["secret-one", "secret-four"]) {
      for (const file of ["terraform.tfstate", "terraform.tfstate.backup"])
        expect(readFileSync(join(directory, file), "utf8")).not.toContain(secret);
    }
    expect(await terraform.destroy()).toMatchObject({ code: 0 });

    write(
      'resource "toy_thing" "crash" {\n  name = "crash"\n  note = "crash"\n  password = "secret-three"\n}',
    );
    const crash = await apply();
    expect(crash.output).toContain("crashed with (sensitive value)");
    expect(crash.output).not.toContain("secret-three");
    expect(await terraform.show()).not.toHaveProperty("values");
  });

  test("a misspelt name in a block is refused by validate, in a nested attribute by nobody", async () => {
    const validate = async (body: string) => {
      write(`resource "toy_thing" "typo" {\n  name = "typo"\n${body}\n}`);
      const { code, output } = await terraform.run("validate", "-no-color");
      return { code, output: output.replace(/[\s│╷╵]+/g, " ") };
    };
    expect(await validate('choose {\n user = "me"\n}')).toMatchObject({ code: 0 });
    expect(await validate('match = { usr = "me" }')).toMatchObject({ code: 0 });
    for (const [body, name] of [
      ['choose {\n usr = "me"\n}', "usr"],
      ["window {\n from = 1\n too = 2\n}", "too"],
      ['window {\n from = 1\n day {\n nam = "monday"\n }\n}', "nam"],
      ["port {\n number = 1\n protocl = 1\n}", "protocl"],
      ['timeouts {\n crate = "1m"\n}', "crate"],
    ] as const) {
      const { code, output } = await validate(body);
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(`named "${name}"`) });
    }
    expect(
      (await validate('dynamic "window" {\n for_each = [1, 2, 3, 4]\n content {\n from = 1\n }\n}')).output,
    ).toContain("Too many window blocks");
  });

  test("blocks have defaults, computed values, and can be changed, dropped and left alone", async () => {
    const blocks = (body: string, lifecycle = "") =>
      write(`resource "toy_thing" "b" {\n  name = "blocks"\n${body}\nlifecycle {\n${lifecycle}\n}\n}`);
    const state = async () => await values("toy_thing.b");
    blocks(`
choose {
  user   = "me"
  secret = "secret-four"
}
window {
  from = 1
  day { name = "monday" }
  day { name = "friday" }
}
window { from = 8 }
port { number = 80 }
port {
  number   = 53
  protocol = "udp"
}
timeouts { create = "1m" }`);
    expect(await apply()).toMatchObject({ code: 0 });
    const first = await state();
    expect(first).toMatchObject({
      choose: { user: "me", group: null, depth: 1, seen: 10, secret: "secret-four" },
      window: [
        { from: 1, to: 24 },
        { from: 8, to: 24, day: [] },
      ],
      timeouts: { create: "1m", delete: null },
    });
    expect(first.window[0].day).toHaveLength(2);
    expect(first.port).toContainEqual({ number: 80, protocol: "tcp", port_id: "tcp:80" });
    expect(first.port).toContainEqual({ number: 53, protocol: "udp", port_id: "udp:53" });
    expect(await plan()).toMatchObject({ code: 0 });

    blocks('choose {\n group = "g"\n depth = 2\n}\nwindow { from = 8 }\nport { number = 80 }');
    const changed = await plan();
    expect(changed.code).toBe(2);
    expect(changed.output).not.toContain("secret-four");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await state()).toMatchObject({
      revision: 2,
      choose: { user: null, group: "g", depth: 2, secret: null },
      window: [{ from: 8, to: 24 }],
      port: [{ number: 80, port_id: "tcp:80" }],
      timeouts: null,
    });

    blocks("port { number = 666 }", "ignore_changes = [choose, window]");
    expect((await plan()).output).toContain("forces replacement");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await state()).toMatchObject({ revision: 1, port: [{ number: 666 }], choose: null, window: [] });

    blocks("");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await state()).toMatchObject({ choose: null, window: [], port: [] });
    expect(await plan()).toMatchObject({ code: 0 });
    expect(await terraform.destroy()).toMatchObject({ code: 0 });
  });

  test("ignore_changes makes no mixture that breaks a rule, and never stands in the way of destroy", async () => {
    const choose = (body: string, ignored: string, extra = "") =>
      write(
        `resource "toy_thing" "mix" {\n  name = "mix"\n${extra}\n${body}\n  lifecycle {\n    ignore_changes = [${ignored}]\n  }\n}`,
      );
    choose('choose {\n user = "me"\n}', "");
    expect(await apply()).toMatchObject({ code: 0 });

    // The stored user stays, and the new group comes to it.
    choose('choose {\n group = "g"\n}', "choose.user");
    for (const { code, output } of [await plan(), await apply()]) {
      expect(code).toBe(1);
      expect(output).toMatch(/choose\.user .*group|group.*choose\.user/);
    }
    expect((await values("toy_thing.mix")).choose).toMatchObject({ user: "me", group: null });

    // Neither the stored group nor the new user: everything would be chosen.
    choose('choose {\n group = "g"\n}', "choose.group");
    for (const { code, output } of [await plan(), await apply()]) {
      expect({ code, output }).toMatchObject({
        code: 1,
        output: expect.stringContaining("TOY_CHOOSES_EVERYTHING"),
      });
    }
    expect((await values("toy_thing.mix")).choose).toMatchObject({ user: "me", group: null });

    // A block that is ignored as a whole stays as it was.
    choose('choose {\n group = "g"\n}', "choose", "size = 7");
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await values("toy_thing.mix")).toMatchObject({ size: 7, choose: { user: "me", group: null } });

    choose('choose {\n group = "g"\n}', "choose.group");
    expect((await plan()).code).toBe(1);
    expect(await terraform.destroy("-refresh=false")).toMatchObject({ code: 0 });
  });

  sinceWriteOnly("is described by schemaJson as terraform describes it", async () => {
    const source = "registry.terraform.io/toys/toy";
    const { stdout } = await terraform.must("providers", "schema", "-json");
    const printed = JSON.parse(stdout);
    // A newer Terraform also prints what schemaJson leaves out, such as actions.
    const { provider, resource_schemas, data_source_schemas } = printed.provider_schemas[source];
    printed.provider_schemas[source] = { provider, resource_schemas, data_source_schemas };
    expect(printed).toEqual(schemaJson(toyProvider, source));
  });

  test("reports errors at their attribute and keeps what was half done", async () => {
    write('resource "toy_thing" "bad" {\n  name = "BAD"\n  users = ["much-too-long"]\n}');
    const invalid = await plan();
    expect(invalid.code).toBe(1);
    expect(invalid.output).toContain("name must be lower-case letters and dashes");
    expect(invalid.output).toContain('name = "BAD"');
    expect(invalid.output).toContain("users[...] must be between 1 and 11 characters long");

    write('resource "toy_thing" "half" {\n  name = "half"\n  note = "half"\n}');
    const half = await apply();
    expect(half.code).toBe(1);
    expect(half.output).toContain("Half done");
    expect((await terraform.show()).values.root_module.resources[0]).toMatchObject({ tainted: true });

    write('resource "toy_thing" "half" {\n  name = "half"\n  note = "fine"\n}');
    expect(await apply()).toMatchObject({ code: 0 });
  });
});
