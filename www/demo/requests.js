// Counts what this page asks the network for. The browser itself keeps the list; we only read it.
let since = Infinity;
let count = 0;
let listener = () => {};

/** Only what crosses the network: not pictures that are already here (`blob:`), not inline data. */
const crosses = ({ name }) => /^https?:/.test(name);

function take(entries) {
  const fresh = entries.filter((entry) => crosses(entry) && entry.startTime >= since).length;
  if (fresh === 0) return;
  count += fresh;
  listener(count);
}

new PerformanceObserver((list) => take(list.getEntries())).observe({ type: 'resource' });
// The browser stops listing after 250 entries unless it is given more room.
performance.setResourceTimingBufferSize(10_000);

/** Starts counting at 0, from now on; `onChange` is told each new number. */
export function countFromNow(onChange) {
  since = performance.now();
  count = 0;
  listener = onChange;
  onChange(0);
}
