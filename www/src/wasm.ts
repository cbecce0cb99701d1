/** The core's file: which one, where it is, and whether it is the one that was meant. */

/** A module with one function that returns a vector. It is only ever validated, never run. */
const VECTOR_PROBE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version 1
  0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, // type section: () -> v128
  0x03, 0x02, 0x01, 0x00, // function section: one function of that type
  0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b, // i32.const 0, i8x16.splat, i8x16.popcnt, end
]);

/** Does this engine know 128-bit vector instructions? */
export const hasSimd = (): boolean => WebAssembly.validate(VECTOR_PROBE);

// Both addresses are spelled out in full: that is the form in which bundlers see that these files belong to the page.
const plainUrl = (): URL => new URL('./wasm/presend_bg.wasm', import.meta.url);
const simdUrl = (): URL => new URL('./wasm/presend_simd_bg.wasm', import.meta.url);

/** The file for this engine. */
export const defaultWasmUrl = (): URL => (hasSimd() ? simdUrl() : plainUrl());

const STRENGTH = ['sha256', 'sha384', 'sha512'];

/**
 * Subresource Integrity, as for a script: of the digests given, those of the strongest kind count, and one must fit.
 * Metadata without any known digest is refused, where a script tag would let it pass.
 */
export async function matchesIntegrity(bytes: Uint8Array<ArrayBuffer>, integrity: string): Promise<boolean> {
  const given = integrity.trim().split(/\s+/).map((item) => /^(sha256|sha384|sha512)-([A-Za-z0-9+/_=-]+)(\?.*)?$/.exec(item) ?? []);
  const strongest = Math.max(...given.map(([, kind = '']) => STRENGTH.indexOf(kind)));
  const kind = STRENGTH[strongest];
  if (kind === undefined) return false;
  const digest = new Uint8Array(await crypto.subtle.digest(kind.replace('sha', 'SHA-'), bytes));
  const text = btoa(String.fromCharCode(...digest));
  return given.some(([, name, value = '']) => name === kind && value.replaceAll('-', '+').replaceAll('_', '/') === text);
}
