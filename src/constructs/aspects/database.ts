import { ref, TerraformResource, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { expressionOf, referenceOf } from "../tokens";

/** An argument that only Terraform knows. */
export const UNKNOWN: unique symbol = Symbol("dbkill.unknown");

/** What Terraform gets for a resource. */
interface Written {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The id by which it is imported. */
  readonly imported?: unknown;
}

/** A resource of any provider, read without its class: there may be none, and it may be from another copy of a package. */
export class Database {
  /** A construct as a resource; undefined for everything else, data sources included. */
  static of(construct: IConstruct): Database | undefined {
    return TerraformResource.isTerraformResource(construct) ? new Database(construct) : undefined;
  }

  /** The resource of an app that an id stands for, such as `${huaweicloud_rds_instance.main.id}`. */
  static byId(scope: IConstruct, id: unknown): Database | undefined {
    const reference = referenceOf(scope, id);
    const [, address] = /^([\w-]+\.[\w-]+)(?:\[[^\]]+\])?\.id$/.exec(reference?.expression ?? "") ?? [];
    if (!reference || address === undefined) return undefined;
    return scope.node.root.node
      .findAll()
      .flatMap((construct) => Database.of(construct) ?? [])
      .find((found) => found.address === address && found.stackPath === reference.stack);
  }

  #written: Written | undefined;

  private constructor(readonly resource: TerraformResource) {}

  get type(): string {
    return this.resource.terraformResourceType;
  }

  /** Its path among the constructs. */
  get path(): string {
    return this.resource.node.path;
  }

  private get stackPath(): string {
    return TerraformStack.of(this.resource).node.path;
  }

  /** Its address in Terraform, such as `tencentcloud_mysql_instance.main`. */
  get address(): string {
    return `${this.type}.${this.resource.friendlyUniqueId}`;
  }

  /** Whether it is repeated in a way that only its raw arguments tell. */
  get isRepeatedByOverride(): boolean {
    const { count, forEach } = this.resource;
    if (count !== undefined || forEach !== undefined) return false;
    return this.raw("count") !== undefined || this.raw("for_each") !== undefined;
  }

  /** An attribute of it, as a token; where it is repeated, of the element that a resource repeated in the same way stands for. */
  attribute(path: string): string {
    const [first] = this.elements;
    return Token.asString(ref(`${this.address}${first}.${path}`, TerraformStack.of(this.resource)));
  }

  /** All ways in which a policy may write an attribute of it: by reference, and by the value that it was given or imported with. */
  spellings(path: string): readonly string[] {
    const stack = TerraformStack.of(this.resource);
    const references = this.elements.map((element) => ref(`${this.address}${element}.${path}`, stack));
    const values = [this.raw(path), path === "id" ? this.#read().imported : undefined];
    return [
      ...references.map((reference) => Token.asString(reference)),
      ...values.filter((value) => typeof value === "string"),
    ];
  }

  private get elements(): readonly [string, ...string[]] {
    if (this.resource.forEach !== undefined) return ["[each.key]", "[each.value]"];
    return [this.resource.count === undefined ? "" : "[count.index]"];
  }

  /** What an argument was given: a value, a token, or undefined. */
  raw(name: string): unknown {
    return this.#read().arguments[name];
  }

  /**
   * What an argument is, as far as it is known at synth. A list with one element, as blocks are, stands for it.
   *
   * @returns undefined where it is not set, or is in a block that only Terraform knows; {@link UNKNOWN} where only Terraform knows it
   */
  known(...path: readonly [string, ...string[]]): unknown {
    const [name, ...rest] = path;
    let value = expressionOf(this.resource, this.raw(name));
    for (const step of rest) {
      if (Array.isArray(value)) value = value[0];
      value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
    }
    return isExpression(value) ? UNKNOWN : value;
  }

  #read(): Written {
    if (this.#written) return this.#written;
    const { resource, import: imports } = this.resource.toTerraform() as {
      resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
      import?: readonly { readonly id: unknown }[];
    };
    this.#written = {
      arguments: resource?.[this.type]?.[this.resource.friendlyUniqueId] ?? {},
      imported: imports?.[0]?.id,
    };
    return this.#written;
  }
}

/** Whether a value that is resolved still holds what only Terraform knows. */
export function isExpression(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}
