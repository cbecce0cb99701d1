/** The core as a file. What it is when imported is up to the bundler or the platform, so it has no better type. */
declare const wasm: unknown;
export default wasm;
