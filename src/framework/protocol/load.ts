import { Codecs, type Descriptor } from "./codec";
import { once } from "./kinds";
import descriptor from "./tfplugin6.json";

/** One RPC of a service. */
export interface RpcDefinition {
  /** `/package.Service/Method` */
  readonly path: string;
  /** Whether any number of responses follows a request. */
  readonly streams: boolean;
  deserialize(request: Buffer): object;
  serialize(response: object): Buffer;
}

const codecs = new Codecs(descriptor as Descriptor);

/** The RPCs of a service, by name, from the descriptor: no .proto file is parsed at start. */
export function loadService(service: string): ReadonlyMap<string, RpcDefinition> {
  const methods = codecs.lookup(service)?.methods ?? {};
  return new Map(
    Object.entries(methods).map(([name, { requestType, responseType, responseStream = false }]) => {
      const request = once(() => codecs.message(requestType, service));
      const response = once(() => codecs.message(responseType, service));
      const definition: RpcDefinition = {
        path: `/${service}/${name}`,
        streams: responseStream,
        deserialize: (bytes) => request().decode(bytes),
        serialize: (message) => response().encode(message),
      };
      return [name, definition];
    }),
  );
}
