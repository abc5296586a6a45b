/** An authenticator app: the six digits of RFC 6238 (SHA-1, 30 s) for a secret in base32. */
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decode(secret: string): Buffer {
  const bits = Array.from(secret.replace(/[\s=]/g, '')).map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export class Authenticator {
  private used = -1;

  constructor(private readonly secret: string) {}

  /** A code that has not been used: the server takes each only once, so it may have to wait for the next. */
  async next(): Promise<string> {
    while (this.step() === this.used) await new Promise((resolve) => setTimeout(resolve, 500));
    this.used = this.step();
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(this.used));
    const digest = createHmac('sha1', decode(this.secret)).update(counter).digest();
    const offset = (digest.at(-1) ?? 0) & 15;
    return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }

  private step(): number {
    return Math.floor(Date.now() / 30_000);
  }
}
