import { TOOLS, toolOf } from "../../../../src/model/policy/tools";
import { session } from "../support";

const tool = (info: string) => toolOf(session({ info }));

/** Statements as the tools send them. */
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  "gh-ost": [
    "select /* gh-ost */ get_lock(?, 0)",
    "\n\t\t\tinsert /* gh-ost `shop`.`orders` */ ignore\n\t\t\tinto\n\t\t\t\t`shop`.`_orders_gho`\n\t\t\t\t(`id`, `total`)\n\t\t\t(\n\t\t\t\tselect `id`, `total`",
    "\n\t\tselect /* gh-ost `shop`.`orders` iteration:5 */\n\t\t\t`id`\n\t\tfrom `shop`.`orders`",
    "alter /* gh-ost */ table `shop`.`_orders_gho` add column note text",
    "rename /* gh-ost */ table `shop`.`orders` to `shop`.`_orders_del`, `shop`.`_orders_gho` to `shop`.`orders`",
    "lock /* gh-ost */ tables `shop`.`orders` write, `shop`.`_orders_del` write",
    "explain select /* gh-ost */ * from `shop`.`orders` where 1=1",
    "ALTER /* gh-ost */ TABLE `shop`.`orders` add column note text, ALGORITHM=INSTANT",
    "select /* gh-ost */@@global.log_bin, @@global.binlog_format",
    "show /* gh-ost readCurrentBinlogCoordinates */ master status",
    "delete /* gh-ost `shop`.`orders` */ from `shop`.`_orders_gho` where ((`id` = ?))",
  ],
  "pt-online-schema-change": [
    "INSERT LOW_PRIORITY IGNORE INTO `shop`.`_orders_new` (`id`, `total`) SELECT `id`, `total` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) AND ((`id` <= '999')) LOCK IN SHARE MODE /*pt-online-schema-change 4711 copy nibble*/",
    "INSERT LOW_PRIORITY IGNORE INTO `shop`.`__orders_new` (`id`, `to",
    "INSERT LOW_PRIORITY IGNORE INTO `shop`.`chosen` (`id`) SELECT `id` FROM `shop`.`orders` LOCK IN SHARE MODE /*pt-online-schema-change 4711 copy table*/",
    "EXPLAIN SELECT `id` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) /*explain pt-online-schema-change 4711 copy nibble*/",
    "ANALYZE TABLE `shop`.`_orders_new` /* pt-online-schema-change */",
    "CREATE TRIGGER `pt_osc_shop_orders_del` AFTER DELETE ON `shop`.`orders` FOR EACH ROW BEGIN DELETE IGNORE FROM `shop`.`_orders_new`",
    "CREATE TRIGGER `rt_pt_osc_shop_orders_ins` AFTER INSERT ON `shop`.`_orders_old` FOR EACH ROW",
    "DROP TRIGGER IF EXISTS `shop`.`pt_osc_shop_orders_del`",
    "RENAME TABLE `shop`.`orders` TO `shop`.`_orders_old`, `shop`.`_orders_new` TO `shop`.`orders`",
    "RENAME TABLE `shop`.`orders` TO `shop`.`__orders_old`, `shop`.`_orders_new` TO `shop`.`orders`",
  ],
  "pt-table-checksum": [
    "REPLACE INTO `percona`.`checksums` (db, tbl, chunk, chunk_index, lower_boundary, upper_boundary, this_cnt, this_crc) SELECT 'shop', 'orders', '1', NULL, NULL, NULL, COUNT(*) AS cnt, COALESCE(LOWER(CONV(",
    "SELECT COUNT(*) AS cnt FROM `shop`.`orders` /*checksum table*/",
    "SELECT COUNT(*) AS cnt FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) /*checksum chunk*/",
    "EXPLAIN SELECT * FROM `shop`.`orders` /*explain checksum table*/",
    "SELECT COUNT(*), '0' FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE ((`id` < '1')) /*past lower chunk*/",
    "EXPLAIN SELECT COUNT(*), '0' FROM `shop`.`orders` /*explain past upper chunk*/",
    "CREATE DATABASE IF NOT EXISTS `percona` /* pt-table-checksum */",
  ],
  "pt-online-schema-change or pt-table-checksum": [
    "SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) ORDER BY `id` LIMIT 1 /*first lower boundary*/",
    "SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders` FORCE INDEX (`PRIMARY`) ORDER BY `id` DESC LIMIT 1 /*last upper boundary*/",
    "SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) ORDER BY `id` LIMIT 999, 2 /*next chunk boundary*/",
    "EXPLAIN SELECT /*!40001 SQL_NO_CACHE */ * FROM `shop`.`orders` FORCE INDEX (`PRIMARY`) WHERE `id` >= '1' /*key_len*/",
  ],
  "pt-table-sync": [
    "REPLACE INTO `shop`.`orders`(`id`) VALUES ('1') /*percona-toolkit src_db:shop src_tbl:orders dst_db:shop dst_tbl:orders lock:1 pid:4711 host:db1*/",
    "SELECT /*shop.orders:1/10*/ 0 AS chunk_num, COUNT(*) AS cnt, COALESCE(LOWER(CONV(BIT_XOR(",
    "REPLACE /*shop.orders:1/10*/ INTO percona.checksums (db, tbl)",
  ],
  "pt-archiver": [
    "SELECT /*!40001 SQL_NO_CACHE */ `id`,`total` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE (created < '2025-01-01') AND (`id` < '99') LIMIT 1000",
    "SELECT HIGH_PRIORITY /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders` FORCE INDEX(`PRIMARY`) WHERE (1=1)",
    "SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders` USE INDEX(`PRIMARY`) WHERE (1=1)",
    "SELECT 'pt-archiver keepalive'",
  ],
  "Large Hadron Migrator": [
    "insert ignore into `lhmn_orders` (`id`) select `orders`.`id` from `orders` where `orders`.`id` between 1 and 2000 /* large hadron migration */",
  ],
  "MySQL Shell": [
    "/* mysqlsh loadDump(), thread 3, table `shop`.`orders`, chunk ID: 7 */ LOAD DATA LOCAL INFILE '/dump/shop@orders@7.tsv.zst' REPLACE INTO TABLE `shop`.`orders`",
    "SELECT SQL_NO_CACHE `id`,`total` FROM `shop`.`orders` WHERE `id` BETWEEN 1 AND 999 ORDER BY `id` /* mysqlsh dumpInstance, dumping table `shop`.`orders`, chunk ID: 1 */",
    "SELECT SQL_NO_CACHE `id` FROM `shop`.`orders` ORDER BY `id` /* mysqlsh dump_schemas, dumping table `shop`.`or",
  ],
  mysqldump: [
    "SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders` WHERE id > 5 ORDER BY `id`",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`, `total` FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`, `total` INTO OUTFILE '/dump/orders.txt' FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ * INTO OUTFILE '/dump/orders.txt' /*!50138 CHARACTER SET binary */ FROM `orders`",
    "LOCK TABLES `customers` READ /*!32311 LOCAL */,`orders` READ /*!32311 LOCAL */",
    "FLUSH /*!40101 LOCAL */ TABLES",
  ],
  mydumper: [
    "SELECT /*!40001 SQL_NO_CACHE */ * FROM `shop`.`orders` WHERE (1 <= `id` AND `id` <= 999)",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`,`total` FROM `shop`.`orders`",
    "EXPLAIN SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `shop`.`orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ MIN(`id`),MAX(`id`) FROM `shop`.`orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ LEFT(MIN(`name`),1), LEFT(MAX(`name`),1) FROM `shop`.`orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`,`total`,",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`,`total`,`custom",
    "SELECT /*!40001 SQL_NO_CACHE */ `id`,`total`",
    "SELECT /*!40001 SQL_NO_CACHE */ `id",
  ],
  mysqlbinlog: [
    "BINLOG '\nZ5VoZw8BAAAAegAAAH4AAAAAAAQAOC4wLjM2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "BINLOG '\nZ5VoZxMB\nZ5VoZx4B\n'",
    "SET @binlog_fragment_1 ='\nZ5VoZxMB",
    "BINLOG @binlog_fragment_0, @binlog_fragment_1",
  ],
  XtraBackup: [
    "SELECT server_uuid, local, replication, storage_engines FROM performance_schema.log_status",
    "FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS",
  ],
  "a backup program": [
    "LOCK INSTANCE FOR BACKUP",
    "LOCK TABLES FOR BACKUP",
    "LOCK BINLOG FOR BACKUP",
    "lock  instance\nfor backup;",
    "BACKUP STAGE START",
    "BACKUP STAGE FLUSH",
    "BACKUP STAGE BLOCK_DDL",
    "BACKUP STAGE BLOCK_COMMIT",
    "BACKUP STAGE END",
    "BACKUP LOCK `shop`.`orders`",
    "BACKUP UNLOCK",
    "FLUSH TABLES WITH READ LOCK",
    "FLUSH TABLES WITH READ LOCK;",
    "FLUSH LOCAL TABLES WITH READ LOCK",
    "FLUSH NO_WRITE_TO_BINLOG TABLES",
    "FLUSH NO_WRITE_TO_BINLOG TABLES WITH READ LOCK",
  ],
};

