// The pictures of the benchmark: painted here, the same on every machine, kept in target/bench/inputs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const require = createRequire(import.meta.url);

/** A camera's file: 4:2:0, quality 90, the quantisation tables of the JPEG standard. */
const camera = { quality: 90, quant_table: 0, auto_subsample: false, chroma_subsample: 2 };

export const INPUTS = [
  { name: '12 MP JPEG, baseline 4:2:0', file: '12mp-baseline.jpg', width: 4032, height: 3024, encode: jpeg({ ...camera, progressive: false, baseline: true }) },
  { name: '12 MP JPEG, progressive 4:2:0', file: '12mp-progressive.jpg', width: 4032, height: 3024, encode: jpeg({ ...camera, progressive: true }) },
  { name: '2 MP JPEG, baseline 4:2:0', file: '2mp.jpg', width: 1600, height: 1200, encode: jpeg({ ...camera, quality: 85, progressive: false, baseline: true }) },
  { name: '1080p PNG', file: '1080p.png', width: 1920, height: 1080, encode: png },
  { name: '2 MP WebP, lossy', file: '2mp.webp', width: 1600, height: 1200, encode: webp },
  { name: '12 MP JPEG, with a white frame of 3 %', file: '12mp-framed.jpg', width: 4032, height: 3024, frame: 0.03, encode: jpeg({ ...camera, progressive: false, baseline: true }) },
  { name: '50 MP JPEG, baseline 4:2:0', file: '50mp.jpg', width: 8160, height: 6120, encode: jpeg({ ...camera, progressive: false, baseline: true }) },
  { name: '50 MP JPEG, progressive 4:2:0', file: '50mp-progressive.jpg', width: 8160, height: 6120, encode: jpeg({ ...camera, progressive: true }) },
];

/** Paints and encodes what is not there yet; gives back the inputs with `path` and `bytes`. */
export async function inputs(folder, say) {
  mkdirSync(folder, { recursive: true });
  const version = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url))).digest('hex').slice(0, 8);
  let painted;
  const all = [];
  for (const input of INPUTS) {
    const path = join(folder, `${version}-${input.file}`);
    if (!existsSync(path)) {
      say(`painting and encoding ${input.name}`);
      const { width, height } = input;
      if (painted?.width !== width) painted = paint(width, height);
      writeFileSync(`${path}.part`, new Uint8Array(await input.encode(input.frame ? framed(painted, input.frame) : painted)));
      renameSync(`${path}.part`, path);
    }
    all.push({ ...input, path, bytes: new Uint8Array(readFileSync(path)) });
  }
  return all;
}

/** Numbers of 0 to 1 from whole numbers, the same everywhere. */
function hash(seed, x, y) {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(seed, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** Adds smooth noise with `cells` cells across to a field. */
function addNoise(field, width, height, seed, cells, weight) {
  const step = width / cells;
  const columns = Math.ceil(width / step) + 2;
  const ease = (t) => t * t * (3 - 2 * t);
  const lattice = new Float32Array(columns);
  for (let y = 0; y < height; y++) {
    const [row, ty] = [Math.floor(y / step), ease((y / step) % 1)];
    for (let i = 0; i < columns; i++) lattice[i] = (hash(seed, i, row) * (1 - ty) + hash(seed, i, row + 1) * ty) * weight;
    for (let x = 0; x < width; x++) {
      const at = x / step;
      const i = at | 0;
      const tx = ease(at - i);
      field[y * width + x] += lattice[i] * (1 - tx) + lattice[i + 1] * tx;
    }
  }
}

/** Something like a photograph: shapes of every size, soft colours, hard edges here and there, and grain. */
function paint(width, height) {
  const data = new Uint8ClampedArray(width * height * 4);
  const field = new Float32Array(width * height);
  for (const [i, [cells, weight]] of [[3, 130], [9, 70], [31, 35], [120, 18], [480, 9]].entries()) {
    addNoise(field, width, height, i, cells, weight);
  }
  const [warm, cold] = [0, 1].map((i) => {
    const colour = new Float32Array(width * height);
    addNoise(colour, width, height, 20 + i, 5, 90);
    addNoise(colour, width, height, 30 + i, 60, 24);
    return colour;
  });
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      // Terraces in a few places make edges; grain as a small sensor has it.
      const level = field[i] - 20;
      const edge = (hash(99, (x * 23 / width) | 0, (y * 17 / height) | 0) < 0.2 ? Math.round(level / 24) * 24 : level);
      const grain = (hash(7, x, y) + hash(8, x, y) - 1) * 9;
      const luma = edge + grain;
      data[i * 4] = luma + warm[i] - 57;
      data[i * 4 + 1] = luma - 0.35 * (warm[i] + cold[i] - 114);
      data[i * 4 + 2] = luma + cold[i] - 57;
      data[i * 4 + 3] = 255;
    }
  }
  return { data, width, height, colorSpace: 'srgb' };
}

/** A copy with a white frame around it, as wide as this share of the height. */
function framed({ data, width, height, colorSpace }, share) {
  const edge = Math.round(height * share);
  const copy = new Uint8ClampedArray(data);
  for (let y = 0; y < height; y++) {
    const inside = y >= edge && y < height - edge;
    copy.fill(255, y * width * 4, (y * width + (inside ? edge : width)) * 4);
    if (inside) copy.fill(255, ((y + 1) * width - edge) * 4, (y + 1) * width * 4);
  }
  return { data: copy, width, height, colorSpace };
}

/** The codecs are made for the web and would fetch their programs: they get them by hand. */
const program = (name) => new WebAssembly.Module(readFileSync(require.resolve(name)));

function jpeg(options) {
  return async (picture) => {
    const { default: encode, init } = await import('@jsquash/jpeg/encode.js');
    await init(program('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
    return encode(picture, options);
  };
}

async function webp(picture) {
  const { default: encode, init } = await import('@jsquash/webp/encode.js');
  await init(program('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));
  return encode(picture, { quality: 80 });
}

/** PNG, 8 bits, red, green, blue; every row by the Paeth filter. Source: PNG specification (third edition), 9.4. */
function png({ data, width, height }) {
  const stride = width * 3;
  const rows = Buffer.alloc((stride + 1) * height);
  const rgb = new Uint8Array(stride * (height + 1));
  for (let i = 0, j = stride; i < data.length; i += 4, j += 3) {
    rgb[j] = data[i];
    rgb[j + 1] = data[i + 1];
    rgb[j + 2] = data[i + 2];
  }
  for (let y = 0; y < height; y++) {
    const out = y * (stride + 1);
    rows[out] = 4;
    for (let x = 0; x < stride; x++) {
      const at = (y + 1) * stride + x;
      const left = x < 3 ? 0 : rgb[at - 3];
      const above = rgb[at - stride];
      const corner = x < 3 ? 0 : rgb[at - stride - 3];
      const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
      rows[out + 1 + x] = rgb[at] - (a <= b && a <= c ? left : b <= c ? above : corner);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (name, body) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([size, named, sum]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const here = dirname(fileURLToPath(import.meta.url));
