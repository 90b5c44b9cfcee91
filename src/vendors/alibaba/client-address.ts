/** `::ffff:10.0.0.7`, bare, in brackets, or in brackets with a port. */
const IPV4_MAPPED = /^\[?::ffff:(\d+(?:\.\d+){3})(?:\]:\d+|\]?)$/i;

/** A client's address as people write it: servers that keep all addresses as IPv6 show an IPv4 client as `::ffff:10.0.0.7`. */
export function clientAddress(address: string): string {
  return IPV4_MAPPED.exec(address)?.[1] ?? address;
}
