import { createHash } from "node:crypto";
import { type AnyProvider, attr, block, defineProvider, defineResource, schema } from "../../src/framework";

/**
 * Stand-ins for the clouds' own providers, which would make real databases: the same types with the same names of arguments, as far as
 * the template uses them. They make up an id, keep what they are given, and call nobody.
 */
const required = { description: "As the cloud's provider has it." };
const text = attr.string("required", required);
const optionalText = attr.string("optional", required);
const number = attr.integer("required", required);

interface StandIn {
  readonly source: string;
  readonly type: string;
  /** The argument that a database is called by. */
  readonly name: string;
  readonly arguments: Parameters<typeof schema>[0]["attributes"];
  /** The id of a database, in the form of the cloud's. */
  id(digest: string): string;
}

export const STAND_INS: Readonly<Record<string, StandIn>> = {
  tencentcloud: {
    source: "tencentcloudstack/tencentcloud",
    type: "tencentcloud_mysql_instance",
    name: "instance_name",
    arguments: { instance_name: text, mem_size: number, volume_size: number, engine_version: optionalText },
    id: (digest) => `cdb-${digest.slice(0, 8)}`,
  },
  huaweicloud: {
    source: "huaweicloud/huaweicloud",
    type: "huaweicloud_rds_instance",
    name: "name",
    arguments: {
      name: text,
      flavor: text,
      availability_zone: attr.list("string", "required", required),
      vpc_id: text,
      subnet_id: text,
      security_group_id: text,
      db: block.list({ type: text, version: text }, required),
      volume: block.list({ type: text, size: number }, required),
    },
    id: (digest) => `${digest.slice(0, 32)}in01`,
  },
  alicloud: {
    source: "aliyun/alicloud",
    type: "alicloud_click_house_db_cluster",
    name: "db_cluster_version",
    arguments: {
      db_cluster_version: text,
      category: text,
      db_cluster_class: text,
      db_cluster_network_type: text,
      db_node_group_count: number,
      payment_type: text,
      db_node_storage: text,
      storage_type: text,
      vswitch_id: optionalText,
    },
    id: (digest) => `cc-${digest.slice(0, 17)}`,
  },
};

export const VERSION = "1.0.0";

/** The id that a stand-in gives to a database. */
export function standInId(provider: string, name: string): string {
  return STAND_INS[provider]!.id(createHash("sha256").update(name).digest("hex"));
}

/** The stand-in for a provider. */
export function standIn(name: string): AnyProvider {
  const { type, arguments: attributes, name: called } = STAND_INS[name]!;
  const database = schema({
    description: "A database.",
    attributes: { id: attr.string("computed", { description: "Id." }), ...attributes },
  });
  return defineProvider({
    name,
    version: VERSION,
    schema: schema({ description: "Stand-in.", attributes: { region: optionalText } }),
    configure: () => null,
    resources: {
      [type]: defineResource<typeof database, null>({
        schema: database,
        create: async ({ plan }) => {
          const values: Record<string, unknown> = plan;
          return { ...values, id: standInId(name, String(values[called])) };
        },
        read: async ({ state }) => state,
        update: async ({ plan, prior }) => ({ ...plan, id: prior.id }),
        delete: async () => {},
        importState: { unsupported: "It is a stand-in." },
      }),
    },
    dataSources: {},
  });
}
