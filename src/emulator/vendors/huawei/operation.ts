import type { Service } from "../../service";
import type { Instance } from "../../world";
import type { VendorContext } from "../vendor";
import type { HuaweiError } from "./error";

/** A call that is signed, for a project of the key's, and for an instance that exists. */
export interface HuaweiCall {
  readonly instance: Instance;
  /** What the path has where the operation's has `*`; empty where it has none. */
  readonly pathId: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  readonly context: VendorContext;
}

/** One operation of a service: it answers the body of HTTP 200, or throws a HuaweiError or what the service's `explain` makes one of. */
export interface Operation {
  readonly method: string;
  /** Below the instance, such as `auto-flow/add-kill-process-task`; `*` stands for one segment. */
  readonly path: string;
  carryOut(call: HuaweiCall): Promise<object> | object;
}

/** One of Huawei's services, behind the gateway. */
export interface Api {
  readonly service: Service;
  /** What its paths begin with: `/v3/{project_id}/instances/{instance_id}/` has version `v3` and collection `instances`. */
  readonly version: string;
  readonly collection: string;
  /** By action: the name in faults and in the request log. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The error for a project that is not the caller's. */
  /** What a project id looks like. */
  readonly projectId: RegExp;
  wrongProject(projectId: string): HuaweiError;
  /** Throws the service's error for an id that can't be one, or that nobody posted. */
  findInstance(context: VendorContext, instanceId: string): Instance;
  /** What an operation threw: where it is a mistake of the caller's, as a HuaweiError in the service's words. */
  explain(thrown: unknown): unknown;
}
