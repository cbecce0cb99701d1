/**
 * What a manifest names, read without the core. It is believed only as far as to know which files to fetch; the core
 * verifies the manifest before anything of it is used.
 */
export interface Named {
  /** What was signed, without the signatures. */
  readonly text: string;
  readonly id: string;
  readonly epoch: number;
  readonly update: number;
  /** SHA-256 of the index, in hex. */
  readonly index: string;
  /** SHA-256 of each segment, in order. */
  readonly segments: readonly string[];
}

export function named(manifest: Uint8Array): Named {
  const [text = ''] = new TextDecoder().decode(manifest).split('\n\n', 1);
  const value = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    text,
    id: value('id'),
    epoch: Number(value('epoch')),
    update: Number(value('update')),
    index: value('index-sha256'),
    segments: [...text.matchAll(/^segment: \S+ ([0-9a-f]{64}) /gm)].map(([, digest]) => digest!),
  };
}
