/** Segments on their way to the core. In a file of its own: only workers load it. */

/** As the core takes them: each with its length before it. */
export function packed(segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(segments.reduce((sum, segment) => sum + 4 + segment.length, 0));
  let at = 0;
  for (const segment of segments) {
    new DataView(all.buffer).setUint32(at, segment.length, true);
    all.set(segment, at + 4);
    at += 4 + segment.length;
  }
  return all;
}
