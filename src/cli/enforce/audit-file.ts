import { closeSync, fstatSync, openSync, readSync, write } from "node:fs";
import { promisify } from "node:util";
import { type Audit, AuditError, type AuditLine } from "../../engine/runner/audit";
import { fileReason } from "../io";

const writeBytes = promisify(write);
const NEWLINE = 0x0a;

/** An audit that a command opens and closes. */
export interface AuditSink extends Audit {
  close(): void;
}

/**
 * The audit in a file: one write for each line, at the end of the file, one after the other. A new file is the owner's alone, as
 * statements and names are in it.
 */
export class AuditFile implements AuditSink {
  /** Whether the file ends within a line, as a crash or a full disk leaves it: the next line must not become part of it. */
  #cut: boolean;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly fd: number,
  ) {
    this.#cut = endsWithinLine(fd);
  }

  /** @throws AuditError where it can't be opened */
  static open(path: string): AuditFile {
    try {
      // Read too, for its last byte. A pipe or a terminal may not allow that.
      return new AuditFile(path, openEither(path));
    } catch (error) {
      throw new AuditError(
        `The audit ${path} can't be opened: ${fileReason(error)}. Name a file that this user may write with --audit.`,
      );
    }
  }

  async write(line: AuditLine): Promise<void> {
    const written = this.#last.then(() => this.#append(line));
    this.#last = written.catch(() => {});
    await written;
  }

  close(): void {
    closeSync(this.fd);
  }

  async #append(line: AuditLine): Promise<void> {
    const bytes = Buffer.from(`${this.#cut ? "\n" : ""}${JSON.stringify(line)}\n`);
    let count: number;
    try {
      ({ bytesWritten: count } = await writeBytes(this.fd, bytes));
    } catch (error) {
      throw new AuditError(`${this.path}: ${(error as Error).message}`);
    }
    this.#cut = count > 0 && count < bytes.length;
    if (count < bytes.length) {
      throw new AuditError(
        `${this.path}: only ${count} of ${bytes.length} bytes were written. Is the disk full?`,
      );
    }
  }
}

function openEither(path: string): number {
  try {
    return openSync(path, "a+", 0o600);
  } catch {
    return openSync(path, "a", 0o600);
  }
}

function endsWithinLine(fd: number): boolean {
  const stat = fstatSync(fd);
  if (!stat.isFile() || stat.size === 0) return false;
  const last = Buffer.alloc(1);
  // What can't be read may end within a line.
  try {
    readSync(fd, last, 0, 1, stat.size - 1);
  } catch {
    return true;
  }
  return last[0] !== NEWLINE;
}

/** The audit on a stream, such as the standard output. */
export class AuditStream implements AuditSink {
  constructor(private readonly stream: Pick<NodeJS.WritableStream, "write">) {}

  write(line: AuditLine): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write(`${JSON.stringify(line)}\n`, (error?: Error | null) => {
        if (error) reject(new AuditError(`The standard output: ${error.message}`));
        else resolve();
      });
    });
  }

  close(): void {}
}
