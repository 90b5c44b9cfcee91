import { remembering } from "../remembering";
import type { Session } from "../session";
import { tokensOf } from "./statement";

/** A migration or backup tool whose sessions are recognised. */
export interface Tool {
  readonly name: string;
  /** What its statements are recognised by, in words. */
  readonly marks: readonly string[];
}

/** Both patterns have to match, where there are two. */
interface Mark {
  readonly words: string;
  /** What the statement starts with. */
  readonly start?: RegExp;
  /** What the comment says that ends the statement. */
  readonly end?: RegExp;
}

/** How a dump begins to read a table. */
const DUMP = "SELECT \\/\\*!40001 SQL_NO_CACHE \\*\\/ ";
const NAME = "`[^`]+`";
const COLUMNS = `(?:\\*|${NAME}(?:, ?${NAME})*)`;
const start = (pattern: string) => new RegExp(`^${pattern}`);

/**
 * Each mark is what the tool's own source writes, at the place where it writes it. What an application could write by chance is no mark:
 * the name of a table, or the statements of triggers, which a list shows for the application that fires them.
 */
const KNOWN: readonly { readonly name: string; readonly marks: readonly Mark[] }[] = [
  {
    // github/gh-ost: go/sql/builder.go, go/logic/applier.go, inspect.go and streamer.go.
    name: "gh-ost",
    marks: [
      {
        words: "the comment /* gh-ost */ or /* gh-ost `database`.`table` … */ after the first word",
        start:
          /^(?:explain )?[a-z]+\s*\/\*\s*gh-ost(?:\s*(?:\*\/|\*?$)|\s+(?:`|readCurrentBinlogCoordinates\b))/i,
      },
    ],
  },
  {
    // percona/percona-toolkit: bin/pt-online-schema-change.
    name: "pt-online-schema-change",
    marks: [
      {
        words: "the comment /*pt-online-schema-change PID copy nibble*/ or … copy table*/ at the end",
        end: /^(?:explain )?pt-online-schema-change \d+(?: copy|$)|^ pt-online-schema-change $/,
      },
      {
        words: "INSERT LOW_PRIORITY IGNORE INTO `_…_new`",
        start: start(`INSERT LOW_PRIORITY IGNORE INTO (?:${NAME}\\.)?\`_[^\`]*_new\` \\(`),
      },
      {
        words: "CREATE TRIGGER or DROP TRIGGER of a trigger pt_osc_…",
        start: start(`(?:CREATE TRIGGER|DROP TRIGGER IF EXISTS) (?:${NAME}\\.)?\`(?:rt_)?pt_osc_`),
      },
      {
        words: "RENAME TABLE `t` TO `_t_old`, `_t_new` TO `t`",
        start: /^RENAME TABLE ((?:`[^`]+`\.)?)`([^`]+)` TO \1`_+\2_old`, \1`_+\2_new` TO \1`\2`/,
      },
    ],
  },
  {
    // percona/percona-toolkit: bin/pt-table-checksum.
    name: "pt-table-checksum",
    marks: [
      {
        words: "the comment /*checksum table*/, /*checksum chunk*/ or /*past lower chunk*/ at the end",
        end: /^(?:explain )?(?:checksum (?:table|chunk)|past (?:lower|upper) chunk)$|^ pt-table-checksum $/,
      },
      {
        words: "REPLACE INTO `…`.`checksums` (db, tbl, chunk, chunk_index, …",
        start: start(`REPLACE INTO (?:${NAME}\\.)?${NAME} \\(db, tbl, chunk, chunk_index,`),
      },
    ],
  },
  {
    // percona/percona-toolkit: NibbleIterator and IndexLength in the two tools above, which share them.
    name: "pt-online-schema-change or pt-table-checksum",
    marks: [
      {
        words:
          "SELECT /*!40001 SQL_NO_CACHE */ with the comment /*next chunk boundary*/ or the like at the end",
        start: start(`(?:EXPLAIN )?${DUMP}`),
        end: /^(?:(?:first lower|resume lower|last upper|next chunk) boundary|key_len)$/,
      },
    ],
  },
  {
    // percona/percona-toolkit: bin/pt-table-sync.
    name: "pt-table-sync",
    marks: [
      {
        words: "the comment /*percona-toolkit src_db:… */ at the end",
        end: /^percona-toolkit src_db:/,
      },
      {
        words: "the comment /*database.table:chunk/chunks*/ after SELECT or REPLACE",
        start: /^(?:SELECT|REPLACE) \/\*[^\s*:]+\.[^\s*:]+:\d+\/\d+\*\//,
      },
    ],
  },
  {
    // percona/percona-toolkit: bin/pt-archiver. Its DELETE and INSERT have no mark.
    name: "pt-archiver",
    marks: [
      {
        words: "SELECT /*!40001 SQL_NO_CACHE */ of columns with FORCE INDEX",
        start: start(
          `SELECT (?:HIGH_PRIORITY )?\\/\\*!40001 SQL_NO_CACHE \\*\\/ ${COLUMNS} FROM ${NAME}\\.${NAME} (?:FORCE|USE) INDEX\\(`,
        ),
      },
      { words: "SELECT 'pt-archiver keepalive'", start: /^SELECT 'pt-archiver keepalive'/ },
    ],
  },
  {
    // soundcloud/lhm: lib/lhm/sql_helper.rb. In its triggers the comment is not at the end.
    name: "Large Hadron Migrator",
    marks: [
      {
        words: "the comment /* large hadron migration */ at the end",
        end: /^ large hadron migration $/,
      },
    ],
  },
  {
    // mysql/mysql-shell: modules/util/dump/dumper.cc and modules/util/load/dump_loader.cc.
    name: "MySQL Shell",
    marks: [
      { words: "the comment /* mysqlsh loadDump(), … */ at the start", start: /^\/\* mysqlsh \w/ },
      { words: "the comment /* mysqlsh dumpInstance, … */ at the end", end: /^ mysqlsh \w/ },
    ],
  },
  {
    // mysql/mysql-server: client/mysqldump.cc; MariaDB/server: client/mysqldump.c.
    name: "mysqldump",
    marks: [
      {
        words: "SELECT /*!40001 SQL_NO_CACHE */ * FROM a table without its database",
        start: start(`${DUMP}${COLUMNS} (?:INTO OUTFILE '|FROM ${NAME}(?!\\.))`),
      },
      {
        words: "LOCK TABLES `t` READ /*!32311 LOCAL */",
        start: start(`LOCK TABLES ${NAME} READ \\/\\*!32311 LOCAL \\*\\/`),
      },
      { words: "FLUSH /*!40101 LOCAL */ TABLES", start: /^FLUSH \/\*!40101 LOCAL \*\/ TABLES/ },
    ],
  },
  {
    // mydumper/mydumper: src/mydumper/mydumper_write.c and mydumper_integer_chunks.c, which looks for where to cut a table.
    name: "mydumper",
    marks: [
      {
        words: "SELECT /*!40001 SQL_NO_CACHE */ of columns FROM `database`.`table`",
        start: start(`(?:EXPLAIN )?${DUMP}${COLUMNS} FROM ${NAME}\\.${NAME}`),
      },
      {
        words: "the same, cut within the columns",
        start: start(`${DUMP}(?=\`)(?:${NAME}(?:, ?|$))*(?:\`[^\`]*)?$`),
      },
      {
        words: "SELECT /*!40001 SQL_NO_CACHE */ MIN(`column`),MAX(`column`) FROM",
        start: start(`${DUMP}(?:MIN\\(|LEFT\\(MIN\\()\``),
      },
    ],
  },
  {
    // mysql/mysql-server and MariaDB/server: client/mysqlbinlog.cc. It sets the time of each event, so that MySQL lists its statements as
    // that old. MariaDB/server: sql/log_event_client.cc, which sends a long event in two fragments.
    name: "mysqlbinlog",
    marks: [
      { words: "BINLOG '…', the events of a binary log", start: /^BINLOG\s+'/ },
      {
        words: "SET @binlog_fragment_0 = '…' and BINLOG @binlog_fragment_0, …, a long event",
        start: /^(?:SET|BINLOG) @binlog_fragment_[01]\b/,
      },
    ],
  },
  {
    // percona/percona-xtrabackup: storage/innobase/xtrabackup/src/backup_mysql.cc.
    name: "XtraBackup",
    marks: [
      {
        words: "SELECT server_uuid, local, replication, storage_engines FROM performance_schema.log_status",
        start: /^SELECT server_uuid, local, replication, storage_engines FROM performance_schema\.log_status/,
      },
      {
        words: "FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS",
        start: /^FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS/,
      },
    ],
  },
  {
    // The same file, MariaDB/server: extra/mariabackup/backup_mysql.cc, and mydumper_start_dump.c, mysqldump.cc, dumper.cc as above.
    name: "a backup program",
    marks: [
      {
        words: "LOCK INSTANCE, LOCK TABLES or LOCK BINLOG … FOR BACKUP",
        start: /^LOCK\s+(?:INSTANCE|TABLES|BINLOG)\s+FOR\s+BACKUP\b/i,
      },
      {
        words: "BACKUP STAGE or BACKUP LOCK of MariaDB",
        start: /^BACKUP\s+(?:STAGE\s+(?:START|FLUSH|BLOCK_DDL|BLOCK_COMMIT|END)|LOCK|UNLOCK)\b/i,
      },
      {
        words: "FLUSH TABLES WITH READ LOCK, and FLUSH NO_WRITE_TO_BINLOG TABLES, of all tables",
        start:
          /^FLUSH\s+(?:NO_WRITE_TO_BINLOG\s+TABLES|(?:(?:LOCAL|NO_WRITE_TO_BINLOG)\s+)?TABLES\s+WITH\s+READ\s+LOCK)\s*;?\s*$/i,
      },
    ],
  },
];

/** The tools whose sessions are recognised, and by what. */
export const TOOLS: readonly Tool[] = KNOWN.map(({ name, marks }) => ({
  name,
  marks: marks.map(({ words }) => words),
}));

/**
 * The migration or backup tool whose session this is; undefined for any other session.
 *
 * It is recognised by its statement alone: by comments and forms that the tool writes and an application doesn't. A text in quotes that
 * looks like such a mark is none. Blanks at its ends and a cut end make no difference, except where the mark is at the end.
 *
 * A session that runs nothing can't be recognised: a tool that holds its lock while it sleeps, as XtraBackup does while it copies
 * files, looks like any idle session. Protect its user.
 */
export function toolOf({ info }: Pick<Session, "info">): string | undefined {
  return toolOfStatement(info.trim());
}

/** Sessions of one application run the same statements. */
const toolOfStatement = remembering(
  (statement) => {
    const ending = endingOf(statement);
    const has = (mark: Mark): boolean => {
      if (mark.start && !mark.start.test(statement)) return false;
      return !mark.end || (ending !== undefined && mark.end.test(ending) && endsWithComment(statement));
    };
    return KNOWN.find(({ marks }) => marks.some(has))?.name;
  },
  { answers: 256, length: 1_000 },
);

/** What seems to be a comment at the end, without its marks. It may be part of a text in quotes, which takes longer to tell. */
function endingOf(statement: string): string | undefined {
  const begin = statement.lastIndexOf("/*");
  if (begin < 0) return undefined;
  const end = statement.indexOf("*/", begin + 2);
  if (end < 0) return statement.slice(begin + 2);
  return statement.slice(end + 2).trim() === "" ? statement.slice(begin + 2, end) : undefined;
}

function endsWithComment(statement: string): boolean {
  const last = tokensOf(statement).at(-1);
  return last?.kind === "comment" && last.text.startsWith("/*");
}
