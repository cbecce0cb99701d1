// From figures to the tables of RESULTS.md.
import os from 'node:os';

const ms = (time) => (time ? `${time.min.toFixed(time.min < 1 ? 2 : 1)} (${time.median.toFixed(time.median < 1 ? 2 : 1)})` : '-');
const mib = (bytes) => (bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(1));
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const minus = (a, b) => ms({ min: Math.max(0, a.min - b.min), median: Math.max(0, a.median - b.median) });
const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''];

/** Bits that differ between two hashes in hex. */
const distance = (a, b) =>
  [...a].reduce((sum, digit, i) => sum + (parseInt(digit, 16) ^ parseInt(b[i], 16)).toString(2).replaceAll('0', '').length, 0);

const columns = {
  check: 'presend, check',
  list: 'presend, list',
  luma: 'presend, luma through pixels',
  zune: 'zune-jpeg luma, our map',
  peer: '`image` + `pdqhash`',
  jsquash: '`@jsquash/jpeg`, our hash',
  canvas: "browser's decoder, canvas, our hash",
  djpeg: '`djpeg -grayscale`, native',
};

const timesOf = (results, names) => [
  ...table(['file', ...names.map((name) => columns[name])], results.map(({ title, times }) => [title, ...names.map((name) => ms(times[name]))])),
];

/** The targets: [what, measured, whether it is met; undefined where it could not be measured]. */
export function targets({ files, pixels, small, packaged }) {
  const [baseline, progressive, ...others] = files;
  const large = others.filter(({ file }) => file.startsWith('50mp'));
  const ratio = (a, b) => a.min / b.min;
  const of = (a, b) => `${ms(a)} against ${ms(b)}: ${ratio(a, b).toFixed(2)}`;
  const { check, luma, peer, djpeg } = baseline.times;
  const worst = (results) => Math.max(...results.map(({ memory }) => memory.check));
  const heaviest = Math.max(...packaged.map(({ bytes }) => bytes));
  return [
    ['12 MP, from coefficients: at least 11 times faster than `image` + `pdqhash`', of(peer, check), ratio(peer, check) >= 11],
    ['12 MP, through pixels of luma: at least 7 times faster than `image` + `pdqhash`', of(peer, luma), ratio(peer, luma) >= 7],
    ['12 MP, from coefficients: at most 1.5 times native `djpeg -grayscale`', djpeg ? of(check, djpeg) : 'skipped: djpeg is not installed', djpeg && ratio(check, djpeg) <= 1.5],
    ['12 MP of luma in memory to hash: at most 6 ms', ms(pixels.presendGrey), pixels.presendGrey.min <= 6],
    ['512x512 luma to hash: at least as fast as `yume-pdq`', of(small.times.yume, small.times.presend), ratio(small.times.yume, small.times.presend) >= 1],
    ['12 MP, check: at most 24 MiB of wasm memory beyond the file', `${mib(worst([baseline, progressive]))} MiB`, worst([baseline, progressive]) <= 24 * 2 ** 20],
    ['50 MP, check: at most 64 MiB of wasm memory beyond the file', `${mib(worst(large))} MiB`, worst(large) <= 64 * 2 ** 20],
    ['browser WebAssembly: at most 300 kB after brotli', kb(heaviest), heaviest <= 300_000],
  ];
}

