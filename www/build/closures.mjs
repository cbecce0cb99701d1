// wasm-bindgen names the functions behind closures after their place in the function table, which differs between builds
// of one source. Here they are numbered in the order in which the glue names them, so that builds share one glue.
import { Problem } from './project.mjs';

const GENERATED = /__wasm_bindgen_func_elem_\d+/g;
const EXPORTS = 7;

/** The glue and its program with names of our own: { glue, program }. */
export function renameClosures(glue, program) {
  const names = new Map();
  const renamed = glue.replaceAll(GENERATED, (name) => {
    if (!names.has(name)) names.set(name, `__presend_closure_${names.size}`);
    return names.get(name);
  });
  return { glue: renamed, program: renameExports(program, names) };
}

/** Sections of a module: a byte for the kind, a length, the content. Source: WebAssembly specification, 5.5.2 and 5.5.10. */
function renameExports(program, names) {
  const parts = [program.subarray(0, 8)];
  let left = names.size;
  for (let at = 8; at < program.length; ) {
    const [length, start] = readNumber(program, at + 1);
    const section = program.subarray(at, start + length);
    if (program[at] === EXPORTS) {
      const content = [];
      let [count, place] = readNumber(program, start);
      content.push(number(count));
      for (; count > 0; count--) {
        const [size, text] = readNumber(program, place);
        const name = program.toString('utf8', text, text + size);
        const [, end] = readNumber(program, text + size + 1);
        left -= names.has(name);
        const bytes = Buffer.from(names.get(name) ?? name);
        content.push(number(bytes.length), bytes, program.subarray(text + size, end));
        place = end;
      }
      const all = Buffer.concat(content);
      parts.push(Buffer.of(EXPORTS), number(all.length), all);
    } else parts.push(section);
    at = start + length;
  }
  if (left !== 0) throw new Problem(`${left} functions that the glue names are not in the program: bring www/build/closures.mjs up to date.`);
  return Buffer.concat(parts);
}

/** Seven bits a byte, the lowest first: [value, where it ends]. */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
}

function number(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}
