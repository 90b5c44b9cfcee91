import { readSessions, SessionsFileError } from "../../../../src/cli/sessions-file";

/** What a text that can't be read is refused with. */
export function refusal(text: string): SessionsFileError {
  try {
    readSessions(text);
  } catch (error) {
    if (error instanceof SessionsFileError) return error;
    throw error;
  }
  throw new Error("expected a refusal, got sessions");
}