const SENT = Object.entries(STATEMENTS).flatMap(([name, statements]) =>
  statements.map((statement) => [name, statement] as const),
);

describe("the session of a tool", () => {
  test.each(SENT)("is that of %s: %j", (name, statement) => {
    expect(tool(statement)).toBe(name);
    expect(tool(`\n \t${statement}`)).toBe(name);
    expect(tool(`${statement}\n`)).toBe(name);
  });

  test.each(
    SENT.filter(([, statement]) => statement.length > 100 && !/\*\/$|chunk ID: 1|`or$/.test(statement)),
  )("is that of %s, also where the list cuts the statement: %j", (name, statement) => {
    expect(tool(statement.slice(0, 100))).toBe(name);
  });

  test.each([
    ["gh-ost", "select  /*  gh-ost  `shop`.`orders` */ 1"],
    ["gh-ost", "select/*gh-ost*/ 1"],
    [
      "pt-online-schema-change",
      "ALTER TABLE `shop`.`_orders_new` ENGINE=InnoDB /*pt-online-schema-change 4711*/",
    ],
    ["pt-table-sync", "SELECT /*shop.orders:10/100*/ 0 AS chunk_num"],
    ["mysqlbinlog", "BINLOG \n '"],
    ["a backup program", "lock  tables  for  backup"],
    ["a backup program", "backup  stage  block_commit"],
    ["a backup program", "flush  no_write_to_binlog  tables"],
    ["a backup program", "flush  local  tables  with  read  lock ;  "],
  ])("is that of %s, spaced otherwise: %j", (name, statement) => {
    expect(tool(statement)).toBe(name);
  });

  test("is told by the statement, whatever the other fields are", () => {
    const fields = {
      user: "gh-ost",
      host: "gh-ost",
      database: "mysqldump",
      command: "Sleep",
      state: "gh-ost",
    };
    expect(toolOf(session({ ...fields, info: "select 1" }))).toBeUndefined();
    expect(toolOf(session({ ...fields, info: "select /* gh-ost */ 1" }))).toBe("gh-ost");
  });

  test("that runs nothing is not told", () => {
    expect(tool("")).toBeUndefined();
    expect(tool("  ")).toBeUndefined();
  });
});

describe("the session of an application is no tool's", () => {
  test.each([
    // Marks as part of a text.
    "select * from logs where line like '%/* gh-ost */%'",
    "select '/* gh-ost */'",
    "insert into notes (text) values ('select /* gh-ost */ 1')",
    "select * from logs where line = ' /*checksum chunk*/",
    "select * from logs where line = 'x /*pt-online-schema-change 12 copy nibble*/'",
    "select * from logs where line = \"it's /* large hadron migration */",
    "select a from t where b = 'SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`'",
    "select 'FLUSH TABLES WITH READ LOCK'",
    "select 'BINLOG '''",
    "SET @binlog_fragments = 'a'",
    "show binlog events in 'binlog.000001'",
    // Names like those of the tools.
    "select * from `gh-ost`",
    "select /* gh-ost-dashboard */ 1",
    "select /* gh-ost dashboard */ 1",
    "select /* gh-ostly */ 1",
    "/* gh-ost */ select 1",
    "select 1 /* gh-ost */",
    "update users_del set a = 1",
    "insert into `_orders_gho` values (1)",
    "drop table `shop`.`_orders_del`",
    "alter table `shop`.`_orders_new` add column a int",
    "insert ignore into `shop`.`_orders_new` (`id`) select 1",
    "INSERT LOW_PRIORITY IGNORE INTO `shop`.`orders_new` (`id`) SELECT 1",
    "create trigger `audit_pt_osc_` after insert on t for each row set @a = 1",
    "RENAME TABLE `shop`.`orders` TO `shop`.`orders_old`, `shop`.`orders_new` TO `shop`.`orders`",
    "RENAME TABLE `shop`.`orders` TO `shop`.`_orders_old`, `shop`.`_items_new` TO `shop`.`orders`",
    "select * from `lhmn_orders`",
    "replace into checksums (db, tbl) values ('a', 'b')",
    // What an application runs when it fires the triggers of a tool.
    "DELETE IGNORE FROM `shop`.`_orders_new` WHERE `shop`.`_orders_new`.`id` <=> OLD.`id`",
    "REPLACE INTO `shop`.`_orders_new` (`id`) VALUES (NEW.`id`)",
    "replace into `lhmn_orders` (`id`) /* large hadron migration */ values (NEW.`id`)",
    // Comments that only look alike.
    "select 1 /* checksum chunk */",
    "select 1 /*checksum chunks*/",
    "select 1 -- /*checksum chunk*/",
    "select 1 /*checksum chunk*/ from t",
    "select id from t order by id limit 1 /*next chunk boundary*/",
    "select 1 /* mysqlsh */",
    "select 1 /* pt-online-schema-change */ from t",
    "select 1 /*pt-online-schema-change is slow*/",
    "select /*shop orders:1/10*/ 1",
    // Statements that applications send.
    "SELECT /*!40001 SQL_NO_CACHE */ * FROM orders",
    "SELECT /*!40001 SQL_NO_CACHE */ id FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ `id` + 1 FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */ COUNT(*) FROM `orders`",
    "SELECT /*!40001 SQL_NO_CACHE */",
    "SELECT SQL_NO_CACHE * FROM `orders`",
    "SELECT * FROM `orders`",
    "LOCK TABLES `orders` READ",
    "LOCK TABLES backup WRITE",
    "FLUSH TABLES",
    "FLUSH TABLES orders WITH READ LOCK",
    "FLUSH NO_WRITE_TO_BINLOG TABLES orders",
    "select * from performance_schema.log_status",
    "select stage from backup",
    "BACKUP TABLE orders TO Disk('backups', '1.zip')",
    "lock instance",
    // Marks that come later.
    "WITH x AS (SELECT 1) SELECT /*shop.orders:1/10*/ 0",
    "WITH x AS (SELECT 1) /* mysqlsh loadDump() */ SELECT 1",
    "CALL note('x'); FLUSH /*!40101 LOCAL */ TABLES",
    // Comments that go on.
    "select 1 /*pt-online-schema-change 12*/ + 1 /*pt-online-schema-change 12th time*/",
    "select 1 /* pt-online-schema-change at night */",
    "select 1 /*checksum table orders*/",
    "select 1 /* pt-table-checksum at night */",
    "select 1 /*first lower boundary of it*/",
    "select 1 /*key_len of it*/",
    "select 1 /* large hadron migration at night */",
    "FLUSH TABLES WITH READ LOCK AND DISABLE CHECKPOINT",
  ])("%j", (info) => {
    expect(tool(info)).toBeUndefined();
  });

  test.each(SENT)("by what a statement of %s has, further on: %j", (_, statement) => {
    const comment = statement.lastIndexOf("/*");
    const late =
      comment < 0 ? statement : `${statement.slice(0, comment)}/*see ${statement.slice(comment + 2)}`;
    expect(tool(`WITH x AS (SELECT 1) ${late}`)).toBeUndefined();
  });
});

describe("the list of tools", () => {
  test("names each, with the marks that its statements have", () => {
    expect(TOOLS.map(({ name }) => name)).toEqual(Object.keys(STATEMENTS));
    for (const { marks } of TOOLS) {
      expect(marks.length).toBeGreaterThan(0);
      expect(marks.every((mark) => typeof mark === "string" && mark !== "")).toBe(true);
    }
  });
});

describe("a statement of a megabyte", () => {
  test.each([
    ["SELECT /*!40001 SQL_NO_CACHE */ ", "`a`,", "mydumper"],
    ["SELECT /*!40001 SQL_NO_CACHE */ ", "``", undefined],
    ["RENAME TABLE `", "a", undefined],
    ["select /* gh-ost", " ", "gh-ost"],
    ["select ", "/*", undefined],
    ["FLUSH ", " ", undefined],
    ["SELECT /*a.a:", "1", undefined],
  ])("is told: %j and then %j only", (head, part, name) => {
    const statement = head + part.repeat(Math.ceil(200_000 / part.length));
    expect(tool(statement)).toBe(name);
    expect(tool(`${statement}.`)).toBeUndefined();
  });
});
