// What the bench of the edge worker measures with: load, CPU time and memory of a process, targets.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { spawnSync } from 'node:child_process';

export const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
export const quantile = (all, q) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * q))];

const status = (pid, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
/** Memory of a process, in MB. */
export const rss = (pid) => status(pid, 'VmRSS');
/** The most there was of it since `forgetPeak`. */
export const peak = (pid) => status(pid, 'VmHWM');
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** Seconds of CPU that a process has used, all threads together. Hundredths: the kernel's clock. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The same of the threads that there are now, to the nanosecond: for what takes less than a hundredth of a second. */
export function cpuExact(pid) {
  let all = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      all += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return all / 1e9;
}

/** Ties a process with all its threads to a core; says whether that was possible. */
export function pin(pid, core) {
  if (availableParallelism() < 2) return false;
  // A thread that ends meanwhile makes it fail: once more then.
  const tie = () => spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' }).status === 0;
  return tie() || tie();
}

/** Asks with so many at once, or at a pace, for so many seconds; gives back times in ms. */
export async function load(ask, { seconds, atOnce = 1, perSecond }) {
  const times = [];
  const until = performance.now() + seconds * 1000;
  const one = async () => {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  };
  if (perSecond) {
    const running = [];
    for (let next = performance.now(); next < until; next += 1000 / perSecond) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      running.push(one());
    }
    await Promise.all(running);
  } else {
    await Promise.all(Array.from({ length: atOnce }, async () => {
      while (performance.now() < until) await one();
    }));
  }
  return times;
}

/** Targets of the edge worker, each with what was measured. */
export class Targets {
  #all = [];

  constructor(say) {
    this.say = say;
  }

  held(what, measured, met) {
    this.#all.push({ what, measured, met });
    this.say(`${met ? 'pass' : 'FAIL'}  ${what}: ${measured}`);
  }

  /** Prints all of them once more; gives back those that were missed. */
  end() {
    this.say(`\n${'target'.padEnd(76)} measured`);
    for (const { what, measured, met } of this.#all) this.say(`${met ? 'pass' : 'FAIL'}  ${what.padEnd(70)} ${measured}`);
    return this.#all.filter(({ met }) => !met);
  }
}
