import { type INamespace, Root, type Type } from "protobufjs/light";
import descriptor from "./tfplugin6.json";

/** One RPC, in the form of grpc-js. */
interface MethodDefinition {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  requestSerialize(message: object): Buffer;
  requestDeserialize(bytes: Buffer): object;
  responseSerialize(message: object): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

/** All RPCs of a service, by name. */
export type ServiceDefinition = Record<string, MethodDefinition>;

/** Messages as handlers see them: enum values by name, 64-bit integers as numbers, absent fields with their default. */
const CONVERSION = { enums: String, longs: Number, defaults: true } as const;

let root: Root | undefined;

/** The services of the protocol, from the descriptor: no .proto file is parsed at start. */
export function loadService(name: string): ServiceDefinition {
  root ??= Root.fromJSON(descriptor as INamespace).resolveAll() as Root;
  const service: ServiceDefinition = {};
  for (const method of root.lookupService(name).methodsArray) {
    const request = codec(method.resolvedRequestType as Type);
    const response = codec(method.resolvedResponseType as Type);
    service[method.name] = {
      path: `/${name}/${method.name}`,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      requestSerialize: request.serialize,
      requestDeserialize: request.deserialize,
      responseSerialize: response.serialize,
      responseDeserialize: response.deserialize,
    };
  }
  return service;
}

function codec(type: Type) {
  return {
    serialize: (message: object): Buffer => type.encode(type.fromObject(message)).finish() as Buffer,
    deserialize: (bytes: Buffer): object => type.toObject(type.decode(bytes), CONVERSION),
  };
}
