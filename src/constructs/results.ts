import { ComplexList, ComplexObject } from "cdktf";

/** What became of one session or statement. All values are tokens: Terraform knows them once the kill has run. */
export class KillResult extends ComplexObject {
  /** Id of the session, the query or the statement. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /** Alibaba OceanBase only: the server that held the session. Terraform fails for other services. */
  get server(): string {
    return this.getStringAttribute("server");
  }

  /** The session's user; null where it was never listed. */
  get user(): string {
    return this.getStringAttribute("user");
  }

  /**
   * `killed`: it was there before the kill and is not any more. `gone`: it ended before. `survived`: it is still there.
   * `refused`: the vendor refused to kill it. `unknown`: the kill was sent, and nobody looked or could look.
   */
  get outcome(): string {
    return this.getStringAttribute("outcome");
  }

  /** What the vendor said against killing it, or why it was not sent; null where there is nothing to say. */
  get message(): string {
    return this.getStringAttribute("message");
  }

  /** Huawei MRS only: the statement's status before the cancel. Terraform fails for other services. */
  get statusBefore(): string {
    return this.getStringAttribute("status_before");
  }

  /** Huawei MRS only: the statement's status after the cancel. Terraform fails for other services. */
  get statusAfter(): string {
    return this.getStringAttribute("status_after");
  }
}

/** What became of each session or statement. A token as a whole, so that it can be the value of an output. */
export class KillResults extends ComplexList {
  /** The result at a position, from 0. */
  get(index: number): KillResult {
    return new KillResult(this.terraformResource, this.terraformAttribute, this.wrapsSet, index);
  }
}

/** A session that a kill task would kill. All values are tokens. */
export class PreviewedSession extends ComplexObject {
  /** Its id. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /** Its user. */
  get user(): string {
    return this.getStringAttribute("user");
  }

  /** Its client address, with the port. */
  get host(): string {
    return this.getStringAttribute("host");
  }

  /** Its default database. */
  get db(): string {
    return this.getStringAttribute("db");
  }

  /** Its process-list command, such as `Query`. */
  get command(): string {
    return this.getStringAttribute("command");
  }

  /** The statement, as the provider's `planStatements` has it: shown, hashed, or empty. */
  get sqlInfo(): string {
    return this.getStringAttribute("sql_info");
  }

  /** Seconds in its current state. */
  get stateDuration(): number {
    return this.getNumberAttribute("state_duration");
  }

  /** Its state. */
  get state(): string {
    return this.getStringAttribute("state");
  }
}

/** The sessions that a kill task would kill. A token as a whole. */
export class PreviewedSessions extends ComplexList {
  /** The session at a position, from 0. */
  get(index: number): PreviewedSession {
    return new PreviewedSession(this.terraformResource, this.terraformAttribute, this.wrapsSet, index);
  }
}
