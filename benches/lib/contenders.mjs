// The contenders that are WebAssembly; the same in Node and in a page.

/** What goes from the bytes of a file to a hash, by the name of its function. */
export const WASM = {
  check: 'presendCheck',
  list: 'presendHash',
  luma: 'presendLuma',
  zune: 'zuneLuma',
  peer: 'imageAndPdqhash',
};

/** Can the contender read the file? */
export const reads = (name, file) => !['luma', 'zune', 'jsquash'].includes(name) || file.endsWith('.jpg');

/**
 * A module of its own for each contender, so that nobody pays for another's memory. `importer` imports a fresh copy of the
 * glue, `program` is the compiled WebAssembly.
 */
export async function fresh(importer, program) {
  const glue = await importer();
  const { memory } = glue.initSync({ module: program });
  return { ...glue, memory };
}

/** @jsquash/jpeg to pixels, which `hasher` (one of our modules) then hashes. `programs` are the compiled WebAssembly. */
export async function jsquash(decoder, program, hasher) {
  let memory;
  await decoder.init(program, {
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(program, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    },
  });
  return {
    async run(bytes) {
      const { width, height, data } = await decoder.default(bytes);
      return hasher.hashRgba(width, height, data);
    },
    used: () => memory.buffer.byteLength + hasher.memory.buffer.byteLength,
  };
}
