import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key. */
export interface Certificate {
  /** The certificate as DER. */
  readonly der: Buffer;
  /** Made when it is read, as the next: the handshake needs neither. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const DAY = 86_400_000;

/** ASN.1 tags, as in X.690. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** `[0]` and `[3]`, explicit: a certificate's version and extensions. */
  explicit0: 0xa0,
  explicit3: 0xa3,
  /** `[2]`, implicit: the DNS name in a subject alternative name. */
  dnsName: 0x82,
} as const;

/** Encoded object identifiers. */
const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
} as const;

/**
 * Makes a self-signed certificate for `localhost` on a fresh P-256 key, good for both ends of one plugin's
 * connection. Written out by hand (RFC 5280), for loading an X.509 library costs more than a whole start.
 * @param now - the time it begins to be valid is a day before
 */
export function makeCertificate(now: Date = new Date()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const body = toBeSigned(publicKey, now);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, sequence(oid(OID.ecdsaWithSha256)), bitString(signature));
  return {
    der,
    get certificatePem() {
      return pem(der);
    },
    get privateKeyPem() {
      return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    },
  };
}

function toBeSigned(publicKey: KeyObject, now: Date): Buffer {
  const version3 = element(TAG.explicit0, integer(Buffer.of(2)));
  const name = sequence(
    element(TAG.set, sequence(oid(OID.commonName), element(TAG.utf8String, Buffer.from("localhost")))),
  );
  const validity = sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + 365 * DAY)));
  return sequence(
    version3,
    integer(serialNumber()),
    sequence(oid(OID.ecdsaWithSha256)),
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(TAG.explicit3, sequence(...extensions())),
  );
}

/** A positive number of 16 bytes. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

function extensions(): Buffer[] {
  const isTrue = element(TAG.boolean, Buffer.of(0xff));
  return [
    extension(OID.basicConstraints, sequence(isTrue), isTrue),
    // digitalSignature and keyCertSign: the certificate vouches for itself.
    extension(OID.keyUsage, element(TAG.bitString, Buffer.of(2, 0b1000_0100)), isTrue),
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth), oid(OID.clientAuth))),
    extension(OID.subjectAltName, sequence(element(TAG.dnsName, Buffer.from("localhost")))),
  ];
}

function extension(id: readonly number[], value: Buffer, critical: Buffer = Buffer.alloc(0)): Buffer {
  return sequence(oid(id), critical, element(TAG.octetString, value));
}

function element(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  if (bytes < 0x100) return Buffer.of(0x81, bytes);
  return Buffer.of(0x82, bytes >> 8, bytes & 0xff);
}

function sequence(...parts: Buffer[]): Buffer {
  return element(TAG.sequence, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return element(TAG.integer, bytes);
}

function oid(bytes: readonly number[]): Buffer {
  return element(TAG.oid, Buffer.from(bytes));
}

function bitString(bytes: Buffer): Buffer {
  return element(TAG.bitString, Buffer.of(0), bytes);
}

/** Dates before 2050 have two-digit years, later ones four. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, "");
  return date.getUTCFullYear() < 2050
    ? element(TAG.utcTime, Buffer.from(digits.slice(2)))
    : element(TAG.generalizedTime, Buffer.from(digits));
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
