// From measurements to tables. A figure is nanoseconds per unit on the main thread's own time; repeats within one process count from the
// second half on (warm), the median of them is the figure of a run, and the median of the runs is what is printed. Ratios are taken within
// a round, between runs that lie close together in time, and their median is printed.

const median = values => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The median of the warm repeats. */
const warm = repeats => median(repeats.slice(Math.min(repeats.length - 1, repeats.length >> 1)));

const nsOf = (run, repeats) => (warm(repeats) / run.units) * 1e6;

const number = value => {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value >= 10_000) return `${(value / 1000).toFixed(1)}k`;
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
};

/** Per adapter: figure, spread, ratio to the limit. */
export function summarise(workload, adapters, measured) {
  const limitRuns = measured.get(workload.limit)?.runs ?? [];
  return adapters.map(adapter => {
    const { runs, failures } = measured.get(adapter.name);
    const ns = runs.map(run => nsOf(run, run.cpuMs));
    const ratios = ns.flatMap((each, index) => {
      const limit = limitRuns[index];
      const limitNs = limit === undefined ? 0 : nsOf(limit, limit.cpuMs);
      // A thread's time comes in steps: what is over within one of them has no ratio.
      return limitNs > 0 ? [each / limitNs] : [];
    });
    return {
      adapter,
      failures,
      units: runs[0]?.units,
      ns: runs.length === 0 ? undefined : median(ns),
      nsMin: Math.min(...ns),
      nsMax: Math.max(...ns),
      clockNs: runs.length === 0 ? undefined : Math.min(...runs.map(run => nsOf(run, run.ms))),
      ratio: ratios.length === 0 ? undefined : median(ratios),
      counted: runs[0]?.counted,
      checks: runs.map(run => run.check),
      coresBusy: runs.length === 0 ? undefined : median(runs.map(run => run.coresBusy)),
    };
  });
}

/** Whether a row is as it must be: every result equal to the reference, unless the peer is known to be wrong. */
export const isSound = ({ adapter, failures, checks }) =>
  failures.length === 0 && checks.length > 0 && (adapter.isWrong === true || checks.every(({ ok }) => ok));

function verdict(row) {
  if (row.failures.length > 0) return `FAILED: ${row.failures[0].split('\n').at(-1)}`;
  const wrong = row.checks.find(({ ok }) => !ok);
  if (wrong === undefined) return row.checks[0]?.note ?? '';
  return row.adapter.isWrong ? 'wrong, as shipped' : `DIFFERS: ${wrong.note}`;
}

/** A table of all adapters, the fastest first. */
export function renderTable(workload, rows, peerVersions) {
  const { unit, limit } = workload;
  const sorted = [...rows].sort((a, b) => (a.ns ?? Infinity) - (b.ns ?? Infinity));
  const lines = [
    `| adapter | ns per ${unit} | spread | on the clock, best | × ${limit.replace(/^.*?: /, '')} | result |`,
    '|---|---:|---:|---:|---:|---|',
  ];
  for (const row of sorted) {
    const { adapter, ns, nsMin, nsMax, clockNs, ratio } = row;
    const version =
      adapter.peer === undefined || adapter.name.startsWith('hand') ? '' : ` ${peerVersions[adapter.peer]}`;
    const name = `${adapter.name}${version}`;
    const spread = ns === undefined ? '–' : `${number(nsMin)}–${number(nsMax)}`;
    lines.push(
      `| ${adapter.isOurs ? `**${name}**` : name} | ${number(ns)} | ${spread} | ${number(clockNs)} | ${number(ratio)} | ${verdict(row)} |`,
    );
  }
  return lines.join('\n');
}

/** A table of operations against libraries; each cell is nanoseconds and the ratio to the limit. */
export function renderParts(workload, adapters, measured, peerVersions) {
  const partNs = (name, part) => {
    const runs = measured.get(name)?.runs.filter(run => run.parts !== undefined) ?? [];
    // Single operations are too short for the thread's own time, so the clock's best counts.
    return runs.length === 0 ? undefined : median(runs.map(run => (Math.min(...run.parts[part]) / run.units) * 1e6));
  };
  const names = adapters.map(({ name, peer }) => (peer === undefined ? name : `${name} ${peerVersions[peer]}`));
  const lines = [
    `| ns per operation (× the limit) | ${names.join(' | ')} |`,
    `|---|${adapters.map(() => '---:|').join('')}`,
  ];
  for (const group of workload.groups) {
    for (const operation of workload.operations) {
      const part = `${operation} ${group}`;
      const base = partNs(workload.limit, part);
      const cells = adapters.map(({ name }) => {
        const ns = partNs(name, part);
        if (ns === undefined) return '–';
        return name === workload.limit || base === undefined ? number(ns) : `${number(ns)} (${number(ns / base)}×)`;
      });
      lines.push(`| ${operation}, ${group} | ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}

/** One line per aim: what was measured, what it should be, whether it is. */
export function renderAims(workload, rows) {
  return workload.aims.flatMap(aim => {
    const row = rows.find(({ adapter }) => adapter.name === aim.adapter);
    if (row?.ns === undefined) return [];
    if (aim.nsMax !== undefined) {
      const isMet = row.ns <= aim.nsMax;
      return [`${isMet ? 'met   ' : 'MISSED'} ${aim.says}: ${number(row.ns)} ns, aim ${number(aim.nsMax)} ns`];
    }
    if (row.ratio === undefined) return [];
    const limit = aim.to.replace(/^.*?: /, '');
    const isMet = row.ratio <= aim.ratioMax;
    return [`${isMet ? 'met   ' : 'MISSED'} ${aim.says}: ${number(row.ratio)} × ${limit}, aim ${aim.ratioMax} ×`];
  });
}