export function report({ rounds, files, stages, pixels, small, chromium, native, djpeg, weights, packaged, more = [] }) {
  const list = targets({ files, pixels, small, packaged });
  const browser = chromium ? `Chromium ${chromium.version}` : 'no Chromium (skipped)';
  const bits = files.map(({ title, hashes }) => `${title}: ${distance(hashes.check, hashes.list)}`);
  return [
    '# Results',
    '',
    `Written by \`make bench\` on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} cores, ${os.cpus()[0].model.trim()}, Node ${process.versions.node}, ${browser}, ${djpeg ?? 'no djpeg (skipped)'}.`,
    `WebAssembly with simd128, one thread, everybody compiled with the same flags. Milliseconds, min (median) of ${rounds} rounds (half as many for 50 MP), contenders taking turns: processor time in Node, the clock in Chromium and natively. The machine is shared: read ratios inside one table.`,
    'The pictures are painted and encoded by `benches/lib/inputs.mjs`, the same on every machine.',
    '',
    '*presend, check* is what a page does: for JPEG from coefficients, without pixels. *presend, list* is what list owners do (`presend hash`, `hashImage`): every pixel, exact with the reference. *presend, luma through pixels* decodes the Y plane with our decoder, inverse transform included (`Jpeg::luma_rows`): what the first is measured against, in tests as well; *zune-jpeg luma, our map* does the same with another decoder. A file with a frame around the picture is decoded twice, the second time for its trimmed view.',
    '',
    '## Targets',
    '',
    ...table(['target', 'measured', ''], list.map(([what, measured, met]) => [what, measured, met === undefined ? 'skipped' : met ? 'pass' : '**fail**'])),
    '## File bytes to hash, in Node',
    '',
    ...timesOf(files, ['check', 'list', 'luma', 'zune', 'peer', 'jsquash', 'djpeg']),
    `Bits between the hash of a check and that of a list: ${bits.join('; ')}.`,
    '',
    '## File bytes to hash, in Chromium',
    '',
    ...(chromium ? timesOf(chromium.results, ['check', 'list', 'luma', 'zune', 'peer', 'jsquash', 'canvas']) : ['Skipped: no browser was found.', '']),
    '## File bytes to hash, natively',
    '',
    'By criterion: lower bound and estimate of the median.',
    '',
    ...timesOf(native, ['check', 'list', 'luma', 'zune', 'peer']),
    '## Stages, in Node',
    '',
    'Differences of contenders that do more and more of the work. Every check also takes the SHA-256 of the file.',
    '',
    ...table(
      ['file', 'check: entropy decoding', 'map', 'rest', 'list: pixels, and whether all are there', 'map and rest', 'SHA-256'],
      stages.map(({ title, times: t }) => [
        title,
        ms(t.entropyDecode),
        t.entropyDecode ? minus(t.entropyAndMap, t.entropyDecode) : '-',
        t.entropyDecode ? minus(t.presendCheck, t.entropyAndMap) : '-',
        ms(t.decodePixels),
        minus(t.presendHash, t.decodePixels),
        ms(t.sha256),
      ]),
    ),
    '## Wasm memory beyond the file',
    '',
    'MiB after one file in a fresh module, everything included (a module has 1.1 MiB to begin with). PNG, GIF, WebP and BMP keep their whole frame.',
    '',
    ...table(
      ['file', ...['check', 'list', 'luma', 'zune', 'peer', 'jsquash'].map((name) => columns[name])],
      files.map(({ title, memory }) => [title, ...['check', 'list', 'luma', 'zune', 'peer', 'jsquash'].map((name) => mib(memory[name]))]),
    ),
    '## Pixels in memory to hash, in Node',
    '',
    ...table(
      ['12 MP', 'ms', 'against `pdqhash`'],
      [
        ['presend, grey', ms(pixels.presendGrey), `${(pixels.pdqhash.min / pixels.presendGrey.min).toFixed(0)} times faster`],
        ['presend, RGB', ms(pixels.presendRgb), `${(pixels.pdqhash.min / pixels.presendRgb.min).toFixed(0)} times faster`],
        ['`pdqhash`, RGB (with a copy of the pixels, which it takes away)', ms(pixels.pdqhash), ''],
      ],
    ),
    ...table(
      ['512x512 luma', 'ms', 'bits from ours'],
      [
        ['presend, exact', ms(small.times.presend), ''],
        ['`yume-pdq` 1.0.0, its kernel for stable Rust', ms(small.times.yume), String(distance(small.hashes.presend, small.hashes.yume))],
      ],
    ),
    'The vector kernel of `yume-pdq` needs nightly Rust and is not measured.',
    '',
    '## Weight',
    '',
    'Kilobytes after brotli. Each decoder: what it adds to a program without any, compiled like presend.',
    '',
    ...table(['file or decoder', 'brotli'], [...packaged, ...weights].map(({ name, bytes }) => [name, kb(bytes)])),
    ...more,
  ].join('\n');
}

/** What is not met, for the console. */
export const missed = (figures) => targets(figures).filter(([, , met]) => met === false).map(([what, measured]) => `${what} (${measured})`);
