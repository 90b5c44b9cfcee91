import type { ServiceFacts } from "../../../model";

/** Huawei Cloud MRS: Presto statements of a cluster. It can't list them: they are known by the ids that submitting them returns. */
export const mrsFacts = {
  service: "mrs",
  cloud: "huawei",
  title: "Huawei MRS",
  words: { one: "statement", many: "statements" },
  ids: {
    attribute: "sql_ids",
    example: "20190909_011820_00151_xxxxx",
    // MRS documents no form. An id is a part of a URL's path, where dots alone name another folder.
    problemOf: (id: string) => {
      if (!/^[^\s/]{1,64}$/.test(id)) return "is not 1 to 64 characters without blanks and slashes";
      return /^\.+$/.test(id) ? "has nothing but dots" : undefined;
    },
  },
  commands: [],
  systemUsers: new Set<string>(),
  systemCommands: new Set<string>(),
  kill: { api: "Huawei MRS CancelSql", maxIdsPerCall: 1, killsAll: false, ends: "query" },
  // Source: MRS V2, the pages of ShowSqlResult and CancelSql (aliases of the actions: mrs:sql:get, mrs:sql:cancel).
  permissions: {
    list: ["mrs:cluster:getSql"],
    kill: ["mrs:cluster:getSql", "mrs:cluster:stopSql"],
  },
} as const satisfies ServiceFacts;
