import { type Connection, createConnection } from "mysql2/promise";
import { Emulator } from "../../../src/emulator";
import { dbbrainSdk } from "../../support/dbbrain";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

/** Tencent's SDK with the random key pair that an emulator of real sessions made. */
function sdkOf({ port, accessKey: { id, secret } }: Emulator) {
  return dbbrainSdk(port, { secretId: id, secretKey: secret });
}

describeWithMariadb("the emulator over a real MariaDB server", () => {
  let server: MariadbServer;
  let emulator: Emulator;
  let open: Connection[];

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    open = [];
    emulator = await Emulator.start({ mysql: server.url, rateLimit: false });
    await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [] });
  });
  afterEach(async () => {
    for (const connection of open) connection.destroy();
    await emulator.close();
  });

  /** A connection that runs a statement nobody waits for; `over` resolves with the error that ends it. */
  async function session(statement?: string): Promise<{ id: number; over: Promise<{ code?: string }> }> {
    const { host, port, user, password } = server;
    const connection = await createConnection({ host, port, user, password, database: "shop" });
    open.push(connection);
    const over = new Promise<{ code?: string }>((resolve) => connection.on("error", resolve));
    const query = statement === undefined ? undefined : connection.query(statement);
    return {
      id: connection.threadId,
      over: query
        ? query.then(
            () => ({}),
            (error) => error,
          )
        : over,
    };
  }

  /** Resolves once the server shows the statement as running: it was sent before, but not waited for. */
  async function shown(id: number, info: string): Promise<void> {
    const sdk = sdkOf(emulator);
    for (;;) {
      const { ProcessList } = await sdk.request("DescribeMySqlProcessList", {
        InstanceId: "cdb-1",
        ID: id,
        Info: info,
      });
      if (ProcessList.length > 0) return;
    }
  }

  test("a task kills the sessions that match, and nobody else", async () => {
    const victim = await session("SELECT SLEEP(600)");
    const bystander = await session("SELECT /* kept */ SLEEP(600)");
    await sdkOf(emulator).request("CreateKillTask", {
      InstanceId: "cdb-1",
      Duration: -1,
      User: server.user,
      Info: "SELECT SLEEP",
    });
    await victim.over;
    const state = await emulator.state();
    expect(state.kills).toEqual([
      {
        at: expect.stringMatching(/Z$/),
        service: "dbbrain",
        instance_id: "cdb-1",
        by: "task:1",
        session: { id: String(victim.id), user: server.user },
      },
    ]);
    expect(state.tasks).toMatchObject([{ status: "running", kills: 1 }]);
    const statuses = new Map(state.sessions.map(({ id, status }) => [id, status]));
    expect(statuses.get(String(victim.id))).toBe("killed");
    expect(statuses.get(String(bystander.id))).toBe("running");
  });

  test("a task without filters kills everybody but the emulator's own connection", async () => {
    const idle = await session();
    const busy = await session("SELECT SLEEP(600)");
    const sdk = sdkOf(emulator);
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: 3600 });
    await Promise.all([idle.over, busy.over]);
    await sdk.request("CancelKillTask", { InstanceId: "cdb-1" });
    const { tasks, kills } = await emulator.state();
    expect(tasks).toMatchObject([{ status: "cancelled", kills: kills.length }]);
    expect(kills.map(({ session: { id } }) => id)).toEqual(
      expect.arrayContaining([String(idle.id), String(busy.id)]),
    );
  });

  test("chosen threads die at Commit, and a thread that is gone is left out", async () => {
    const victim = await session("SELECT SLEEP(600)");
    await shown(victim.id, "SLEEP");
    const sdk = sdkOf(emulator);
    const threads = { Threads: [victim.id, 4_000_000], RecordHistory: false };
    const call = { InstanceId: "cdb-1" };
    const { SqlExecId } = await sdk.request("KillMySqlThreads", { ...call, Stage: "Prepare", ...threads });
    const { Threads } = await sdk.request("KillMySqlThreads", { ...call, Stage: "Commit", SqlExecId });
    expect(Threads).toEqual([victim.id]);
    await victim.over;
    expect((await emulator.state()).kills).toMatchObject([{ by: "api", session: { id: String(victim.id) } }]);
  });

  test("sessions can't be posted and the clock can't be moved", async () => {
    const post = (path: string, body: object) =>
      fetch(`${emulator.url}/_dbkill/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const sessions = await post("sessions", { service: "dbbrain", instance_id: "cdb-2", sessions: [{}] });
    expect(sessions.status).toBe(409);
    const clock = await post("clock", { advance_seconds: 1 });
    expect(clock.status).toBe(409);
    const { instances } = await emulator.state();
    expect(instances.map(({ instance_id }) => instance_id)).toEqual(["cdb-1"]);
    const health = await fetch(`${emulator.url}/_dbkill/health`);
    expect(await health.json()).toMatchObject({ status: "ok", engine: "mysql" });
  });

  test("a wrong password is told without the password", async () => {
    const url = server.url.replace(server.password, "hush-hush");
    const error = await Emulator.start({ mysql: url }).catch((reason: Error) => reason);
    expect(String(error)).toContain(`127.0.0.1:${server.port}`);
    expect(String(error)).toContain("Access denied");
    expect(String(error)).not.toContain("hush-hush");
  });

  test("a key pair that everybody knows is not accepted, nor that of another emulator", async () => {
    const other = await Emulator.start({ mysql: server.url });
    await other.close();
    const { id, secret } = other.accessKey;
    expect(id).not.toBe(emulator.accessKey.id);
    for (const credential of [{}, { secretId: id, secretKey: secret }]) {
      await expect(
        dbbrainSdk(emulator.port, credential).request("DescribeMySqlProcessList", { InstanceId: "cdb-1" }),
      ).rejects.toMatchObject({ code: "AuthFailure.SecretIdNotFound" });
    }
  });

  test("a key pair that was given is accepted in place of a random one", async () => {
    const key = { id: "mine", secret: "my-secret" };
    const own = await Emulator.start({ mysql: server.url, accessKeys: [key] });
    try {
      await own.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [] });
      expect(own.accessKey).toEqual(key);
      const listed = await sdkOf(own).request("DescribeMySqlProcessList", { InstanceId: "cdb-1" });
      expect(listed.ProcessList).toEqual(expect.any(Array));
    } finally {
      await own.close();
    }
  });

  test("the control interface, which asks for no key, starts no task that kills", async () => {
    const match = { users: ["nobody"] };
    await expect(emulator.addTask({ service: "dbbrain", instance_id: "cdb-1", match })).rejects.toMatchObject(
      { status: 409, code: "RealSessions" },
    );
    expect((await emulator.state()).tasks).toEqual([]);
  });
});
