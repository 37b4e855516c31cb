import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** PEM texts, and where the authority's certificate lies for `NODE_EXTRA_CA_CERTS`. */
export interface LocalCertificate {
  key: string;
  cert: string;
  authorityFile: string;
}

const DAY = 24 * 60 * 60 * 1000;
const VALID_DAYS = 365;

/**
 * The certificate for https://localhost, signed by an authority of this machine alone. Made on first use, kept
 * in `folder` with mode 0600, made again when it is damaged or about to expire.
 */
export async function localCertificate(folder: string): Promise<LocalCertificate> {
  const files = {
    key: join(folder, 'localhost-key.pem'),
    cert: join(folder, 'localhost.pem'),
    authority: join(folder, 'authority.pem'),
  };
  if (!isUsable(files)) {
    // Loaded here: it is large, and a certificate is made once a year.
    const { generate } = require('selfsigned') as typeof import('selfsigned');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The library's default digest is SHA-1, which Node refuses.
    const common = {
      algorithm: 'sha256',
      keyType: 'ec',
      notAfterDate: new Date(Date.now() + VALID_DAYS * DAY),
    } as const;
    const authority = await generate([{ name: 'commonName', value: 'gatehouse local authority' }], {
      ...common,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
      ...common,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
            { type: 7, ip: '::1' },
          ],
        },
      ],
    });
    writePrivate(files.key, leaf.private);
    writePrivate(files.cert, leaf.cert);
    writePrivate(files.authority, authority.cert);
  }
  return {
    key: readFileSync(files.key, 'utf8'),
    cert: readFileSync(files.cert, 'utf8'),
    authorityFile: files.authority,
  };
}

function isUsable(files: { key: string; cert: string; authority: string }): boolean {
  if (!Object.values(files).every((file) => existsSync(file))) return false;
  try {
    const leaf = new X509Certificate(readFileSync(files.cert));
    const authority = new X509Certificate(readFileSync(files.authority));
    return Date.parse(leaf.validTo) > Date.now() + DAY && leaf.verify(authority.publicKey);
  } catch {
    return false;
  }
}

function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
