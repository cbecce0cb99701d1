/** One file, asked about: what every adapter does with it. */
import type { Audience, CheckOptions, Decision, Guard, PresentOptions } from '../types.js';

export interface GateOptions extends PresentOptions {
  /** Who is sending; a function where it can change. */
  audience: Audience | (() => Audience);
  /** Says that a picture may be an intimate one, by the host's own context. */
  intimateSignal?: CheckOptions['intimateSignal'] | ((file: Blob) => CheckOptions['intimateSignal']);
  /** Which files are checked. Default: what is called a picture, and what begins like one. */
  wants?: (file: Blob) => boolean | Promise<boolean>;
}

/** Checks a file and asks where there is something to ask. `send` for what is no picture. Rejects on misuse only: then do not send. */
export async function gate(guard: Guard, file: Blob, { audience, intimateSignal, wants = isPicture, ...present }: GateOptions): Promise<Decision> {
  if (!(await wants(file))) return 'send';
  const signal = typeof intimateSignal === 'function' ? intimateSignal(file) : intimateSignal;
  const verdict = await guard.check(file, {
    audience: typeof audience === 'function' ? audience() : audience,
    ...(signal === undefined ? {} : { intimateSignal: signal }),
    ...(present.signal ? { signal: present.signal } : {}),
  });
  return guard.present(verdict, present);
}

/** Those of the files that may be sent, asked about one after another. */
export async function gateAll<File extends Blob>(guard: Guard, files: Iterable<File>, options: GateOptions): Promise<File[]> {
  const sent: File[] = [];
  for (const file of files) if ((await gate(guard, file, options)) === 'send') sent.push(file);
  return sent;
}

/** Beginnings of the kinds of files that the check reads, or that a browser shows as a picture. */
const BEGINNINGS = [/^\xff\xd8\xff/, /^\x89PNG/, /^GIF8/, /^RIFF.{4}WEBP/s, /^BM/, /^.{4}ftyp(avif|avis|heic|heix|hevc|mif1|msf1)/s, /^\xff\x0a/, /^\0\0\0\x0cJXL /, /^II\*\0/, /^MM\0\*/];

/** The name of a file says nothing for certain: the first bytes count too. */
export async function isPicture(file: Blob): Promise<boolean> {
  if (file.type.startsWith('image/')) return true;
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  return BEGINNINGS.some((beginning) => beginning.test(head));
}
