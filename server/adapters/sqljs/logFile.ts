import { closeSync, fdatasync, ftruncateSync, openSync, fstatSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { syncDirectory } from './files.js';

/** The file operations of a log, so that a failing disk can be tried out. */
export interface Disk {
  open(path: string, directory: string): number;
  size(file: number): number;
  write(file: number, bytes: Uint8Array, offset: number, position: number): number;
  sync(file: number): Promise<void>;
  truncate(file: number, length: number): void;
  close(file: number): void;
}

export const realDisk: Disk = {
  open(path, directory) {
    const file = openSync(path, 'a+', 0o600);
    syncDirectory(directory);
    return file;
  },
  size: (file) => fstatSync(file).size,
  write: (file, bytes, offset) => writeSync(file, bytes, offset),
  sync: promisify(fdatasync),
  truncate: (file, length) => {
    ftruncateSync(file, length);
  },
  close: (file) => {
    closeSync(file);
  },
};

/** An append-only file whose every append is on disk when it resolves, or as if it had never been. */
export interface LogFile {
  readonly bytes: number;
  append(text: string): Promise<void>;
  close(): void;
}

export function openLogFile(path: string, directory: string, disk: Disk = realDisk): LogFile {
  const file = disk.open(path, directory);
  let length = disk.size(file);
  // What a failed append left behind, and could not be cut off then, is cut off before the next one.
  let isClean = true;
  const cut = (): void => {
    disk.truncate(file, length);
    isClean = true;
  };
  return {
    get bytes() {
      return length;
    },
    async append(text) {
      if (!isClean) cut();
      const bytes = Buffer.from(text);
      isClean = false;
      try {
        for (let offset = 0; offset < bytes.length;) offset += disk.write(file, bytes, offset, length + offset);
        await disk.sync(file);
      } catch (error) {
        try {
          cut();
        } catch {
          // Tried again before the next append.
        }
        throw error;
      }
      length += bytes.length;
      isClean = true;
    },
    close() {
      disk.close(file);
    },
  };
}
