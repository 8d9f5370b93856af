// Reads from a binary's header which system and processor it was made for.
import { closeSync, openSync, readSync } from 'node:fs';

const ELF = { 0x3e: 'x64', 0xb7: 'arm64' };
const PE = { 0x8664: 'x64', 0xaa64: 'arm64' };
const MACH_O = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const HEADER_BYTES = 4096;

/** `{ system, processors }` as Node names them, or null when the file is no binary that is known here. */
export function readBinary(path) {
  const head = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  if (head.readUInt32BE(0) === 0x7f454c46) return { system: 'linux', processors: [ELF[head.readUInt16LE(18)]] };
  if (head.toString('latin1', 0, 2) === 'MZ') return readPe(head);
  if (head.readUInt32LE(0) === 0xfeedfacf) return { system: 'darwin', processors: [MACH_O[head.readUInt32LE(4)]] };
  if (head.readUInt32BE(0) === 0xcafebabe) return readFat(head);
  return null;
}

function readPe(head) {
  const at = head.readUInt32LE(0x3c);
  if (at + 6 > head.length || head.toString('latin1', at, at + 2) !== 'PE') return null;
  return { system: 'win32', processors: [PE[head.readUInt16LE(at + 4)]] };
}

/** One file for several processors. */
function readFat(head) {
  const count = Math.min(head.readUInt32BE(4), 8);
  const processors = Array.from({ length: count }, (_, index) => MACH_O[head.readUInt32BE(8 + index * 20)]);
  return { system: 'darwin', processors };
}
