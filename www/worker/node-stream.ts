/** A stream of Node as a web stream, one piece at a time. */
import type { Readable } from 'node:stream';

/**
 * `Readable.toWeb` counts pieces where it means bytes (Node 20: up to 65,536 of them wait), and copies each: a film of
 * 100 MB that arrives faster than it leaves would lie in memory as a whole. Here a piece is read when it is asked for.
 */
export function pulled(source: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  let over = false;
  return new ReadableStream(
    {
      start(controller) {
        source.pause();
        source.on('data', (piece: Uint8Array<ArrayBuffer>) => {
          source.pause();
          if (!over) controller.enqueue(piece);
        });
        source.once('end', () => {
          if (!over) controller.close();
          over = true;
        });
        const broken = (error?: Error): void => {
          if (!over) controller.error(error ?? new Error('the stream ended before its end'));
          over = true;
        };
        source.once('error', broken);
        source.once('close', () => broken());
      },
      pull() {
        source.resume();
      },
      cancel() {
        over = true;
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
