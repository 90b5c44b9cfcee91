import { BlockList, isIP } from "node:net";

/**
 * Compiles `NO_PROXY`: hosts that are reached without the proxy, separated by commas or blanks. As curl and Go read it: `*` is every
 * host, a name is itself and everything below it (a leading dot or `*.` changes nothing), an address is itself, `10.0.0.0/8` a block
 * of addresses, and a port behind any of them restricts it to that port. Case and a trailing dot do not count.
 */
export function compileNoProxy(text: string): (origin: URL) => boolean {
  const rules = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(compileEntry);
  return (origin) => {
    const host = bare(origin.hostname);
    const port = origin.port || (origin.protocol === "https:" ? "443" : "80");
    return rules.some((rule) => rule(host, port));
  };
}

type Rule = (host: string, port: string) => boolean;

function compileEntry(entry: string): Rule {
  const [, name = "", port] = splitPort(entry);
  const matches = compileHost(bare(name));
  return (host, hostPort) => (port === undefined || port === hostPort) && matches(host);
}

/** A bare IPv6 address has colons and no port; one with a port is in brackets. */
function splitPort(entry: string): readonly [string, string?, string?] {
  if (isIP(entry) === 6) return [entry, entry];
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry);
  return found ? [entry, found[1], found[2]] : [entry, entry];
}

function compileHost(name: string): (host: string) => boolean {
  if (name === "*") return () => true;
  const block = /^(.+)\/(\d+)$/.exec(name);
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
    // A prefix length that is too long names no address.
    return () => false;
  }
  return (host) => {
    const version = isIP(host);
    return version !== 0 && list.check(host, version === 6 ? "ipv6" : "ipv4");
  };
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}
