import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';

/** A certificate with its chain, and its key, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** How often renewed certificates are looked for, ms. */
const RENEWED_MS = 3_600_000;

/** Throws where a file cannot be read, or the two do not belong together. */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  const certificate = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  createSecureContext(certificate);
  return certificate;
}

/** Certificates are renewed while the service runs: it takes up what the files hold then, and keeps what works. */
export function followRenewals(server: Server, files: CertificateFiles, current: Certificate): void {
  let { cert } = current;
  const timer = setInterval(() => {
    try {
      const renewed = readCertificate(files);
      if (renewed.cert === cert) return;
      server.setSecureContext(renewed);
      ({ cert } = renewed);
    } catch {
      // Half written, perhaps: the next look tells.
    }
  }, RENEWED_MS).unref();
  server.once('close', () => clearInterval(timer));
}
