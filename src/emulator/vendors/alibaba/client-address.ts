/** A client's address without its port. An IPv6 address with a port is in brackets. */
export function clientAddress(host: string): string {
  const match = /^\[([^\]]*)\](?::\d+)?$/.exec(host) ?? /^([^:]*):\d+$/.exec(host);
  return match ? match[1]! : host;
}
