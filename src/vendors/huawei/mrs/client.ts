import type { CallOptions, Response } from "../../http";
import { type HuaweiAction, type HuaweiClientOptions, pathOf, sendHuawei } from "../call";
import { huaweiError } from "../errors";
import type { Fields } from "../fields";

const SHOW: HuaweiAction = { service: "mrs", name: "ShowSqlResult", method: "GET", repeat: "always" };

const CANCEL: HuaweiAction = { service: "mrs", name: "CancelSql", method: "POST", repeat: "never" };

/** One statement that was submitted to a cluster. */
export interface MrsSql {
  readonly id: string;
  /**
   * `QUEUED`, `WAITING_FOR_RESOURCES`, `PLANNING`, `STARTING`, `RUNNING`, `FINISHING`, `FINISHED` or `FAILED`. What a cancelled
   * one shows is not documented.
   */
  readonly status: string;
  readonly statement: string | null;
  readonly message: string | null;
}

/**
 * Huawei Cloud MRS (MapReduce Service), API V2: looking at and cancelling statements of Presto. Every method throws a
 * VendorError where it fails; one that is `ambiguous` may have been carried out. An id that can't be part of a URL is a
 * RangeError.
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-mrs/mrs_02_0092.html and its neighbours
 */
export class MrsClient {
  constructor(private readonly options: HuaweiClientOptions) {}

  /** The region that is called. */
  get region(): string {
    return this.options.region;
  }

  /** The project that is called for. */
  get projectId(): string {
    return this.options.projectId;
  }

  /** One statement as it is now. A NotFoundError says that there is no such cluster or statement. */
  async showSql(clusterId: string, sqlId: string, call?: CallOptions): Promise<MrsSql> {
    const request = {
      path: this.#path(clusterId, sqlId),
      read: (content: Fields) => ({
        // Older documents call it sql_id; it is empty for a statement that answers no rows.
        id: content.optionalText("id", "sql_id") ?? sqlId,
        status: content.requiredText("status"),
        statement: content.optionalText("statement"),
        message: content.optionalText("message"),
      }),
    };
    return sendHuawei(this.options, SHOW, request, call);
  }

  /**
   * Cancels a statement. One that is over already counts as cancelled. A RejectedError with the code `FAILED` says that it still runs,
   * with the vendor's message.
   */
  async cancelSql(
    clusterId: string,
    sqlId: string,
    call?: CallOptions,
  ): Promise<{ requestId: string | undefined }> {
    const { service, name: action } = CANCEL;
    const request = {
      path: this.#path(clusterId, sqlId, "cancel"),
      read: (content: Fields, answer: Response, date: Date) => {
        const requestId = answer.headers["x-request-id"];
        const code = content.oneOf(["SUCCEED", "FAILED"], "status");
        if (code === "SUCCEED") return { requestId };
        // Documented to come with HTTP 400, where it is found before.
        throw huaweiError(
          { code, message: content.text("message") },
          { service, action, answer, requestId, date },
        );
      },
    };
    return sendHuawei(this.options, CANCEL, request, call);
  }

  #path(clusterId: string, sqlId: string, ...rest: string[]): string {
    return pathOf("v2", this.options.projectId, "clusters", clusterId, "sql-execution", sqlId, ...rest);
  }
}
