import type { Session } from "../../model";
import { SessionsFileError } from "./error";
import { readJsonSessions } from "./json";
import { Lines } from "./lines";
import { isTableStart, readTable } from "./table";
import { isTabsStart, readTabs } from "./tabs";
import { isVerticalStart, readVertical } from "./vertical";

export { SessionsFileError } from "./error";

/**
 * The sessions of a saved list: our own JSON, that of `terraform output` and `terraform show` for `dbkill_sessions`, or what MySQL's and
 * MariaDB's client prints for `SHOW FULL PROCESSLIST` or a select from a table `processlist`: a table, vertical (`\G`), or in batch
 * form. What stands before and after the list, such as a prompt, is passed over.
 *
 * A table does not show blanks at the end of a statement, and no form shows whether a text is `NULL` or SQL's NULL: it is read as none.
 *
 * @throws SessionsFileError that says where the text is wrong and what to do
 */
export function readSessions(text: string): Session[] {
  const content = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (content.slice(0, 100).includes("\0")) {
    throw new SessionsFileError(
      "The file is in UTF-16, as PowerShell's > writes it. Save it as UTF-8: `... | Out-File -Encoding utf8 FILE`.",
      { line: 1 },
    );
  }
  if (content.trim() === "") {
    throw new SessionsFileError(
      'The file is empty. A list without sessions is {"sessions": []}; of MySQL, save the output of SHOW FULL PROCESSLIST.',
      { line: 1 },
    );
  }
  if (/^\s*(\{|\[\s*[{\]])/.test(content)) return readJsonSessions(content);
  return readListing(new Lines(content));
}

const READERS = { table: readTable, vertical: readVertical, tabs: readTabs } as const;

function readListing(lines: Lines): Session[] {
  for (let index = 0; index < lines.count; index++) {
    const line = lines.line(index);
    const form = formAt(lines, index);
    if (form === undefined) continue;
    // Windows writes each line break so; a carriage return elsewhere belongs to a statement.
    const unified = line.endsWith("\r") ? new Lines(lines.text.replaceAll("\r\n", "\n")) : lines;
    return READERS[form](unified, index);
  }
  return withoutListing(lines);
}

/** The form of the list that starts at this line. */
function formAt(lines: Lines, index: number): keyof typeof READERS | undefined {
  const line = withoutReturn(lines.line(index));
  if (isVerticalStart(line)) return "vertical";
  if (isTabsStart(line)) return "tabs";
  const below = index + 1 < lines.count ? withoutReturn(lines.line(index + 1)) : "";
  return isTableStart(line, below) ? "table" : undefined;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** What the client prints for a result without rows; and rows whose header is missing. */
function withoutListing(lines: Lines): Session[] {
  for (let index = 0; index < lines.count; index++) {
    const line = lines.line(index);
    if (/^Empty set\b/.test(line)) return [];
    if (/^(\| +\d+ \| |\d+\t)/.test(line)) {
      throw new SessionsFileError(
        "The rows have no header, so nothing says which value is which. Save the list again with its header: without --skip-column-names, and without a pager that hides it.",
        { line: index + 1 },
      );
    }
  }
  throw new SessionsFileError(
    'The file holds no list of sessions. It takes JSON, such as {"sessions": [...]}, or the output of MySQL\'s SHOW FULL PROCESSLIST with its header: as a table, with \\G, or of mysql --batch.',
    { line: 1 },
  );
}
