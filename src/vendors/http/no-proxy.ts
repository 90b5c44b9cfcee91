import { BlockList, isIP } from "node:net";

/**
 * Compiles `NO_PROXY`: hosts that are reached without the proxy, separated by commas or blanks. As curl and Go read it: `*` is every
 * host, a name is itself and everything below it (a leading dot or `*.` changes nothing), an address is itself, `10.0.0.0/8` a block
 * of addresses, and a port behind any of them restricts it to that port. Case and a trailing dot do not count.
 */
export function compileNoProxy(text: string): (origin: URL) => boolean {
  const rules = text.toLowerCase().split(/[\s,]/).filter(Boolean).map(compileEntry);
  return (origin) => {
    const host = bare(origin.hostname);
    const port = origin.port || (origin.protocol === "https:" ? "443" : "80");
    return rules.some((rule) => rule(host, port));
  };
}

/** An IPv6 address with a port is in brackets: a bare one has several colons and no port. */
const WITH_PORT = /^(\[[^\]]*\]|[^:]*):(\d+)$/;

type Rule = (host: string, port: string) => boolean;

function compileEntry(entry: string): Rule {
  const found = WITH_PORT.exec(entry);
  const matches = compileHost(bare(found?.[1] ?? entry));
  const port = found?.[2];
  return (host, hostPort) => (port === undefined || port === hostPort) && matches(host);
}

function compileHost(name: string): (host: string) => boolean {
  if (name === "*") return () => true;
  const block = /(.+)\/(\d+)$/.exec(name);
  const family = isIP(block?.[1] ?? name);
  if (family === 0) {
    const domain = name.replace(/^\*?\./, "");
    return (host) => host === domain || host.endsWith(`.${domain}`);
  }
  const kind = family === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  try {
    if (block) list.addSubnet(block[1]!, Number(block[2]), kind);
    else list.addAddress(name, kind);
  } catch {
    // A prefix length that is too long names no address: the list stays empty.
  }
  // A name is in no list.
  return (host) => list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
