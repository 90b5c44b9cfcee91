import { readdirSync, readFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const FOLDER = join(__dirname, "../fixtures/huawei-definitions");

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface Response {
  readonly schema?: Schema;
  /** The definition's own examples, by media type. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

interface Definition {
  readonly name: string;
  readonly method: string;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { parameters: { in: string; schema?: Schema }[]; responses: Readonly<Record<string, Response>> }
        >
      >
    >
  >;
}

/** Huawei's own definition of one API. */
export class HuaweiDefinition {
  static all(): HuaweiDefinition[] {
    return readdirSync(FOLDER)
      .filter((file) => file.endsWith(".json"))
      .map((file) => new HuaweiDefinition(JSON.parse(readFileSync(join(FOLDER, file), "utf8"))));
  }

  private constructor(private readonly definition: Definition) {}

  get name(): string {
    return this.definition.name;
  }

  defines(method: string, path: string): boolean {
    const [template] = this.#operation;
    const pattern = template.replace(/\{\w+\}/g, "[^/]+");
    return method.toLowerCase() === this.definition.method && new RegExp(`^${pattern}$`).test(path);
  }

  /** What is wrong with a request's body. */
  requestProblems(body: unknown): string[] {
    const parameter = this.#operation[1].parameters.find((each) => each.in === "body");
    if (!parameter) return body === undefined ? [] : ["the API takes no body"];
    return body === undefined ? ["the body is missing"] : this.#problems(parameter.schema!, body, "body");
  }

  /** What is wrong with a response. An error may have the fields of the definition's own example instead of those of its schema. */
  responseProblems(status: number, body: unknown): string[] {
    const response = this.#operation[1].responses[String(status)];
    if (!response) return [`status ${status} is not defined`];
    const example = response.examples?.["application/json"];
    if (status >= 400 && example && sameKeys(example, body)) return [];
    return this.#problems(response.schema!, body, "response");
  }

  get #operation() {
    const [template, methods] = Object.entries(this.definition.paths)[0]!;
    return [template, methods[this.definition.method]!] as const;
  }

  #problems(schema: Schema, value: unknown, at: string): string[] {
    if (schema.$ref)
      return this.#problems(this.definition.definitions[schema.$ref.split("/").at(-1)!]!, value, at);
    if (schema.enum && !schema.enum.includes(value)) return [`${at} is none of ${schema.enum.join(", ")}`];
    switch (schema.type ?? "object") {
      case "string":
        if (typeof value !== "string") return [`${at} is no string`];
        return value.length < (schema.minLength ?? 0) ||
          value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY)
          ? [`${at} has a wrong length`]
          : [];
      case "integer":
        return Number.isInteger(value) ? [] : [`${at} is no integer`];
      case "boolean":
        return typeof value === "boolean" ? [] : [`${at} is no boolean`];
      case "array":
        if (!Array.isArray(value)) return [`${at} is no array`];
        return value.flatMap((each, index) => this.#problems(schema.items!, each, `${at}[${index}]`));
      case "object":
        return this.#objectProblems(schema, value, at);
      default:
        throw new Error(`${this.name} has the type ${schema.type}, which is not checked`);
    }
  }

  #objectProblems({ properties = {}, required = [] }: Schema, value: unknown, at: string): string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
    const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
    const others = Object.entries(value).flatMap(([name, each]) =>
      properties[name]
        ? this.#problems(properties[name], each, `${at}.${name}`)
        : [`${at}.${name} is not defined`],
    );
    return [...missing, ...others];
  }
}

function sameKeys(one: unknown, other: unknown): boolean {
  const keys = (value: unknown) =>
    Object.keys((value ?? {}) as object)
      .sort()
      .join();
  return keys(one) === keys(other);
}

/** One call as it went over the wire; bodies are JSON, undefined where there was none. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly sent: unknown;
  readonly status: number;
  readonly received: unknown;
}

/** Stands between a client and a server on loop-back, and writes down what goes by. */
export class Recorder {
  readonly exchanges: Exchange[] = [];

  static async before(target: string): Promise<Recorder> {
    const recorder = new Recorder(new URL(target));
    await new Promise<void>((resolve) => recorder.server.listen(0, "127.0.0.1", resolve));
    return recorder;
  }

  readonly server: Server;

  private constructor(target: URL) {
    this.server = createServer(async (incoming, outgoing) => {
      const sent = await read(incoming);
      const { method = "GET", url = "/", headers } = incoming;
      request({ host: target.hostname, port: target.port, method, path: url, headers }, async (answer) => {
        const received = await read(answer);
        const status = answer.statusCode!;
        const path = url.split("?")[0]!;
        this.exchanges.push({ method, path, sent: json(sent), status, received: json(received) });
        outgoing.writeHead(status, answer.headers).end(received);
      }).end(sent);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function json(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}
