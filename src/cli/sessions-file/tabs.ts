import type { Session } from "../../model";
import { isHeader, rowReader } from "./columns";
import { SessionsFileError } from "./error";
import { type Lines, severalListings } from "./lines";

/** Whether this line is the header of a list in batch form. */
export function isTabsStart(line: string): boolean {
  return line.includes("\t") && isHeader(line.split("\t"));
}

const ESCAPES: Readonly<Record<string, string>> = { "\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\" };

/**
 * Reads what `mysql --batch` prints, and `mysql -e` where its output is no terminal: a line for each row, its values separated by tabs.
 *
 * @param first index of the header's line
 * @throws SessionsFileError
 */
export function readTabs(lines: Lines, first: number): Session[] {
  const header = lines.line(first);
  const names = header.split("\t");
  const read = rowReader(names, first + 1);
  const rest = Array.from({ length: lines.count - first - 1 }, (_, index) => first + 1 + index);
  const headers = rest.filter((index) => isTabsStart(lines.line(index)));
  if (headers.length > 0) throw severalListings(headers.length + 1, headers[0]! + 1);
  return rest.flatMap((index) => {
    const line = lines.line(index);
    if (isRemark(line)) return [];
    const fields = line.split("\t");
    if (fields.length !== names.length) {
      throw new SessionsFileError(
        `The line has ${fields.length} values, and the header names ${names.length}. Save the list again with mysql --batch and without --raw.`,
        { line: index + 1 },
      );
    }
    return [read(fields.map(unescaped), index + 1)];
  });
}

function unescaped(field: string): string | null {
  return field === "NULL" ? null : field.replace(/\\[nt0\\]/g, (written) => ESCAPES[written]!);
}

/** What is no row: a blank line, a warning of the client on the standard error, the end of a session. */
function isRemark(line: string): boolean {
  return !line.includes("\t") && /^(\s*$|\w+: \[?warning|warning:|bye$)/i.test(line);
}
